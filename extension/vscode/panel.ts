import * as vscode from 'vscode';
import type { HostMessage, PanelMessage } from '../protocol/messages';
import { parsePanelMessage } from '../protocol/validation';
import type { TrainingEvent } from '../protocol/events';
import type { PanelState } from '../protocol/messages';
import { EventBatcher } from './event-batcher';
import { panelHtml, webviewOptions } from './html';

export const viewId = 'mnistLab.panel';
export const editorViewType = 'mnistLab.editor';

/** Where panels get their content, and where what people do in them goes. */
export interface PanelSource {
  state(): Promise<PanelState>;
  handle(message: Exclude<PanelMessage, { type: 'ready' }>): void;
}

/** A webview that has said `ready`: it has the whole state and gets what is new while visible. */
interface Surface {
  readonly webview: vscode.Webview;
  visible(): boolean;
  ready: boolean;
}

/**
 * All the places where the panel is shown: the view in the side bar and any editor tabs. Hidden ones
 * get nothing; a webview that is shown again loads anew and says `ready`.
 */
export class Panels
  implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer, vscode.Disposable
{
  private readonly surfaces = new Set<Surface>();
  private editor: vscode.WebviewPanel | null = null;
  private readonly batcher = new EventBatcher((events) => {
    this.send({ type: 'events', events });
  });

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly source: PanelSource,
  ) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    this.show(view.webview, () => view.visible, view.onDidDispose);
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.showEditor(panel);
    return Promise.resolve();
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

  sendEvents(events: readonly TrainingEvent[]): void {
    this.batcher.push(events);
  }

  async sendState(): Promise<void> {
    const state = await this.source.state();
    this.batcher.flush();
    this.send({ type: 'state', state });
  }

  dispose(): void {
    this.batcher.dispose();
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
    const surface: Surface = { webview, visible, ready: false };
    this.surfaces.add(surface);
    const listener = webview.onDidReceiveMessage((data: unknown) => {
      const message = parsePanelMessage(data);
      if (message === null) return;
      if (message.type === 'ready') void this.welcome(surface);
      else this.source.handle(message);
    });
    onDidDispose(() => {
      this.surfaces.delete(surface);
      listener.dispose();
    });
    webview.options = webviewOptions(this.extensionUri);
    webview.html = panelHtml(webview, this.extensionUri);
  }

  private async welcome(surface: Surface): Promise<void> {
    const state = await this.source.state();
    // Events that still wait are in this state, so they go to the others before this one listens.
    this.batcher.flush();
    surface.ready = true;
    await surface.webview.postMessage({ type: 'state', state } satisfies HostMessage);
  }
}
