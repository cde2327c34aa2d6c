import * as vscode from 'vscode';
import { compareParameters } from '../../models/comparison';
import { continuationOf } from '../../runs/continuation';
import type { RunSummary } from '../../runs/summary';
import type { PanelAnswer, PanelQuestion, PanelState } from '#shared/protocol/messages';
import type { PanelAction, PanelSource } from './panel';
import type { RunHistory } from '../runs/run-history';
import { openSetting } from '../settings/settings-editor';
import type { SettingsModels } from '../settings/settings-models';
import type { SettingsData } from './settings-data';
import type { ShownRun } from './shown-run';
import type { TrainingController } from '../training/training-controller';

/** Commands that do what a button of the panel says, for the run that is shown. */
const commands = {
  train: 'mnistLab.train',
  stop: 'mnistLab.stop',
  pause: 'mnistLab.pause',
  resume: 'mnistLab.resume',
  openInEditor: 'mnistLab.openPanel',
  runAgain: 'mnistLab.runAgain',
  continueRun: 'mnistLab.continueRun',
  trainLonger: 'mnistLab.trainLonger',
  export: 'mnistLab.exportRun',
  copyReport: 'mnistLab.copyReport',
  chooseComparison: 'mnistLab.compareRuns',
  addData: 'mnistLab.addData',
} as const;

/** What the panel draws, put together; and what is done in it, passed on. */
export class LabPanelSource implements PanelSource {
  /** What the state that was given out last says of runs as the history lists them. */
  private listed = '';

  constructor(
    private readonly training: TrainingController,
    private readonly shown: ShownRun,
    private readonly history: RunHistory,
    private readonly networks: SettingsModels,
    private readonly data: SettingsData,
  ) {}

  async state(): Promise<PanelState> {
    await this.history.load();
    const models = await this.networks.summaries();
    const settingsImages = await this.networks.images();
    let run = await this.shown.run();
    const images = run?.config ? await this.networks.imagesOf(run.config) : settingsImages;
    const bothWeights = run !== null && (await this.shown.hasBothWeights(run));
    // From here on nothing is waited for: state and events fit together.
    if (run !== null && this.training.newest?.id === run.id) run = this.training.newest;
    const known = run === null ? undefined : this.history.find(run.id);
    this.listed = this.listedOf(run?.id);
    return {
      run: run?.state ?? null,
      shown: known === undefined ? null : listed(known),
      training: this.training.training,
      stopping: this.training.stopping,
      live: this.shown.live,
      compared: this.shown.compared(run),
      bothWeights,
      models,
      comparison: compareParameters(models),
      untrained: this.networks.untrained(),
      imageShape: [...images.shape],
      data: this.data.id,
      dataChanged: this.data.changed,
      // An older run has nothing to do with why the newest one failed.
      error: this.shown.live ? this.training.error : null,
      changed: this.training.settingsDiffer,
    };
  }

  /** Whether the history lists a run by another name than the state that was given out last, or as one that can go on. */
  async listChanged(): Promise<boolean> {
    return this.listed !== this.listedOf((await this.shown.run())?.id);
  }

  ask(question: PanelQuestion, signal: AbortSignal): Promise<PanelAnswer> {
    switch (question.kind) {
      case 'summary':
      case 'samples':
        return this.data.ask(question, signal);
      case 'cell':
      case 'flips':
      case 'predict':
      case 'activations':
      case 'examples':
      case 'prepare':
        return this.shown.ask(question);
    }
  }

  handle(action: PanelAction): void {
    switch (action.type) {
      case 'showCurrent':
        this.shown.showCurrent();
        break;
      case 'endComparison':
        this.shown.endComparison();
        break;
      case 'openSettings':
        void this.openSetting(action.setting);
        break;
      case 'readData':
        this.data.forget();
        break;
      case 'runAgain':
      case 'continueRun':
      case 'trainLonger':
      case 'export':
      case 'copyReport':
      case 'chooseComparison':
        void this.executeForShown(commands[action.type]);
        break;
      case 'train':
      case 'stop':
      case 'pause':
      case 'resume':
      case 'openInEditor':
      case 'addData':
        void vscode.commands.executeCommand(commands[action.type]);
    }
  }

  private listedOf(shown: string | undefined): string {
    const ids = [...(shown === undefined ? [] : [shown]), ...this.shown.comparedIds];
    return JSON.stringify(
      ids.map((id) => {
        const run = this.history.find(id);
        return run && listed(run);
      }),
    );
  }

  private async executeForShown(command: string): Promise<void> {
    const run = await this.shown.run();
    if (run !== null) await vscode.commands.executeCommand(command, run.id);
  }

  /** The panel names the setting of the error that it shows; where in its value, the error knows. */
  private openSetting(setting: string | undefined): Promise<void> {
    if (setting === undefined) return openSetting();
    const { error } = this.training;
    return openSetting(error?.setting === setting ? error : { setting });
  }
}

function listed(run: RunSummary): PanelState['shown'] {
  return { id: run.id, name: run.name, continuation: continuationOf(run) };
}
