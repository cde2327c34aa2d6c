import * as vscode from 'vscode';
import { toErrorData } from '../errors';
import { compareParameters } from '../models/comparison';
import { type Images, resolveModel } from '../models/model';
import type { LabErrorData, TrainingEvent } from '../protocol/events';
import type { PanelMessage, PanelState } from '../protocol/messages';
import { applyEvent, type RunState } from '../protocol/run-state';
import type { LastRunStore } from '../runs/last-run';
import type { TrainingConfig } from '../training/config';
import { startTraining, type TrainingSession } from '../training/session';
import { DatasetImages } from './dataset-images';
import type { PanelSource } from './panel';
import { readConfig } from './settings';
import { openSetting } from './settings-editor';

/** What the controller tells the parts of the editor that show a run. */
export interface TrainingObserver {
  events(events: readonly TrainingEvent[]): void;
  stateChanged(): void;
}

/** One run at a time: starts it, keeps its state, and tells the rest of the editor. */
export class TrainingController implements PanelSource, vscode.Disposable {
  private session: TrainingSession | null = null;
  private run: RunState | null = null;
  private error: LabErrorData | null = null;
  private loading: Promise<void> | null = null;
  private readonly observers = new Set<TrainingObserver>();
  private readonly datasetImages = new DatasetImages();
  /** The settings that the newest run of this window began with; null before it. */
  private settingsAtStart: string | null = null;
  private changeTold = false;

  constructor(
    private readonly distFolder: string,
    private readonly store: LastRunStore,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get training(): boolean {
    return this.session !== null;
  }

  observe(observer: TrainingObserver): void {
    this.observers.add(observer);
  }

  async state(): Promise<PanelState> {
    await this.loadLastRun();
    const models = await this.summaries();
    const { run, error, training, settingsDiffer: changed } = this;
    const comparison = compareParameters(models);
    const [, ...imageSize] = (await this.images()).shape;
    const shown = null;
    const compared = null;
    return {
      run,
      shown,
      training,
      live: training,
      compared,
      models,
      comparison,
      imageSize,
      error,
      changed,
    };
  }

  /** What the networks of the settings are built for. */
  async images(): Promise<Images> {
    let config: TrainingConfig | null = null;
    try {
      config = readConfig(this.distFolder);
    } catch {
      // Training will say what is wrong with the settings.
    }
    return this.datasetImages.of(config);
  }

  /** To be called when a setting has changed: the next run will use it, and the person hears so once. */
  settingsChanged(): void {
    if (!this.training || !this.settingsDiffer || this.changeTold) return;
    this.changeTold = true;
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The changed settings count from the next run on; this one keeps its own.'),
    );
  }

  /** Whether the settings are others than those of the newest run. */
  private get settingsDiffer(): boolean {
    return this.settingsAtStart !== null && this.settingsAtStart !== currentSettings();
  }

  handle(message: Exclude<PanelMessage, { type: 'ready' }>): void {
    switch (message.type) {
      case 'train':
        void vscode.commands.executeCommand('mnistLab.train');
        break;
      case 'stop':
        void vscode.commands.executeCommand('mnistLab.stop');
        break;
      case 'pause':
      case 'resume':
      case 'runAgain':
      case 'showCurrent':
      case 'chooseComparison':
      case 'endComparison':
      case 'export':
      case 'copyReport':
      case 'ask':
      case 'picture':
        break;
      case 'openInEditor':
        void vscode.commands.executeCommand('mnistLab.openPanel');
        break;
      case 'openSettings':
        void this.openSetting(message.setting);
        break;
    }
  }

  /** Trains with the settings as they are now, with a notification that can cancel. */
  async train(): Promise<void> {
    await this.loadLastRun();
    // Asked only now: two commands that come together both wait for the disk.
    if (this.session !== null) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('A training is running already. Stop it before you start another.'),
      );
      return;
    }
    try {
      await this.runSession();
      this.error = null;
    } catch (error) {
      this.error = toErrorData(error);
      this.log.error(error instanceof Error ? error : String(error));
      void this.showError(this.error);
    } finally {
      this.session = null;
      this.changed();
      await this.save();
    }
  }

  stop(): void {
    this.session?.stop();
  }

  dispose(): void {
    this.stop();
  }

  /** Resolves when the run has ended; rejects with its error. */
  private async runSession(): Promise<void> {
    const config = readConfig(this.distFolder);
    this.error = null;
    this.settingsAtStart = currentSettings();
    this.changeTold = false;
    this.datasetImages.forget();
    this.log.info(`Training ${config.models.join(', ')}`);
    const session = startTraining(config, (event) => {
      this.receive(event);
    });
    this.session = session;
    this.changed();
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Training MNIST'),
      cancellable: true,
    };
    await vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => {
        session.stop();
      });
      const observer = new ProgressReporter(progress);
      this.observers.add(observer);
      try {
        await session.finished;
      } finally {
        this.observers.delete(observer);
      }
    });
  }

  private receive(event: TrainingEvent): void {
    this.run = applyEvent(this.run, event);
    if (event.type === 'notice') this.log.warn(event.message);
    if (event.type === 'epoch') void this.save();
    for (const observer of this.observers) observer.events([event]);
  }

  private changed(): void {
    for (const observer of this.observers) observer.stateChanged();
  }

  private loadLastRun(): Promise<void> {
    this.loading ??= this.store
      .load((message) => {
        this.log.warn(message);
      })
      .then((run) => {
        this.run ??= run;
      });
    return this.loading;
  }

  private async save(): Promise<void> {
    if (this.run === null) return;
    try {
      await this.store.save(this.run);
    } catch (error) {
      this.log.error(error as Error);
    }
  }

  private async summaries(): Promise<PanelState['models']> {
    try {
      const { specs, models } = readConfig(this.distFolder);
      const images = await this.images();
      return models.map((id) => resolveModel(specs, id, images).summary);
    } catch {
      // Training will say what is wrong with the settings.
      return [];
    }
  }

  private async showError(error: LabErrorData): Promise<void> {
    const { message, setting } = error;
    const cure = setting === undefined ? vscode.l10n.t('Show Log') : vscode.l10n.t('Open Setting');
    const choice = await vscode.window.showErrorMessage(message, cure);
    if (choice !== cure) return;
    if (setting === undefined) this.log.show();
    else await openSetting(error);
  }

  /** The panel names the setting of the error that it shows; where in its value, the error knows. */
  private openSetting(setting: string | undefined): Promise<void> {
    if (setting === undefined) return openSetting();
    return openSetting(this.error?.setting === setting ? this.error : { setting });
  }
}

/** All of `mnistLab.*`, to be compared. */
function currentSettings(): string {
  return JSON.stringify(vscode.workspace.getConfiguration('mnistLab'));
}

/** Turns events into the notification's bar and words. */
class ProgressReporter implements TrainingObserver {
  private epochs = 0;
  private batchesPerEpoch = 0;

  constructor(
    private readonly progress: vscode.Progress<{ message?: string; increment?: number }>,
  ) {}

  events(events: readonly TrainingEvent[]): void {
    for (const event of events) {
      if (event.type === 'run') {
        ({ epochs: this.epochs, batchesPerEpoch: this.batchesPerEpoch } = event.config);
      } else if (event.type === 'batch') {
        const message = vscode.l10n.t('epoch {0} of {1}', event.epoch, this.epochs);
        this.progress.report({ message, increment: 100 / (this.epochs * this.batchesPerEpoch) });
      }
    }
  }

  stateChanged(): void {
    // Only events move the bar.
  }
}
