import * as vscode from 'vscode';
import { type LabError, toErrorData } from '../errors';
import { compareParameters } from '../models/comparison';
import { summarizeModel } from '../models/summary';
import type { LabErrorData, TrainingEvent } from '../protocol/events';
import type { PanelMessage, PanelState } from '../protocol/messages';
import { applyEvent, type RunState } from '../protocol/run-state';
import type { LastRunStore } from '../runs/last-run';
import { startTraining, type TrainingSession } from '../training/session';
import type { PanelSource } from './panel';
import { readConfig, readModels } from './settings';

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
    const { run, error, training } = this;
    const models = this.summaries();
    return { run, models, comparison: compareParameters(models), training, error };
  }

  handle(message: Exclude<PanelMessage, { type: 'ready' }>): void {
    switch (message.type) {
      case 'train':
        void vscode.commands.executeCommand('mnistLab.train');
        break;
      case 'stop':
        void vscode.commands.executeCommand('mnistLab.stop');
        break;
      case 'openInEditor':
        void vscode.commands.executeCommand('mnistLab.openPanel');
        break;
      case 'openSettings':
        void openSettings(message.setting);
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
    this.log.info(`Training ${config.models.map(({ id }) => id).join(', ')}`);
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

  private summaries(): PanelState['models'] {
    try {
      return readModels().map((spec) => summarizeModel(spec, spec.input_shape));
    } catch {
      // Training will say what is wrong with the settings.
      return [];
    }
  }

  private async showError({ message, setting }: LabErrorData): Promise<void> {
    const cure = setting === undefined ? vscode.l10n.t('Show Log') : vscode.l10n.t('Open Setting');
    const choice = await vscode.window.showErrorMessage(message, cure);
    if (choice !== cure) return;
    if (setting === undefined) this.log.show();
    else await openSettings(setting);
  }
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

async function openSettings(setting?: LabError['setting']): Promise<void> {
  await vscode.commands.executeCommand(
    'workbench.action.openSettings',
    setting ?? '@ext:mnist-lab.mnist-lab',
  );
}
