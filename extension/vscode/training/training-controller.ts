import * as vscode from 'vscode';
import { LabError, toErrorData } from '../../errors';
import type { InspectionSource } from '../../inspection/session';
import type { LabErrorData, TrainingEvent } from '#shared/protocol/events';
import type { Answer, Question } from '#shared/protocol/questions';
import { applyEvent, type RunState } from '#shared/run-state';
import { configToRepeat, type RecordedConfig, type RunRecord, toRecorded } from '../../runs/record';
import type { RunStore } from '../../runs/store';
import type { TrainingConfig } from '../../training/config';
import { startTraining, type TrainingSession } from '../../training/session';
import { readConfig } from '../settings/settings';
import { isTurn, type Recording, type RunRecorder } from './run-recorder';
import { settingsKey } from './settings-key';
import type { TrainingObserver } from './training-observer';

/** A run of the history, whole. */
export interface OpenRun extends RunRecord {
  readonly id: string;
}

/** The run in training, and where it is kept. */
interface CurrentRun {
  readonly recording: Recording;
  readonly session: TrainingSession;
  /** What it goes on from; null for a new run. */
  readonly from: OpenRun | null;
  /** Null until its first event. */
  state: RunState | null;
  /** The person has stopped it; its networks are tested once more. */
  stopping: boolean;
  /** It ends because the editor does. */
  closing: boolean;
}

/** What to train, and the settings that ask for it. */
export interface Start {
  readonly config: TrainingConfig;
  readonly settings: RecordedConfig;
  /** The run that goes on; absent for a new one. */
  readonly from?: OpenRun;
}

/** Trains one run at a time, and tells the rest of the editor. */
export class TrainingController implements vscode.Disposable {
  private current: CurrentRun | null = null;
  private finished: OpenRun | null = null;
  private lastError: LabErrorData | null = null;
  /** Settles when the newest run is on disk, however it ended. */
  private end: Promise<void> = Promise.resolve();
  private readonly observers = new Set<TrainingObserver>();
  /** What the newest run of this window began with; null before it. */
  private startedFrom: string | null = null;
  private readonly started = new vscode.EventEmitter<TrainingSession['finished']>();
  private readonly refused = new vscode.EventEmitter<void>();
  private readonly failed = new vscode.EventEmitter<LabErrorData>();
  /** A run begins; settles when it has ended, and rejects with its error. */
  readonly onDidStart = this.started.event;
  /** A run was asked for while there is one. */
  readonly onDidRefuse = this.refused.event;
  /** A run could not begin, or has failed. */
  readonly onDidFail = this.failed.event;

  constructor(
    private readonly distFolder: string,
    private readonly store: RunStore,
    private readonly recorder: RunRecorder,
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

  /**
   * The run in training, from its first event on, or as it was where it goes on; otherwise the one that ended last in
   * this window.
   */
  get newest(): OpenRun | null {
    if (this.current === null) return this.finished;
    const { recording, from, state } = this.current;
    return state === null ? from : { id: recording.id, config: recording.config, state };
  }

  /** The run that is in training now; null while there is none. */
  get liveId(): string | null {
    return this.current?.recording.id ?? null;
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
    return this.toStart(await this.store.open(id));
  }

  /** Trains with settings of a run of the history; as `train`. */
  repeat(start: Start): Promise<void> {
    return this.attempt(() => start);
  }

  /**
   * Goes on with a run of the history from its newest checkpoint. Settles when it is in training again.
   * @param epochs how many it is to have then, of one that has finished; else what it was begun with
   * @throws LabError where it cannot be read, or another window trains it
   */
  async goOn(id: string, epochs?: number): Promise<void> {
    if (this.training) {
      this.refused.fire();
      return;
    }
    const from = { id, ...(await this.store.open(id)) };
    const { config, settings } = this.toStart(from);
    await this.store.begin(id);
    const longer = epochs === undefined ? {} : { epochs };
    void this.attempt(() => ({
      config: { ...config, ...longer },
      settings: { ...settings, ...longer },
      from,
    }));
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
    if (this.current !== null) this.current.closing = true;
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
    for (const emitter of [this.started, this.refused, this.failed]) emitter.dispose();
  }

  private toStart(record: RunRecord): Start {
    const config = configToRepeat(record, this.distFolder);
    if (config !== null && record.config !== null) return { config, settings: record.config };
    throw new LabError(
      'input',
      vscode.l10n.t(
        'This run was kept by an older version without its settings: choose them yourself and train anew.',
      ),
    );
  }

  private async attempt(configure: () => Start): Promise<void> {
    if (this.training) {
      this.refused.fire();
      return;
    }
    try {
      this.end = this.runToEnd(this.start(configure()));
      await this.end;
    } catch (error) {
      this.lastError = toErrorData(error);
      this.log.error(error instanceof Error ? error : String(error));
      this.failed.fire(this.lastError);
      this.changed();
    }
  }

  private start({ config, settings, from }: Start): CurrentRun {
    this.lastError = null;
    this.startedFrom = settingsKey(settings);
    this.log.info(`Training ${config.models.join(', ')}`);
    const recording =
      from === undefined
        ? this.recorder.record(toRecorded(config))
        : this.recorder.goOn(from.id, settings);
    const kept = {
      ...config,
      save: recording.weightsFolder,
      trainUnsaved: true,
      weightPictures: true,
      checkpoint: { folder: recording.checkpointFolder, resume: from !== undefined },
    };
    const receive = (events: readonly TrainingEvent[]): void => {
      this.receive(events);
    };
    const session = startTraining(kept, receive, {
      onLoading: (progress) => {
        for (const observer of this.observers) observer.loading?.(progress);
      },
    });
    if (from === undefined) recording.begin();
    this.current = {
      recording,
      session,
      from: from ?? null,
      state: null,
      stopping: false,
      closing: false,
    };
    return this.current;
  }

  /** When this settles the whole run is on disk, and nothing trains any more. */
  private async runToEnd(run: CurrentRun): Promise<void> {
    const { recording, session } = run;
    this.changed();
    this.started.fire(session.finished);
    try {
      await session.finished;
    } finally {
      const state = run.closing ? interrupted(run.state) : run.state;
      if (state !== null) this.finished = { id: recording.id, config: recording.config, state };
      await recording.end(state);
      this.current = null;
      this.changed();
    }
  }

  private receive(events: readonly TrainingEvent[]): void {
    const run = this.current;
    if (run === null) return;
    run.state = events.reduce(applyEvent, run.state);
    for (const event of events) if (event.type === 'notice') this.log.warn(event.message);
    run.recording.receive(events, run.state);
    for (const observer of this.observers) observer.events(events);
    if (events.some(isTurn)) this.changed();
  }

  private changed(): void {
    for (const observer of this.observers) observer.stateChanged();
  }

  private settingsNow(): string | null {
    try {
      return settingsKey(toRecorded(readConfig(this.distFolder)));
    } catch {
      // Settings that cannot be read are not those of a run.
      return null;
    }
  }
}

/** A run that nobody has stopped, whose editor was closed, is as one that crashed: it can go on. */
function interrupted(state: RunState | null): RunState | null {
  return state?.status === 'stopped' ? { ...state, status: 'interrupted' } : state;
}
