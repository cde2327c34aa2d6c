import { t } from '@vscode/l10n';
import { ensureFolder, joinPath } from '../../platform/files';
import { writeProblem } from '../../platform/file-problems';
import { encode, fileOf, writeCheckpoint, type Written } from './slots';
import type { Checkpoint } from './value';

/** Seconds between two checkpoints within an epoch, where the configuration does not say. */
const SECONDS = 10;
/** Share of a run's time that it may be held up, however large the networks and short the epochs. */
const SHARE = 0.01;

export interface CheckpointerHooks {
  /** All that training depends on, as it is now. @param number of the checkpoint */
  readonly take: (number: number) => Checkpoint;
  /** Settles when the reader of the events has taken all that there are now. */
  readonly taken: () => Promise<void>;
  /** Tells the person. */
  readonly notice: (message: string) => void;
}

/** How it is done; tests have ways of their own. */
export interface CheckpointerMeans {
  readonly write: (folder: string, written: Written) => Promise<void>;
  /** Milliseconds on a clock that only goes forward. */
  readonly now: () => number;
}

/**
 * Writes checkpoints while training goes on: it is held up for as long as a copy in memory takes, and never for more
 * than a hundredth of its time unless that is asked for. One is written after the other. What cannot be written is told once and tried again.
 */
export class Checkpointer {
  private readonly start: number;
  private number: number;
  private spent = 0;
  /** When the newest one was taken. */
  private lastTaken: number;
  private epochEnded = false;
  private writing: Promise<void> | null = null;
  private failureTold: boolean;
  private folderMade: boolean;
  private buffer = new ArrayBuffer(0);

  /**
   * @param last number of the checkpoint that the run goes on from; 0 for a new one
   * @param writable false where the folder could not be written, which has been told: it may not even be there
   */
  constructor(
    private readonly folder: string,
    private readonly seconds: number | undefined,
    last: number,
    writable: boolean,
    private readonly hooks: CheckpointerHooks,
    private readonly means: CheckpointerMeans = {
      write: writeCheckpoint,
      now: () => performance.now(),
    },
  ) {
    this.number = last;
    this.folderMade = writable;
    this.failureTold = !writable;
    this.start = means.now();
    this.lastTaken = this.start;
  }

  /** Writes one before the first batch, and settles then: from its first batch on a run can be gone on with. */
  begin(): Promise<void> {
    return this.write();
  }

  afterBatch(): void {
    const due = this.means.now() - this.lastTaken >= 1000 * (this.seconds ?? SECONDS);
    if (due || this.epochEnded) this.writeIfFree();
  }

  /** When the epoch's test is through, if there is one. */
  afterEpoch(): void {
    this.epochEnded = true;
    this.writeIfFree();
  }

  /** Writes the last one, whatever it takes, and settles when it is on disk or cannot be. */
  async finish(): Promise<void> {
    await this.writing;
    await this.write();
  }

  private writeIfFree(): void {
    if (this.writing !== null) return;
    // Whoever says how often has said what it may cost.
    const free = this.seconds !== undefined;
    if (!free && this.spent > SHARE * (this.means.now() - this.start)) return;
    this.writing = this.write();
  }

  private async write(): Promise<void> {
    const { folder, hooks, means } = this;
    const number = this.number + 1;
    try {
      this.lastTaken = means.now();
      this.epochEnded = false;
      const written = this.timed(() => encode(hooks.take(number), this.room));
      // What is told of the run up to here is not told again after it, and must not be lost.
      await hooks.taken();
      if (!this.folderMade) await ensureFolder(folder);
      this.folderMade = true;
      // Its beginning is done in this thread.
      await this.timed(() => means.write(folder, written));
      this.number = number;
      this.failureTold = false;
    } catch (error) {
      if (!this.failureTold) hooks.notice(cannotWrite(joinPath(folder, fileOf(number)), error));
      this.failureTold = true;
    }
    this.writing = null;
  }

  /** The same memory each time: to get it anew takes several times as long as to copy into it. */
  private readonly room = (bytes: number): Uint8Array<ArrayBuffer> => {
    if (this.buffer.byteLength < bytes) this.buffer = new ArrayBuffer(Math.ceil(1.125 * bytes));
    return new Uint8Array(this.buffer, 0, bytes);
  };

  /** Does what holds training up. */
  private timed<T>(work: () => T): T {
    const begin = this.means.now();
    try {
      return work();
    } finally {
      this.spent += this.means.now() - begin;
    }
  }
}

function cannotWrite(path: string, error: unknown): string {
  return t(
    'The run is trained on, but what it has come to would be lost in a crash. {0} It is tried again.',
    writeProblem(path, error),
  );
}
