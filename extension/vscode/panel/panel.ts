import * as vscode from 'vscode';
import { LabError } from '../../errors';
import type { LoadProgress } from '#shared/load-progress';
import type { TrainingEvent } from '#shared/protocol/events';
import type {
  HostMessage,
  PanelAnswer,
  PanelMessage,
  PanelQuestion,
  PanelState,
  PanelTab,
  PictureKind,
  PictureSubject,
} from '#shared/protocol/messages';
import { parsePanelMessage } from '#shared/protocol/parse';
import { replyWith, Requests } from '#shared/requests';
import type { RunView } from '../runs/run-view';
import { panelHtml, webviewOptions } from './html';

export const viewId = 'mnistLab.panel';
export const editorViewType = 'mnistLab.editor';

/** Milliseconds: a panel that has to be opened first loads its script, too. */
const DRAWING_TIMEOUT = 15_000;

/** What a person can ask for in the panel. */
export type PanelAction = Exclude<
  PanelMessage,
  { type: 'ready' | 'notUnderstood' | 'ask' | 'cancel' | 'picture' }
>;

/** Where panels get their content, and where what people do in them goes. */
export interface PanelSource {
  state(): Promise<PanelState>;
  handle(action: PanelAction): void;
  /**
   * Rejects with why there is no answer.
   * @param signal aborted when nobody waits for it any more
   */
  ask(question: PanelQuestion, signal: AbortSignal): Promise<PanelAnswer>;
}

/** A webview that has said `ready`: it has the whole state and gets what is new while visible. */
interface Surface {
  readonly webview: vscode.Webview;
  visible(): boolean;
  ready: boolean;
  /** What the page in it is asked to draw. */
  drawings: Requests<Drawing, string>;
  /** What the page in it waits for, by the id of the question. */
  readonly asked: Map<number, AbortController>;
}

interface Drawing {
  readonly picture: PictureKind;
  readonly subject: PictureSubject;
}

/**
 * All the places where the panel is shown: the view in the side bar and any editor tabs. Hidden ones
 * get nothing; a webview that is shown again loads anew and says `ready`.
 */
