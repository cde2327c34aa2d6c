import { describe, expect, test } from 'vitest';
import type { RunState } from '#shared/run-state';
import {
  announcement,
  isLive,
  isOlder,
  standingOf,
  statusText,
} from '../../webview/views/shell/status';
import { after, fold, panelWith } from './fold';
import { sampleEvents } from './sample-run';

describe('the status in words', () => {
  test.each<[string, number, boolean, string]>([
    ['names the first epoch from its first batch', 1, true, 'Epoch 1 of 4'],
    ['stays with a full epoch, as the bar below it does', 5, true, 'Epoch 1 of 4'],
    ['goes on with the next epoch’s first batch', 6, true, 'Epoch 2 of 4'],
    ['knows a run that goes on without this window', 7, false, 'Training in another window'],
    ['calls a run that came to its end finished', 20, false, 'Finished'],
  ])('%s', (_name, batches, training, expected) => {
    expect(statusText(panelWith(after(batches), training))).toBe(expected);
  });

  test('says that a run is starting while the last one is still shown', () => {
    expect(statusText(panelWith(after(20), true))).toBe('Starting…');
  });

  test('says that a run whose batches are all trained is being tested', () => {
    const testing: RunState = { ...after(20), evaluations: {}, seconds: null, status: 'running' };
    expect(statusText(panelWith(testing, true))).toBe('Testing');
    expect(announcement(panelWith(testing, true))).toBe('Testing');
  });

  test('says nothing where there is no run', () => {
    expect(statusText(panelWith(null, false))).toBe('');
    expect(announcement(panelWith(null, false))).toBe('');
    expect(statusText(panelWith(null, true))).toBe('Starting…');
  });

  test('changes no more than once an epoch while training, so that it can be read aloud', () => {
    const texts = Array.from({ length: 20 }, (_, batch) =>
      statusText(panelWith(after(batch), true)),
    );
    expect(new Set(texts).size).toBe(4);
  });
});

test('a run is live from its first batch to the end of its test, also in a pause', () => {
  const run = after(7);
  const live = [
    panelWith(run, true),
    panelWith({ ...run, status: 'paused' }, true),
    panelWith({ ...after(20), status: 'running' }, true),
  ];
  expect(live.map(standingOf)).toEqual(['running', 'paused', 'testing']);
  const others = [
    panelWith(null, false),
    panelWith(null, true),
    panelWith(run, false),
    panelWith(after(20), false),
    panelWith({ ...run, status: 'stopped' }, false),
    panelWith({ ...run, status: 'failed' }, false),
    panelWith({ ...run, status: 'interrupted' }, false),
  ];
  expect(others.map(standingOf)).toEqual([
    ...['none', 'starting', 'elsewhere', 'done', 'stopped', 'failed', 'interrupted'],
  ]);
  expect(live.map((panel) => isLive(standingOf(panel)))).toEqual([true, true, true]);
  expect(others.some((panel) => isLive(standingOf(panel)))).toBe(false);
});

describe('an attempt that failed before its run began', () => {
  const error = { kind: 'input', message: 'no data' } as const;

  test('is the one thing that the panel says, whatever became of the run before', () => {
    for (const batches of [7, 20]) {
      const panel = { ...panelWith(after(batches), false), error };
      expect(statusText(panel)).toBe('Failed');
      expect(announcement(panel)).toBe('Failed');
    }
  });

  test('is over when the next one starts, and says nothing of an older run', () => {
    expect(statusText({ ...panelWith(after(7), true), error })).toBe('Epoch 2 of 4');
    const older = { live: false, shown: { id: 'one', name: 'One', continuation: null } };
    expect(statusText({ ...panelWith(after(20), false), error, ...older })).toBe('Finished');
  });
});

