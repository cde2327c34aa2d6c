import * as vscode from 'vscode';
import { toErrorData } from '../../errors';
import type { RecordedConfig } from '../../runs/record';
import { newRunId, type RunStore } from '../../runs/store';
import type { LabErrorData, TrainingEvent } from '#shared/protocol/events';
import type { RunState } from '#shared/run-state';

/** Milliseconds between two writes of a run in training: what a crash can lose of its curves. */
const SAVE_INTERVAL = 10_000;
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
    return new Recording(config, this.store, this.log, this.saved, this.failed);
  }

  dispose(): void {
    this.saved.dispose();
    this.failed.dispose();
  }
}

/** One run on its way to disk. */
export class Recording {
  readonly id = newRunId(Date.now());
  readonly weightsFolder: string;
  /** Settles when other windows can see that the run is in training. */
  private begun: Promise<void> = Promise.resolve();
  /** When it is worth writing again, in milliseconds since the Unix epoch. */
  private nextSave = 0;
  private failureTold = false;

  constructor(
    readonly config: RecordedConfig,
    private readonly store: RunStore,
    private readonly log: vscode.LogOutputChannel,
    private readonly saved: vscode.EventEmitter<void>,
    private readonly failed: vscode.EventEmitter<LabErrorData>,
  ) {
    this.weightsFolder = store.weightsFolder(this.id);
  }

  /** Lets other windows see that the run is in training. */
  begin(): void {
    this.begun = this.store.begin(this.id).catch((error: unknown) => {
      // The run's own folder is in it: whatever is wrong there, the first save says it.
      this.log.error(error as Error);
    });
  }

  /** Writes the run where these events are worth it. */
  receive(events: readonly TrainingEvent[], state: RunState | null): void {
    const turn = events.some(isTurn);
    const due = events.some(({ type }) => type === 'epoch') && Date.now() > this.nextSave;
    if (state !== null && (turn || due)) void this.save(state);
  }

  /** When this settles all of the run is on disk. One that failed before its first event leaves nothing. */
  async end(state: RunState | null): Promise<void> {
    if (state !== null) await this.save(state);
    await this.begun;
    await this.store.end(this.id);
    if (state === null) await this.discard();
  }

  private async save(state: RunState): Promise<void> {
    const begin = Date.now();
    this.nextSave = Infinity;
    await this.begun;
    try {
      await this.store.save(this.id, { config: this.config, state });
      this.saved.fire();
    } catch (error) {
      this.log.error(error as Error);
      if (!this.failureTold) this.failed.fire(toErrorData(error));
      this.failureTold = true;
    }
    const end = Date.now();
    this.nextSave = end + Math.max(SAVE_INTERVAL, SAVE_REST * (end - begin));
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