export class Panels
  implements RunView, vscode.WebviewViewProvider, vscode.WebviewPanelSerializer, vscode.Disposable
{
  private readonly surfaces = new Set<Surface>();
  private editor: vscode.WebviewPanel | null = null;
  private view: vscode.WebviewView | null = null;
  /** Who waits for a panel that listens. */
  private readonly welcomed = new vscode.EventEmitter<Surface>();
  /** For a panel that is only just opening. */
  private nextTab: PanelTab | null = null;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly source: PanelSource,
    private readonly log: Pick<vscode.LogOutputChannel, 'warn'>,
    private readonly drawingTimeout = DRAWING_TIMEOUT,
  ) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    this.show(view.webview, () => view.visible, view.onDidDispose);
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.showEditor(panel);
    return Promise.resolve();
  }

  /** Whether a panel can be seen, if one looks at the window. */
  get inSight(): boolean {
    return this.listening() !== undefined;
  }

  /** Opens the panel as an editor tab, or brings the one there is to the front. */
  openEditor(): void {
    if (this.editor === null) {
      const title = 'MNIST Lab';
      this.showEditor(
        vscode.window.createWebviewPanel(editorViewType, title, vscode.ViewColumn.Active),
      );
    } else {
      this.editor.reveal();
    }
  }

  /** Makes sure that a panel can be seen; whoever is at the keyboard stays where they are if one can. */
  async reveal(): Promise<void> {
    if (this.listening() !== undefined) return;
    if (this.editor !== null) this.editor.reveal(undefined, true);
    else if (this.view !== null) this.view.show(true);
    else await vscode.commands.executeCommand(`${viewId}.focus`);
  }

  /** Turns a panel that can be seen to a tab; opens one if there is none. */
  async showTab(tab: PanelTab): Promise<void> {
    await this.reveal();
    if (this.listening() === undefined) this.nextTab = tab;
    else this.send({ type: 'showTab', tab });
  }

  /**
   * Has a panel draw a picture, of the run that it shows or of another, and opens one if there is none.
   * @throws LabError with why it cannot be drawn, also when no panel answers in time
   */
  async draw(picture: PictureKind, subject: PictureSubject): Promise<Uint8Array> {
    const late = new AbortController();
    const timer = setTimeout(() => {
      const words = vscode.l10n.t(
        'The panel did not draw the picture in time: open the panel and try again.',
      );
      late.abort(new LabError('engine', words));
    }, this.drawingTimeout);
    try {
      await this.reveal();
      const surface = this.listening() ?? (await this.opened(late.signal));
      const drawn = await surface.drawings.ask({ picture, subject }, late.signal);
      return Uint8Array.from(atob(drawn), (byte) => byte.charCodeAt(0));
    } finally {
      clearTimeout(timer);
    }
  }

  sendEvents(events: readonly TrainingEvent[]): void {
    this.send({ type: 'events', events });
  }

  /** @param set see `PanelState.data` */
  sendLoading(set: number, progress: LoadProgress): void {
    this.send({ type: 'loading', set, progress });
  }

  async sendState(): Promise<void> {
    if (this.listening() === undefined) return;
    const state = await this.source.state();
    this.send({ type: 'state', state });
  }

  dispose(): void {
    this.welcomed.dispose();
  }

  /** A panel that is only just opening, when it listens. Rejects when the signal is aborted, with its reason. */
  private opened(signal: AbortSignal): Promise<Surface> {
    return new Promise((resolve, reject) => {
      const listener = this.welcomed.event((surface) => {
        listener.dispose();
        resolve(surface);
      });
      signal.addEventListener('abort', () => {
        listener.dispose();
        reject(signal.reason as LabError);
      });
    });
  }

  /** A panel that shows the run and hears what is new. */
  private listening(): Surface | undefined {
    return [...this.surfaces].find((surface) => surface.ready && surface.visible());
  }

  private send(message: HostMessage): void {
    for (const surface of this.surfaces) {
      if (surface.ready && surface.visible()) void surface.webview.postMessage(message);
    }
  }

  private showEditor(panel: vscode.WebviewPanel): void {
    this.editor = panel;
    panel.onDidDispose(() => {
      if (this.editor === panel) this.editor = null;
    });
    panel.iconPath = vscode.Uri.joinPath(
      this.extensionUri,
      'extension',
      'vscode',
      'media',
      'icon.png',
    );
    this.show(panel.webview, () => panel.visible, panel.onDidDispose);
  }

  private show(
    webview: vscode.Webview,
    visible: () => boolean,
    onDidDispose: vscode.Event<void>,
  ): void {
    const surface: Surface = {
      ...{ webview, visible, ready: false },
      drawings: drawingsBy(webview),
      asked: new Map(),
    };
    this.surfaces.add(surface);
    const listener = webview.onDidReceiveMessage((data: unknown) => {
      const { message, problem } = parsePanelMessage(data);
      if (message === null) {
        this.log.warn(`The panel sent what cannot be read. ${problem}`);
        // Whatever it was about: the panel may go by a state that is not so.
        void this.resend(surface);
        return;
      }
      switch (message.type) {
        case 'ready':
          void this.welcome(surface);
          break;
        case 'notUnderstood':
          this.log.warn(`The panel could not read what it was sent. ${message.reason}`);
          if (message.wantsState) void this.resend(surface);
          break;
        case 'ask':
          void this.answer(surface, message.id, message.question);
          break;
        case 'cancel':
          surface.asked.get(message.id)?.abort();
          break;
        case 'picture':
          surface.drawings.receive(message);
          break;
        case 'train':
        case 'stop':
        case 'pause':
        case 'resume':
        case 'openInEditor':
        case 'openSettings':
        case 'showCurrent':
        case 'runAgain':
        case 'continueRun':
        case 'trainLonger':
        case 'export':
        case 'copyReport':
        case 'chooseComparison':
        case 'endComparison':
        case 'addData':
        case 'readData':
          this.source.handle(message);
      }
    });
    onDidDispose(() => {
      if (this.view?.webview === webview) this.view = null;
      this.surfaces.delete(surface);
      surface.drawings.end(closed());
      cancelAll(surface);
      listener.dispose();
    });
    webview.options = webviewOptions(this.extensionUri);
    webview.html = panelHtml(webview, this.extensionUri);
  }

  private async welcome(surface: Surface): Promise<void> {
    // A page that is loaded anew knows nothing of what the one before had asked, nor of what it was asked.
    cancelAll(surface);
    const state = await this.source.state();
    surface.drawings.end(closed());
    surface.drawings = drawingsBy(surface.webview);
    surface.ready = true;
    await surface.webview.postMessage({ type: 'state', state } satisfies HostMessage);
    if (this.nextTab !== null) {
      await surface.webview.postMessage({
        type: 'showTab',
        tab: this.nextTab,
      } satisfies HostMessage);
      this.nextTab = null;
    }
    this.welcomed.fire(surface);
  }

  /** The whole state, for one panel alone. */
  private async resend(surface: Surface): Promise<void> {
    if (!surface.ready) return;
    const state = await this.source.state();
    await surface.webview.postMessage({ type: 'state', state } satisfies HostMessage);
  }

  /** Only the panel that asked gets the answer. */
  private async answer(
    { webview, asked }: Surface,
    id: number,
    question: PanelQuestion,
  ): Promise<void> {
    const leaving = new AbortController();
    asked.set(id, leaving);
    const reply = await replyWith(() => this.source.ask(question, leaving.signal));
    if (asked.get(id) === leaving) asked.delete(id);
    await webview.postMessage({ type: 'answer', id, reply } satisfies HostMessage);
  }
}

function cancelAll({ asked }: Surface): void {
  for (const leaving of asked.values()) leaving.abort();
  asked.clear();
}

function drawingsBy(webview: vscode.Webview): Requests<Drawing, string> {
  return new Requests((id, drawing) => {
    void webview.postMessage({ type: 'draw', id, ...drawing } satisfies HostMessage);
  });
}

function closed(): LabError {
  return new LabError(
    'engine',
    vscode.l10n.t('The panel was closed before it had drawn the picture: open it and try again.'),
  );
}
