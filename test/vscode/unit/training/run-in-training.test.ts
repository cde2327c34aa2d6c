/** What the editor says of a run in training, outside of the panel. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { useLocale } from '../../../../extension/shared/format';
import type { RunEvent, TrainingEvent } from '#shared/protocol/events';
import { StatusBar } from '../../../../extension/vscode/training/status-bar';
import type { TrainingObserver } from '../../../../extension/vscode/training/training-observer';
import type { LoadProgress } from '#shared/load-progress';
import { reportProgress } from '../../../../extension/vscode/training/training-progress';
import { progressOf } from '../../../../extension/shared/progress';
import { fold } from '../../../webview/fold';
import { sampleEvents } from '../../../webview/sample-run';

type Task = (progress: unknown, token: unknown) => Promise<unknown>;

interface Editor {
  readonly item: { text: string; tooltip: unknown; visible: boolean };
  readonly tasks: Task[];
}

const editor = vi.hoisted((): Editor => ({
  item: { text: '', tooltip: null, visible: false },
  tasks: [],
}));

vi.mock('vscode', () => ({
  ProgressLocation: { Notification: 15 },
  StatusBarAlignment: { Left: 1 },
  MarkdownString: class {
    isTrusted: unknown;
    constructor(readonly value: string) {}
  },
  l10n: {
    t: (text: string, ...values: unknown[]) =>
      text.replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)])),
  },
  window: {
    createStatusBarItem: () =>
      Object.assign(editor.item, {
        show: () => (editor.item.visible = true),
        hide: () => (editor.item.visible = false),
        dispose: () => undefined,
      }),
    withProgress: (_options: unknown, task: Task) => {
      editor.tasks.push(task);
      return Promise.resolve();
    },
  },
}));

const events = sampleEvents({ epochs: 4, batchesPerEpoch: 5 });
const batches = events.filter(({ type }) => type === 'batch');

beforeEach(() => {
  useLocale('en');
  editor.tasks.length = 0;
});

describe('the status bar', () => {
  const training = { training: true, paused: false, stopping: false };

  test('says what the panel says, after every batch and in the editor’s language', () => {
    const bar = new StatusBar(training);
    bar.stateChanged();
    expect(editor.item.text).toBe('$(loading~spin) MNIST');
    for (const [language, write] of [
      ['en', (percent: number) => `${percent}%`],
      ['de', (percent: number) => `${percent}\u00a0%`],
    ] as const) {
      useLocale(language);
      const seen: TrainingEvent[] = [];
      for (const event of events) {
        seen.push(event);
        bar.events([event]);
        if (event.type !== 'batch') continue;
        const { percent, epoch, epochs } = progressOf(fold(seen))!;
        expect(editor.item.text).toBe(`$(loading~spin) MNIST ${write(percent)}`);
        expect(editor.item.tooltip).toMatchObject({
          value: expect.stringContaining(`Training epoch ${epoch} of ${epochs}`) as string,
        });
      }
    }
  });

  test('pauses, resumes and stops from its tooltip, and can run no other command', () => {
    const bar = new StatusBar({ training: true, paused: true, stopping: false });
    bar.events(events.slice(0, 2));
    bar.stateChanged();
    expect(editor.item.text).toMatch(/^\$\(debug-pause\) MNIST 5%$/);
    const tooltip = editor.item.tooltip as { value: string; isTrusted: unknown };
    const linked = [...tooltip.value.matchAll(/command:([\w.]+)/g)].map(([, command]) => command);
    expect(linked).toEqual(['mnistLab.resume', 'mnistLab.stop']);
    expect(tooltip.isTrusted).toEqual({
      enabledCommands: ['mnistLab.pause', 'mnistLab.resume', 'mnistLab.stop'],
    });
  });

  test('says that a stopped run tests its networks once more', () => {
    const bar = new StatusBar({ training: true, paused: false, stopping: true });
    bar.stateChanged();
    expect((editor.item.tooltip as { value: string }).value).toContain('tested once more');
  });

  test('is there as long as a run is, and begins anew with the next one', () => {
    const state = { training: true, paused: false, stopping: false };
    const bar = new StatusBar(state);
    bar.events(events.slice(0, 4));
    state.training = false;
    bar.stateChanged();
    expect(editor.item.visible).toBe(false);
    state.training = true;
    bar.stateChanged();
    expect(editor.item.visible).toBe(true);
    expect(editor.item.text).toBe('$(loading~spin) MNIST');
  });
});

describe('the notification', () => {
  /** A run whose events and end come when the test says so. */
  function begin() {
    let observer: TrainingObserver | null = null;
    let finish: () => void = () => undefined;
    let fail: (error: Error) => void = () => undefined;
    const finished = new Promise<undefined>((resolve, reject) => {
      finish = () => {
        resolve(undefined);
      };
      fail = reject;
    });
    const stop = vi.fn();
    const source = {
      observe: (heard: TrainingObserver) => {
        observer = heard;
        return { dispose: () => (observer = null) };
      },
    };
    reportProgress(source, finished, stop);
    const progress = { report: vi.fn<(step: { message?: string; increment?: number }) => void>() };
    let cancel: () => void = () => undefined;
    let open = true;
    const shown = editor.tasks[0]!(progress, {
      onCancellationRequested: (heard: () => void) => (cancel = heard),
    }).then(() => (open = false));
    return {
      finish,
      fail,
      stop,
      progress,
      finished,
      shown,
      isOpen: () => open,
      cancel: () => {
        cancel();
      },
      send: (sent: readonly TrainingEvent[]) => observer?.events(sent),
      load: (progress: LoadProgress) => observer?.loading?.(progress),
    };
  }

  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('stays while a run gets ready, and goes a moment after its first batch', async () => {
    const run = begin();
    run.send([events[0] as RunEvent]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(run.isOpen()).toBe(true);
    run.send(batches.slice(0, 1));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(run.isOpen()).toBe(true);
    run.send(batches.slice(1, 2));
    await vi.advanceTimersByTimeAsync(4_000);
    expect(run.isOpen()).toBe(false);
    // The run goes on, and nothing is reported to what is closed.
    run.send(batches.slice(2));
    expect(run.progress.report).toHaveBeenCalledTimes(2);
    run.finish();
  });

  test('tells how far a large data set has been read', () => {
    const run = begin();
    run.load({ stage: 'look', done: 1000, total: 60_000 });
    run.load({ stage: 'read', done: 12_000, total: 60_000 });
    expect(run.progress.report.mock.calls.map(([{ message }]) => message)).toEqual([
      'Looking at pictures: 1,000 of 60,000',
      'Reading pictures: 12,000 of 60,000',
    ]);
  });

  test('goes with a run that ends before', async () => {
    const run = begin();
    run.finish();
    await run.shown;
    expect(vi.getTimerCount()).toBe(0);
  });

  test('leaves no timer behind when the run ends at once after its first batch', async () => {
    const run = begin();
    run.send([events[0] as RunEvent, batches[0]!]);
    expect(vi.getTimerCount()).toBe(1);
    run.finish();
    await run.shown;
    expect(vi.getTimerCount()).toBe(0);
  });

  test('says that the run pauses, and moves no bar for it', () => {
    const run = begin();
    run.send([events[0] as RunEvent, { type: 'paused' }, { type: 'resumed' }]);
    expect(run.progress.report.mock.calls).toEqual([[{ message: 'paused' }]]);
  });

  test('moves its bar to the end of the run', () => {
    const run = begin();
    run.send(events);
    const steps = run.progress.report.mock.calls.map(([step]) => step);
    expect(steps.reduce((sum, { increment = 0 }) => sum + increment, 0)).toBe(100);
    expect(steps.at(-1)!.message).toBe('epoch 4 of 4');
  });

  test('cancels the run, and leaves its error to whoever started it', async () => {
    const run = begin();
    run.cancel();
    expect(run.stop).toHaveBeenCalledOnce();
    run.fail(new Error('lost'));
    await expect(run.finished).rejects.toThrow('lost');
    await run.shown;
  });
});