describe('an older run that is looked at', () => {
  const shown = { id: 'one', name: 'One', continuation: null };

  test('has a standing of its own, whatever trains meanwhile', () => {
    const panel = { ...panelWith(after(20), true), live: false, shown };
    expect(statusText(panel)).toBe('Finished');
    expect(statusText({ ...panel, run: after(7) })).toBe('Training in another window');
    expect(statusText({ ...panel, run: { ...after(7), status: 'stopped' } })).toBe('Stopped');
    expect(statusText({ ...panel, run: { ...after(7), status: 'interrupted' } })).toBe(
      'Interrupted',
    );
  });

  test('is none where the current one is shown under its name', () => {
    const panel = { ...panelWith(after(7), true), shown };
    expect(statusText(panel)).toBe('Epoch 2 of 4');
    expect(isOlder(panel)).toBe(false);
    expect(isOlder({ ...panelWith(after(20), false), shown })).toBe(false);
    expect(isOlder({ ...panelWith(after(20), false), shown, live: false })).toBe(true);
  });
});

describe('what a screen reader is told', () => {
  const paused = { type: 'paused' } as const;

  test('changes at the end of an epoch and not between', () => {
    const told = Array.from({ length: 20 }, (_, batch) =>
      announcement(panelWith(after(batch), true)),
    );
    expect(new Set(told.slice(0, 5)).size).toBe(1);
    expect(new Set(told.slice(5, 10)).size).toBe(1);
    expect(new Set(told).size).toBe(4);
  });

  test('gives losses and test accuracies of the epoch that ended', () => {
    const { epochs, tests } = after(7);
    const told = announcement(panelWith(after(7), true));
    expect(told).toMatch(/^Epoch 1 finished: /);
    expect(told).toContain(`mlp loss ${epochs[0]!.losses.mlp!.toFixed(4)}`);
    expect(told).toContain(`${(100 * tests[0]!.accuracies.cnn!).toFixed(1)}%`);
  });

  test('does not tell an epoch twice, before its test and after it', () => {
    const events = sampleEvents({ epochs: 4, batchesPerEpoch: 5 });
    const end = events.findIndex(({ type }) => type === 'test');
    const before = announcement(panelWith(fold(events.slice(0, end)), true));
    expect(before).toBe('Epoch 1 of 4');
  });

  test('says that a run pauses, and with what it ends', () => {
    const events = sampleEvents({ epochs: 4, batchesPerEpoch: 5 });
    const pausedRun = fold([...events.slice(0, 4), paused]);
    expect(announcement(panelWith(pausedRun, true))).toBe('Paused: Epoch 1 of 4');
    const told = announcement(panelWith(fold(events), false));
    expect(told).toMatch(/^Finished: /);
    // The trace of the notebook's matrix: 5303 of 10,000.
    expect(told).toContain('mlp 53.0% of the test images right');
    expect(told).not.toContain('diverged');
  });

  test('says that a run was stopped, and no result of what was not judged', () => {
    expect(announcement(panelWith({ ...after(7), status: 'stopped' }, false))).toBe('Stopped');
  });

  test('says of a network that has diverged no figure', () => {
    const run = after(20);
    const cnn = { ...run.evaluations.cnn!, loss: NaN };
    const ended = { ...run, evaluations: { ...run.evaluations, cnn } };
    expect(announcement(panelWith(ended, false))).toContain('cnn has diverged');
    const now = after(7);
    const lost = { ...now.epochs[0]!, losses: { ...now.epochs[0]!.losses, cnn: NaN } };
    const told = announcement(panelWith({ ...now, epochs: [lost] }, true));
    expect(told).toContain('cnn has diverged');
    expect(told).toContain('mlp loss ');
  });

  test('gives losses alone where epochs are not tested', () => {
    const { run, ...rest } = after(7);
    const config = { ...run.config, evaluateEachEpoch: false };
    const told = announcement(panelWith({ ...rest, run: { ...run, config }, tests: [] }, true));
    expect(told).toMatch(/^Epoch 1 finished: mlp loss \d\.\d{4}; cnn loss/);
    expect(told).not.toContain('%');
  });
});
