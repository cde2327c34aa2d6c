import * as vscode from 'vscode';
import type { PanelState } from '../protocol/messages';
import { LastRunStore } from '../runs/last-run';
import { addModel, type AddModelAnswers } from './add-model';
import { ModelDiagnostics } from './diagnostics';
import { editorViewType, Panels, viewId } from './panel';
import { openSetting } from './settings-editor';
import { followFolder } from './settings-folder';
import { StatusBar } from './status-bar';
import { TrainingController } from './training-controller';

let controller: TrainingController | undefined;

/** What other extensions, and our tests in the host, can see of it. */
export interface MnistLabApi {
  /** What the panel shows now. */
  state(): Promise<PanelState>;
}

/** Registers commands and views. Data and engine are loaded by the training worker, when it runs. */
export function activate(context: vscode.ExtensionContext): MnistLabApi {
  const log = vscode.window.createOutputChannel('MNIST Lab', { log: true });
  const distFolder = vscode.Uri.joinPath(context.extensionUri, 'dist').fsPath;
  const store = new LastRunStore(context.globalStorageUri.fsPath);
  const training = new TrainingController(distFolder, store, log);
  controller = training;
  const panels = new Panels(context.extensionUri, training);
  const statusBar = new StatusBar(() => training.training);

  training.observe(statusBar);
  training.observe({
    events: (events) => {
      panels.sendEvents(events);
    },
    stateChanged: () => {
      void vscode.commands.executeCommand('setContext', 'mnistLab.training', training.training);
      void panels.sendState();
    },
  });

  context.subscriptions.push(
    log,
    training,
    statusBar,
    panels,
    vscode.window.registerWebviewViewProvider(viewId, panels),
    vscode.window.registerWebviewPanelSerializer(editorViewType, panels),
    vscode.commands.registerCommand('mnistLab.train', async () => {
      await vscode.commands.executeCommand(`${viewId}.focus`);
      // The command is done when training has started, not when it has ended.
      void training.train();
    }),
    vscode.commands.registerCommand('mnistLab.stop', () => {
      training.stop();
    }),
    vscode.commands.registerCommand('mnistLab.openPanel', () => {
      panels.openEditor();
    }),
    vscode.commands.registerCommand('mnistLab.openSettings', () => openSetting()),
    vscode.commands.registerCommand('mnistLab.addModel', (answers?: AddModelAnswers) =>
      addModel(answers),
    ),
    new ModelDiagnostics(() => training.images()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration('mnistLab')) return;
      training.settingsChanged();
      void panels.sendState();
    }),
    followFolder(() => void panels.sendState()),
  );
  return { state: () => training.state() };
}

export function deactivate(): void {
  controller?.stop();
}
