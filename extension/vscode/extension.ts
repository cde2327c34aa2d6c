import * as vscode from 'vscode';
import { LastRunStore } from '../runs/last-run';
import { editorViewType, Panels, viewId } from './panel';
import { StatusBar } from './status-bar';
import { TrainingController } from './training-controller';

let controller: TrainingController | undefined;

/** Registers commands and views. Data and engine are loaded by the training worker, when it runs. */
export function activate(context: vscode.ExtensionContext): void {
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
    vscode.commands.registerCommand('mnistLab.openSettings', () =>
      vscode.commands.executeCommand('workbench.action.openSettings', '@ext:mnist-lab.mnist-lab'),
    ),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('mnistLab')) void panels.sendState();
    }),
  );
}

export function deactivate(): void {
  controller?.stop();
}
