import * as vscode from 'vscode';
import { toErrorData } from '../../errors';
import type { RecordedConfig } from '../../runs/record';
import { newRunId, type RunStore } from '../../runs/store';
import type { LabErrorData, TrainingEvent } from '#shared/protocol/events';
import type { RunState } from '#shared/run-state';

/**
 * Milliseconds between two writes of a run in training, which is what a crash can lose of its curves. They grow with
 * the run: of a young one it can lose half.
 */
const FIRST_INTERVAL = 1_000;
const LAST_INTERVAL = 10_000;
/** A run of very many batches takes long to write: it is written less often, so many times as long apart. */
const SAVE_REST = 20;

/** Keeps runs in the history while they are trained. */
export class RunRecorder implements vscode.Disposable {
  private readonly saved = new vscode.EventEmitter<void>();
  private readonly failed = new vscode.EventEmitter<LabErrorData>();
  /** A run has been written. */
  readonly onDidSave = this.saved.event;
  /** A run cannot be written: once a run, as it is tried again every now and then, and at its end. */
  readonly onDidFail = this.failed.event;

  constructor(
    private readonly store: RunStore,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** A place for a new run; there is nothing of it on disk until it begins. */
  record(config: RecordedConfig): Recording {
    return this.recording(newRunId(Date.now()), config, true);
  }

  /** The place of a run that goes on, which this window has begun in the store. */
  goOn(id: string, config: RecordedConfig): Recording {
    return this.recording(id, config, false);
  }

  private recording(id: string, config: RecordedConfig, fresh: boolean): Recording {
    return new Recording(id, config, fresh, this.store, this.log, this.saved, this.failed);
  }

  dispose(): void {
    this.saved.dispose();
    this.failed.dispose();
  }
}

/** One run on its way to disk. */
export class Recording {
  /** Settles when other windows can see that the run is in training; to false where they cannot. */
  private begun: Promise<boolean>;
  private beginning = performance.now();
  /** When it is worth writing again, by `performance.now()`: a clock that is set back must not hold it up. */
  private nextSave = 0;
  private failureTold = false;
  /** As it was told last. */
  private state: RunState | null = null;

  /** @param fresh whether it is a new run, which this window has not begun in the store */
  constructor(
    readonly id: string,
    readonly config: RecordedConfig,
    private readonly fresh: boolean,
    private readonly store: RunStore,
    private readonly log: vscode.LogOutputChannel,
    private readonly saved: vscode.EventEmitter<void>,
    private readonly failed: vscode.EventEmitter<LabErrorData>,
  ) {
    this.begun = Promise.resolve(!fresh);
  }

  get weightsFolder(): string {
    return this.store.weightsFolder(this.id);
  }

  get checkpointFolder(): string {
    return this.store.checkpointFolder(this.id);
  }

  /** Lets other windows see that a new run is in training. */
  begin(): void {
    this.begun = this.store.begin(this.id).then(
      () => true,
      (error: unknown) => {
        // The run's own folder is in it: whatever is wrong there, the first save says it.
        this.log.error(error as Error);
        return false;
      },
    );
  }

  /** Writes the run where these events are worth it. */
  receive(events: readonly TrainingEvent[], state: RunState | null): void {
    this.state = state;
    if (events.some(({ type }) => type === 'run')) this.beginning = performance.now();
    if (events.some(isTurn) || performance.now() >= this.nextSave) void this.save();
  }

  /**
   * When this settles all of the run is on disk. Of one that failed before its first event there is what there was
   * before it: nothing of a new one.
   */
  async end(state: RunState | null): Promise<void> {
    this.state = state;
    await this.save();
    await this.store.end(this.id);
    if (state === null && this.fresh) await this.discard();
  }

  private async save(): Promise<void> {
    const start = performance.now();
    this.nextSave = Infinity;
    if (!(await this.begun)) {
      // What was in the way may be gone by now.
      this.begin();
      await this.begun;
    }
    const { config, state } = this;
    if (state === null) return;
    try {
      await this.store.save(this.id, { config, state });
      this.saved.fire();
    } catch (error) {
      this.log.error(error as Error);
      if (!this.failureTold) this.failed.fire(toErrorData(error));
      this.failureTold = true;
    }
    const end = performance.now();
    const interval = Math.min(Math.max(end - this.beginning, FIRST_INTERVAL), LAST_INTERVAL);
    this.nextSave = end + Math.max(interval, SAVE_REST * (end - start));
  }

  private async discard(): Promise<void> {
    try {
      await this.store.remove(this.id);
    } catch (error) {
      this.log.error(error as Error);
    }
  }
}

/** Whether a run stands otherwise after an event than before. */
export function isTurn({ type }: TrainingEvent): boolean {
  return type === 'run' || type === 'paused' || type === 'resumed';
}
