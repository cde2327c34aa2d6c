import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { nextTurn } from '../platform/turn';
import type { TrainingEvent } from '#shared/protocol/events';

/**
 * Messages that may be on their way to the reader: about a second's worth. Without a bound a reader that
 * stands still, such as a pager behind `--json`, would have all events gather in memory.
 */
const MOST_UNREAD = 64;

/** What a person wants of a run while it goes on. The run listens between two batches. */
export class RunControl {
  private readonly stopping = new AbortController();
  private readonly tasks: (() => Promise<void>)[] = [];
  private paused = false;
  /** Messages that the reader of the events has not taken yet. */
  private unread = 0;
  private held = 0;
  private wake: () => void = () => undefined;

  /** Aborted when the run is to end. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Milliseconds that the run has been held up, by pauses and by tasks. */
  get heldUp(): number {
    return this.held;
  }

  stop(): void {
    const reason = t('The run was stopped before it could answer: ask again.');
    this.stopping.abort(new LabError('engine', reason));
    this.wake();
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.wake();
  }

  /** To be called for each message of events that is sent. */
  sent(): void {
    this.unread++;
  }

  /** To be called when the reader has taken one. */
  received(): void {
    this.unread--;
    this.wake();
  }

  /** Has something done between two batches, also in a pause. The task must not reject. */
  between(task: () => Promise<void>): void {
    this.tasks.push(task);
    this.wake();
  }

  /**
   * To be awaited between batches: lets requests arrive, does the tasks, and lasts as long as a pause, or
   * as the reader is behind.
   */
  async turn(emit: (event: TrainingEvent) => void): Promise<void> {
    await nextTurn();
    if (!this.waiting && this.tasks.length === 0) return;
    const start = performance.now();
    let told = false;
    while (!this.signal.aborted) {
      if (this.paused && !told) {
        told = true;
        emit({ type: 'paused' });
      }
      const task = this.tasks.shift();
      if (task !== undefined) await task();
      else if (this.waiting) await this.woken();
      else break;
    }
    if (told && !this.signal.aborted) emit({ type: 'resumed' });
    this.held += performance.now() - start;
  }

  private get waiting(): boolean {
    return this.paused || this.unread >= MOST_UNREAD;
  }

  private woken(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
