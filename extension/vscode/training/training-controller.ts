import * as vscode from 'vscode';
import { LabError, toErrorData } from '../../errors';
import type { InspectionSource } from '../../inspection/session';
import { neededSpecs } from '../../models/match';
import type { LabErrorData, TrainingEvent } from '#shared/protocol/events';
import type { Answer, Question } from '#shared/protocol/questions';
import { applyEvent, type RunState } from '#shared/run-state';
import { configToRepeat, type RecordedConfig, type RunRecord, toRecorded } from '../../runs/record';
import { newRunId, type RunStore } from '../../runs/store';
import type { TrainingConfig } from '../../training/config';
import { startTraining, type TrainingSession } from '../../training/session';
import { readConfig } from '../settings/settings';
import { openSetting } from '../settings/settings-editor';
import type { TrainingObserver } from './training-observer';
import { reportProgress } from './training-progress';

/** Milliseconds between two writes of a run in training: what a crash can lose of its curves. */
const SAVE_INTERVAL = 10_000;
/** A run of very many batches takes long to write: it is written less often, so many times as long apart. */
const SAVE_REST = 20;

/** Events after which a run stands otherwise than before. */
const turns: ReadonlySet<TrainingEvent['type']> = new Set(['run', 'paused', 'resumed']);

/** A run of the history, whole. */
export interface OpenRun extends RunRecord {
  readonly id: string;
}

/** The run in training, and where it is kept. */
interface CurrentRun {
  readonly id: string;
  readonly config: RecordedConfig;
  readonly session: TrainingSession;
  /** Settles when other windows can see that it is in training. */
  readonly begun: Promise<void>;
  /** Null until its first event. */
  state: RunState | null;
  /** When it is worth writing again, in milliseconds since the Unix epoch. */
  nextSave: number;
  /** Whether the person knows that it cannot be kept. */
  unsavedTold: boolean;
  /** The person has stopped it; its networks are tested once more. */
  stopping: boolean;
}

/** What to train, and the settings that ask for it. */
export interface Start {
  readonly config: TrainingConfig;
  readonly settings: RecordedConfig;
}

/** Trains one run at a time, keeps it in the history, and tells the rest of the editor. */
export class TrainingController implements vscode.Disposable {
  private current: CurrentRun | null = null;
  private finished: OpenRun | null = null;
  private lastError: LabErrorData | null = null;
  /** Settles when the newest run is on disk, however it ended. */
  private end: Promise<void> = Promise.resolve();
  private readonly observers = new Set<TrainingObserver>();
  /** What the newest run of this window began with; null before it. */
  private startedFrom: string | null = null;
  private changeTold = false;
  private readonly savedEmitter = new vscode.EventEmitter<void>();
  /** A run has been written to the history. */
  readonly onDidSave = this.savedEmitter.event;

  constructor(
    private readonly distFolder: string,
    private readonly store: RunStore,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get training(): boolean {
    return this.current !== null;
  }

  get paused(): boolean {
    return this.current?.state?.status === 'paused';
  }

  /** Whether the run has been stopped and tests its networks once more. */
  get stopping(): boolean {
    return this.current?.stopping === true;
  }

  /** The run in training, from its first event on; otherwise the one that ended last in this window. */
  get newest(): OpenRun | null {
    const { id, config, state } = this.current ?? {};
    if (id === undefined || config === undefined) return this.finished;
    return state === null || state === undefined ? null : { id, config, state };
  }

  /** Whether the run is in training now. */
  isLive(id: string): boolean {
    return this.current?.id === id;
  }

  /** Why the newest attempt to train failed; null if it did not. */
  get error(): LabErrorData | null {
    return this.lastError;
  }

  /** Whether the settings are others than those of the newest run. */
  get settingsDiffer(): boolean {
    return this.startedFrom !== null && this.startedFrom !== this.settingsNow();
  }

  observe(observer: TrainingObserver): vscode.Disposable {
    this.observers.add(observer);
    return new vscode.Disposable(() => this.observers.delete(observer));
  }

  /** Asks the networks as they are now. Only while there is a live run. */
  ask(question: Question, other?: InspectionSource): Promise<Answer> {
    if (this.current === null) throw new Error('There is no run in training.');
    return this.current.session.ask(question, other);
  }

  /** To be called when a setting has changed: the next run will use it, and the person hears so once. */
  settingsChanged(): void {
    if (!this.training || !this.settingsDiffer || this.changeTold) return;
    this.changeTold = true;
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The changed settings count from the next run on; this one keeps its own.'),
    );
  }

  /** Trains with the settings as they are now. Resolves when the run has ended, however it did. */
  train(): Promise<void> {
    return this.attempt(() => {
      const config = readConfig(this.distFolder);
      return { config, settings: toRecorded(config) };
    });
  }

  /**
   * What gives the same bits as a run of the history.
   * @throws LabError where the run cannot be read, or does not say how it was trained
   */
  async toRepeat(id: string): Promise<Start> {
    const record = await this.store.open(id);
    const config = configToRepeat(record, this.distFolder);
    if (config !== null && record.config !== null) return { config, settings: record.config };
    throw new LabError(
      'input',
      vscode.l10n.t(
        'This run was kept by an older version without its settings: choose them yourself and train anew.',
      ),
    );
  }

