import './l10n';
import * as vscode from 'vscode';
import { describeData } from '../inspection/describe-data';
import { startDataInspection, startInspection } from '../inspection/session';
import { useCacheFolder } from '../platform/cache-folder';
import { RunStore } from '../runs/store';
import type { MnistLabApi } from './api';
import { cacheFolderIn, pathOf } from './files';
import { AddData, type AddDataArguments } from './settings/add-data';
import { addModel, type AddModelArguments } from './settings/add-model';
import { ModelDiagnostics } from './settings/diagnostics';
import { completeNetworks } from './settings/network-completion';
import { SavedNetworks } from './panel/saved-networks';
import { EndNotice } from './runs/end-notice';
import { ExportCommands } from './runs/export-commands';
import { editorViewType, Panels, viewId } from './panel/panel';
import { LabPanelSource } from './panel/panel-source';
import { offerToContinue } from './runs/continue-offer';
import { RunCommands } from './runs/run-commands';
import { RunExport } from './runs/run-export';
import { RunHistory } from './runs/run-history';
import { RunPicker } from './runs/run-picker';
import { RunsTree } from './runs/runs-tree';
import { SettingsData } from './panel/settings-data';
import { watchData } from './panel/watch-data';
import { readConfig } from './settings/settings';
import { openSetting } from './settings/settings-editor';
import { followFolder } from './settings/settings-folder';
import { SettingsModels } from './settings/settings-models';
import { ShownRun } from './panel/shown-run';
import { StatusBar } from './training/status-bar';
import { offerTrainToo } from './settings/train-too';
import { RunRecorder } from './training/run-recorder';
import { TrainingController } from './training/training-controller';
import { TrainingMessages } from './training/training-messages';

let controller: TrainingController | undefined;

/** Registers commands and views. Data and engine are loaded by workers, when they are needed. */
export function activate(context: vscode.ExtensionContext): MnistLabApi {
  const start = performance.now();
  const log = vscode.window.createOutputChannel('MNIST Lab', { log: true });
  const distFolder = pathOf(vscode.Uri.joinPath(context.extensionUri, 'dist'));
  useCacheFolder(cacheFolderIn(context.globalStorageUri));
  const store = new RunStore(pathOf(context.globalStorageUri));
  const history = new RunHistory(store, log);
  const models = new SettingsModels(distFolder);
  const recorder = new RunRecorder(store, log);
  const training = new TrainingController(distFolder, store, recorder, log);
  controller = training;
  const saved = new SavedNetworks(startInspection);
  const shown = new ShownRun(training, history, store, saved, distFolder);
  const data = new SettingsData(() => readConfig(distFolder), startDataInspection, watchData);
  const source = new LabPanelSource(training, shown, history, models, data);
  const panels = new Panels(context.extensionUri, source, log);
  const tree = new RunsTree(history);
  const statusBar = new StatusBar(training);
  const picker = new RunPicker(history, tree);
  const addData = new AddData(distFolder, describeData, training);
  const exportCommands = new ExportCommands(shown, new RunExport(store, shown, panels, distFolder));

  const train = async (): Promise<void> => {
    await panels.reveal();
    shown.follow();
    models.forgetImages();
    // The command is done when training has started, not when it has ended.
    void training.train();
  };

  context.subscriptions.push(
    log,
    history,
    training,
    recorder,
    new TrainingMessages(training, recorder, log),
    shown,
    data,
    panels,
    tree,
    statusBar,
    training.observe(statusBar),
    training.observe(new EndNotice(training, history, panels)),
    training.observe({
      events: (events) => {
        if (shown.live) panels.sendEvents(events);
      },
      stateChanged: () => {
        setContext('training', training.training);
        setContext('paused', training.paused);
        void panels.sendState();
      },
    }),
    recorder.onDidSave(() => history.refresh()),
    history.onDidRemove((ids) => {
      training.forget(ids);
      shown.forget(ids);
    }),
    history.onDidChange(async () => {
      // A long run is sent again for its new name or its new checkpoint, not for each of its lines in the tree.
      if (await source.listChanged()) await panels.sendState();
      await shown.followElsewhere();
    }),
    shown.onDidChange(() => panels.sendState()),
    data.onDidForget(() => {
      models.forgetImages();
      return panels.sendState();
    }),
    data.onDidChange(() => panels.sendState()),
    data.onDidLoad(({ set, progress }) => {
      panels.sendLoading(set, progress);
    }),
    training.onDidStart(() => {
      saved.forget(training.liveId);
    }),
    vscode.window.registerWebviewViewProvider(viewId, panels),
    vscode.window.registerWebviewPanelSerializer(editorViewType, panels),
    vscode.commands.registerCommand('mnistLab.train', train),
    vscode.commands.registerCommand('mnistLab.stop', () => {
      training.stop();
    }),
    vscode.commands.registerCommand('mnistLab.pause', () => {
      training.pause();
    }),
    vscode.commands.registerCommand('mnistLab.resume', () => {
      training.resume();
    }),
    vscode.commands.registerCommand('mnistLab.openPanel', () => {
      panels.openEditor();
    }),
    vscode.commands.registerCommand('mnistLab.openSettings', () => openSetting()),
    vscode.commands.registerCommand('mnistLab.addModel', (args?: AddModelArguments) =>
      addModel(args),
    ),
    vscode.commands.registerCommand('mnistLab.addData', (args?: AddDataArguments) =>
      addData.ask(args),
    ),
    ...new RunCommands(training, history, shown, panels, picker, exportCommands).register(),
    new ModelDiagnostics(() => models.images()),
    completeNetworks(),
    offerTrainToo(),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('mnistLab')) void panels.sendState();
    }),
    followFolder(() => void panels.sendState()),
  );
  // Nothing else of the history is read before somebody looks at it.
  offerToContinue(store, context.globalState).catch((error: unknown) => {
    log.error(error as Error);
  });
  log.info(`Activated in ${(performance.now() - start).toFixed(1)} ms`);
  return {
    state: () => source.state(),
    runs: async () => {
      await history.refresh();
      return history.runs;
    },
    ask: (question) => shown.ask(question),
  };
}

/** The editor waits a few seconds for this: a window that is closed loses nothing of its run. */
export async function deactivate(): Promise<void> {
  await controller?.shutDown();
}

function setContext(key: 'training' | 'paused', value: boolean): void {
  void vscode.commands.executeCommand('setContext', `mnistLab.${key}`, value);
}
