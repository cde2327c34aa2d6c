import { beforeEach, describe, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { LabError } from '../../../../extension/errors';
import type { HostMessage, PanelState } from '#shared/protocol/messages';
import { fold } from '../../../webview/fold';
import { sampleEvents } from '../../../webview/sample-run';
import { Panels, type PanelSource } from '../../../../extension/vscode/panel/panel';

const executed = vi.hoisted(() =>
  vi.fn<(command: string) => Promise<void>>(() => Promise.resolve()),
);

/** As much of the editor as panels touch. */
vi.mock('vscode', () => {
  class EventEmitter {
    private readonly listeners = new Set<(value: unknown) => void>();
    readonly event = (listener: (value: unknown) => void): { dispose(): void } => {
      this.listeners.add(listener);
      return { dispose: () => this.listeners.delete(listener) };
    };
    fire(value: unknown): void {
      for (const listener of this.listeners) listener(value);
    }
    dispose(): void {
      this.listeners.clear();
    }
  }
  return {
    EventEmitter,
    Uri: { joinPath: () => '' },
    env: { language: 'en' },
    l10n: { t: (text: string) => text },
    commands: { executeCommand: executed },
  };
});

/** A view in the side bar, or a tab that VS Code restores, from the side of its page. */
class FakeView {
  visible = true;
  readonly received: HostMessage[] = [];
  /** How it was brought to the front. */
  readonly shown: { readonly preserveFocus: boolean }[] = [];
  private listener: (message: unknown) => void = () => undefined;
  close: () => void = () => undefined;

  readonly view = {
    webview: {
      cspSource: '',
      asWebviewUri: () => '',
      onDidReceiveMessage: (listener: (message: unknown) => void) => {
        this.listener = listener;
        return { dispose: () => undefined };
      },
      postMessage: (message: HostMessage) => {
        this.received.push(JSON.parse(JSON.stringify(message)) as HostMessage);
        return Promise.resolve(true);
      },
    },
    onDidDispose: (listener: () => void) => {
      this.close = listener;
    },
    show: (preserveFocus: boolean) => this.shown.push({ preserveFocus }),
    reveal: (_column?: number, preserveFocus = false) => this.shown.push({ preserveFocus }),
  } as unknown as vscode.WebviewView & vscode.WebviewPanel;

  constructor(panels: Panels, place: 'view' | 'tab' = 'view') {
    Object.defineProperty(this.view, 'visible', { get: () => this.visible });
    if (place === 'tab') void panels.deserializeWebviewPanel(this.view);
    else panels.resolveWebviewView(this.view);
  }

  async post(message: unknown): Promise<void> {
    this.listener(JSON.parse(JSON.stringify(message)));
    // Answers come in later turns.
    await turn();
  }

  of<T extends HostMessage['type']>(type: T): Extract<HostMessage, { type: T }>[] {
    return this.received.filter(
      (message): message is Extract<HostMessage, { type: T }> => message.type === type,
    );
  }
}

const state = { run: null } as PanelState;
const answer = { pixels: [], actual: 7, probabilities: {} };
const question = { kind: 'predict', image: { index: 0 } } as const;
const notice = { type: 'notice', message: 'x' } as const;
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

let source: { [K in keyof PanelSource]: ReturnType<typeof vi.fn<PanelSource[K]>> };
let panels: Panels;
let warn: ReturnType<typeof vi.fn<(text: string) => void>>;

beforeEach(() => {
  executed.mockClear();
  warn = vi.fn<(text: string) => void>();
  source = {
    state: vi.fn<PanelSource['state']>(() => Promise.resolve(state)),
    handle: vi.fn<PanelSource['handle']>(),
    ask: vi.fn<PanelSource['ask']>(() => Promise.resolve(answer)),
  };
  panels = new Panels('' as unknown as vscode.Uri, source, { warn }, 100);
});

describe('a panel', () => {
  test('that says ready is sent the state, and from then on what is new', async () => {
    const panel = new FakeView(panels);
    panels.sendEvents([notice]);
    expect(panel.received).toEqual([]);
    await panel.post({ type: 'ready' });
    panels.sendEvents([notice, notice]);
    expect(panel.received).toEqual([
      { type: 'state', state },
      { type: 'events', events: [notice, notice] },
    ]);
  });

  test('that shows another run hears nothing twice: events and states come in their order', async () => {
    const panel = new FakeView(panels);
    await panel.post({ type: 'ready' });
    panels.sendEvents([notice]);
    await panels.sendState();
    expect(panel.received.slice(1)).toEqual([
      { type: 'events', events: [notice] },
      { type: 'state', state },
    ]);
    panels.sendEvents([notice]);
    expect(panel.received.slice(3)).toEqual([{ type: 'events', events: [notice] }]);
  });

  test('that says ready later is sent nothing of before, and the others get it once', async () => {
    const [first, second] = [new FakeView(panels), new FakeView(panels)];
    await first.post({ type: 'ready' });
    panels.sendEvents([notice]);
    await second.post({ type: 'ready' });
    // The state that the second was sent has the event in it.
    expect(second.received).toEqual([{ type: 'state', state }]);
    expect(first.received.slice(1)).toEqual([{ type: 'events', events: [notice] }]);
  });

  test('that is hidden receives nothing, and its state is not even put together', async () => {
    const panel = new FakeView(panels);
    await panel.post({ type: 'ready' });
    panel.visible = false;
    panels.sendEvents([notice]);
    await panels.sendState();
    expect(panel.received).toHaveLength(1);
    expect(source.state).toHaveBeenCalledTimes(1);
  });

  test('that asks is the only one that gets the answer', async () => {
    const [one, other] = [new FakeView(panels), new FakeView(panels)];
    for (const panel of [one, other]) await panel.post({ type: 'ready' });
    await one.post({ type: 'ask', id: 5, question });
    expect(source.ask).toHaveBeenCalledWith(question, expect.any(AbortSignal));
    expect(one.of('answer')).toEqual([{ type: 'answer', id: 5, reply: { ok: answer } }]);
    expect(other.of('answer')).toEqual([]);
  });

  test.each<[string, (panel: FakeView) => unknown]>([
    ['does not wait any more', (panel) => panel.post({ type: 'cancel', id: 5 })],
    ['is loaded anew', (panel) => panel.post({ type: 'ready' })],
    [
      'is closed',
      (panel) => {
        panel.close();
      },
    ],
  ])('that %s has its question taken back, and no other panel’s', async (_, leave) => {
    source.ask.mockReturnValue(new Promise(() => undefined));
    const [one, other] = [new FakeView(panels), new FakeView(panels)];
    for (const panel of [one, other]) await panel.post({ type: 'ask', id: 5, question });
    await leave(one);
    expect(source.ask.mock.calls.map(([, signal]) => signal.aborted)).toEqual([true, false]);
    await other.post({ type: 'cancel', id: 6 });
    expect(source.ask.mock.calls[1]![1].aborted).toBe(false);
  });

  test('is told why there is no answer', async () => {
    source.ask.mockRejectedValue(new LabError('input', 'no weights'));
    const panel = new FakeView(panels);
    await panel.post({ type: 'ask', id: 5, question });
    const error = { kind: 'input', message: 'no weights' };
    expect(panel.of('answer')).toEqual([{ type: 'answer', id: 5, reply: { error } }]);
  });

  test('that says what is no message is not obeyed: the log has why, and it is sent the state', async () => {
    const panel = new FakeView(panels);
    await panel.post({ type: 'ready' });
    await panel.post({ type: 'openSettings', setting: 'editor.fontSize' });
    await panel.post({ type: 'ask', id: -1, question });
    await panel.post('train');
    expect(source.handle).not.toHaveBeenCalled();
    expect(source.ask).not.toHaveBeenCalled();
    expect(warn.mock.calls.map(([text]) => text)).toEqual([
      expect.stringContaining('"openSettings" setting: '),
      expect.stringContaining('"ask" id: '),
      expect.stringContaining('string: '),
    ]);
    expect(panel.received.map(({ type }) => type)).toEqual(['state', 'state', 'state', 'state']);
  });

  test('that could not read something has it logged, and is sent the state alone if it wants it', async () => {
    const [panel, other] = [new FakeView(panels), new FakeView(panels)];
    for (const one of [panel, other]) await one.post({ type: 'ready' });
    const complaint = { type: 'notUnderstood', reason: 'event 2 of 3: odd' };
    await panel.post({ ...complaint, wantsState: false });
    expect(panel.of('state')).toHaveLength(1);
    await panel.post({ ...complaint, wantsState: true });
    expect(panel.of('state')).toHaveLength(2);
    expect(other.of('state')).toHaveLength(1);
    expect(warn).toHaveBeenCalledTimes(2);
    expect(warn.mock.calls[0]![0]).toContain('event 2 of 3: odd');
  });
});

describe('where the panel is shown', () => {
  const opened = (): unknown[] => executed.mock.calls.map(([command]) => command);

  test('an editor tab that VS Code restores shows the panel again, and is the one that is revealed', async () => {
    const tab = new FakeView(panels, 'tab');
    await tab.post({ type: 'ready' });
    expect(tab.of('state')).toEqual([{ type: 'state', state }]);
    tab.visible = false;
    panels.openEditor();
    await panels.reveal();
    expect(tab.shown).toEqual([{ preserveFocus: false }, { preserveFocus: true }]);
    expect(opened()).toEqual([]);
  });

  test('nothing else is opened or brought to the front while one can be seen', async () => {
    const panel = new FakeView(panels);
    await panel.post({ type: 'ready' });
    await panels.reveal();
    expect(panel.shown).toEqual([]);
    expect(opened()).toEqual([]);
  });

  test('a hidden one comes back without the focus', async () => {
    const panel = new FakeView(panels);
    panel.visible = false;
    await panels.reveal();
    expect(panel.shown).toEqual([{ preserveFocus: true }]);
    expect(opened()).toEqual([]);
  });

  test('the view in the side bar is opened where there is none yet', async () => {
    await panels.reveal();
    expect(opened()).toEqual(['mnistLab.panel.focus']);
  });

  test('a panel that can be seen turns to the tab that is asked for', async () => {
    const [panel, hidden] = [new FakeView(panels), new FakeView(panels)];
    await panel.post({ type: 'ready' });
    hidden.visible = false;
    await panels.showTab('compare');
    expect(panel.of('showTab')).toEqual([{ type: 'showTab', tab: 'compare' }]);
    expect(hidden.received).toEqual([]);
  });

  test('a panel that is only just opening turns to it when it listens, once', async () => {
    await panels.showTab('compare');
    const panel = new FakeView(panels);
    await panel.post({ type: 'ready' });
    await panel.post({ type: 'ready' });
    expect(panel.received.map(({ type }) => type)).toEqual(['state', 'showTab', 'state']);
  });
});

describe('a picture', () => {
  const reply = { ok: Buffer.from('PNG').toString('base64') };
  const subject = { name: 'Run 3', run: fold(sampleEvents({ epochs: 1 })), compared: null };

  test('is drawn by a panel that can be seen', async () => {
    const panel = new FakeView(panels);
    await panel.post({ type: 'ready' });
    const drawn = panels.draw('curves.png', subject);
    await panel.post({ type: 'picture', id: 77, reply: { ok: '' } });
    const [request] = panel.of('draw');
    expect(request).toMatchObject({ picture: 'curves.png', subject });
    await panel.post({ type: 'picture', id: request!.id, reply });
    expect(Buffer.from(await drawn).toString()).toBe('PNG');
  });

  test('waits for a panel that is only just opening, which has the state first', async () => {
    const panel = new FakeView(panels);
    const drawn = panels.draw('confusion.png', subject);
    expect(panel.received).toEqual([]);
    await panel.post({ type: 'ready' });
    expect(panel.received.map(({ type }) => type)).toEqual(['state', 'draw']);
    await panel.post({ type: 'picture', id: panel.of('draw')[0]!.id, reply });
    expect(Buffer.from(await drawn).toString()).toBe('PNG');
  });

  test('that cannot be drawn says why, without waiting', async () => {
    const patient = new Panels('' as unknown as vscode.Uri, source, { warn }, 60_000);
    const panel = new FakeView(patient);
    await panel.post({ type: 'ready' });
    const error = { kind: 'engine', message: 'too large' };
    const refused = expect(patient.draw('curves.png', subject)).rejects.toMatchObject(error);
    await turn();
    await panel.post({ type: 'picture', id: panel.of('draw')[0]!.id, reply: { error } });
    await refused;
  });

  test('does not change what panels show', async () => {
    const panel = new FakeView(panels);
    await panel.post({ type: 'ready' });
    const drawn = panels.draw('curves.png', subject);
    await turn();
    await panel.post({ type: 'picture', id: panel.of('draw')[0]!.id, reply });
    await drawn;
    expect(panel.of('state')).toHaveLength(1);
    expect(source.handle).not.toHaveBeenCalled();
  });

  test.each<[string, (panel: FakeView) => unknown]>([
    [
      'is closed',
      (panel) => {
        panel.close();
      },
    ],
    ['is loaded anew', (panel) => panel.post({ type: 'ready' })],
  ])('of a panel that %s before it has drawn it ends at once', async (_, leave) => {
    const patient = new Panels('' as unknown as vscode.Uri, source, { warn }, 60_000);
    const panel = new FakeView(patient);
    await panel.post({ type: 'ready' });
    const drawn = expect(patient.draw('curves.png', subject)).rejects.toThrow('was closed before');
    await turn();
    await leave(panel);
    await drawn;
  });

  test('that nobody draws ends in words', async () => {
    const panel = new FakeView(panels);
    await panel.post({ type: 'ready' });
    await expect(panels.draw('curves.svg', subject)).rejects.toThrow(
      'did not draw the picture in time',
    );
  });
});