  /** Trains with settings of a run of the history; as `train`. */
  repeat(start: Start): Promise<void> {
    return this.attempt(() => start);
  }

  /** Stops the run and has its networks tested as they are then; a second time, at once. */
  stop(): void {
    if (this.current === null) return;
    this.current.session.stop({ test: !this.current.stopping });
    this.current.stopping = true;
    this.changed();
  }

  /** Stops at once, and resolves when what was trained is on disk. */
  async shutDown(): Promise<void> {
    this.current?.session.stop();
    await this.end.catch(() => undefined);
  }

  pause(): void {
    this.current?.session.pause();
  }

  resume(): void {
    this.current?.session.resume();
  }

  /** These runs are no more. */
  forget(ids: readonly string[]): void {
    if (this.finished !== null && ids.includes(this.finished.id)) this.finished = null;
  }

  dispose(): void {
    this.current?.session.stop();
    this.savedEmitter.dispose();
  }

  private async attempt(configure: () => Start): Promise<void> {
    if (this.refuseSecond()) return;
    try {
      this.end = this.runToEnd(this.start(configure()));
      await this.end;
    } catch (error) {
      this.lastError = toErrorData(error);
      this.log.error(error instanceof Error ? error : String(error));
      void this.showError(this.lastError);
      this.changed();
    }
  }

  private refuseSecond(): boolean {
    if (!this.training) return false;
    void vscode.window.showInformationMessage(
      vscode.l10n.t('A training is running already. Stop it before you start another.'),
    );
    return true;
  }

  private start({ config, settings }: Start): CurrentRun {
    const id = newRunId(Date.now());
    this.lastError = null;
    this.startedFrom = fingerprint(settings);
    this.changeTold = false;
    this.log.info(`Training ${config.models.join(', ')}`);
    const save = this.store.weightsFolder(id);
    const kept = { ...config, save, weightPictures: true };
    const session = startTraining(kept, (events) => {
      this.receive(events);
    });
    const begun = this.store.begin(id).catch((error: unknown) => {
      // The run's own folder is in it: whatever is wrong there, the first save says it.
      this.log.error(error as Error);
    });
    const recorded = toRecorded(config);
    this.current = {
      ...{ id, config: recorded, session, begun },
      ...{ state: null, nextSave: 0, unsavedTold: false, stopping: false },
    };
    return this.current;
  }

  /** When this settles the whole run is on disk, and nothing trains any more. */
  private async runToEnd(run: CurrentRun): Promise<void> {
    this.changed();
    try {
      await reportProgress(this, run.session.finished, () => {
        this.stop();
      });
    } finally {
      const { id, config, state } = run;
      if (state !== null) {
        this.finished = { id, config, state };
        await this.save(run);
      }
      await run.begun;
      await this.store.end(id);
      if (state === null) await this.discard(id);
      this.current = null;
      this.changed();
    }
  }

  private receive(events: readonly TrainingEvent[]): void {
    const run = this.current;
    if (run === null) return;
    run.state = events.reduce(applyEvent, run.state);
    for (const event of events) if (event.type === 'notice') this.log.warn(event.message);
    const turn = events.some(({ type }) => turns.has(type));
    const due = events.some(({ type }) => type === 'epoch') && Date.now() > run.nextSave;
    if (turn || due) void this.save(run);
    for (const observer of this.observers) observer.events(events);
    if (turn) this.changed();
  }

  private async save(run: CurrentRun): Promise<void> {
    if (run.state === null) return;
    const begin = Date.now();
    run.nextSave = Infinity;
    await run.begun;
    try {
      await this.store.save(run.id, { config: run.config, state: run.state });
      this.savedEmitter.fire();
    } catch (error) {
      this.log.error(error as Error);
      this.tellUnsaved(run, toErrorData(error));
    }
    const end = Date.now();
    run.nextSave = end + Math.max(SAVE_INTERVAL, SAVE_REST * (end - begin));
  }

  /** Once a run: it is tried again every now and then, and at the end. */
  private tellUnsaved(run: CurrentRun, { message }: LabErrorData): void {
    if (run.unsavedTold) return;
    run.unsavedTold = true;
    void vscode.window.showWarningMessage(message);
  }

  /** A run that failed before its first event leaves nothing worth a place in the history. */
  private async discard(id: string): Promise<void> {
    try {
      await this.store.remove(id);
    } catch (error) {
      this.log.error(error as Error);
    }
  }

  private changed(): void {
    for (const observer of this.observers) observer.stateChanged();
  }

  private settingsNow(): string | null {
    try {
      return fingerprint(toRecorded(readConfig(this.distFolder)));
    } catch {
      // Settings that cannot be read are not those of a run.
      return null;
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
}

/** The same for settings that ask for the same run: networks that it does not train do not count. */
function fingerprint(settings: RecordedConfig): string {
  return JSON.stringify({ ...settings, specs: neededSpecs(settings.specs, settings.models) });
}
