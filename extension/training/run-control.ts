import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { nextTurn } from '../platform/next-turn';
import type { TrainingEvent } from '#shared/protocol/events';
import { EventBatcher } from './event-batcher';

/** Milliseconds after a stop in which the networks may still be tested: whoever stops a run does not wait for long. */
const LAST_TEST = 5000;

/** Milliseconds after a stop in which a reader may still take events. */
const LAST_WORD = 1000;

/** What a person wants of a run while it goes on. The run listens between two batches. */
export class RunControl {
  private readonly stopping = new AbortController();
  private readonly tasks: (() => Promise<void>)[] = [];
  /** Until when a stopped run may still test its networks, by `performance.now()`. */
  private testUntil = 0;
  private paused = false;
  private held = 0;
  private wake: () => void = () => undefined;
  private end: () => void = () => undefined;
  /** Settles a moment after the run has been told to end. */
  private readonly ending = new Promise<void>((resolve) => {
    this.end = resolve;
  });

  /** @param events of the run, which leave between two batches */
  constructor(private readonly events = new EventBatcher(() => undefined)) {}

  /** Aborted when the run is to end. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Milliseconds that the run has been held up, by pauses and by tasks. */
  get heldUp(): number {
    return this.held;
  }

  /** Whether a test of the networks may go on. */
  get mayTest(): boolean {
    return !this.signal.aborted || performance.now() < this.testUntil;
  }

  /**
   * Ends the run after the batch in hand.
   * @param test whether its networks are to be tested once more as they are then, if that takes but a moment;
   * a second call without it gives the test up
   */
  stop({ test }: { readonly test: boolean } = { test: false }): void {
    if (!test) this.testUntil = 0;
    else if (!this.signal.aborted) this.testUntil = performance.now() + LAST_TEST;
    const reason = t('The run was stopped before it could answer: ask again.');
    this.stopping.abort(new LabError('engine', reason));
    setTimeout(this.end, LAST_WORD);
    this.wake();
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.wake();
  }

  /** The reader of the events has taken a message of them. */
  received(message: number): void {
    this.events.received(message);
    this.wake();
  }

  /** Settles when the reader has taken all events so far, or the run is to end and the reader does not answer. */
  async taken(): Promise<void> {
    await Promise.race([this.events.taken(), this.ending]);
  }

  /** Has something done between two batches, also in a pause. The task must not reject. */
  between(task: () => Promise<void>): void {
    this.tasks.push(task);
    this.wake();
  }

  /**
   * What is done between two batches: events leave, requests arrive, tasks are done. Lasts as long as a pause, or as
   * the reader is behind.
   */
  async turn(emit: (event: TrainingEvent) => void): Promise<void> {
    this.events.sendIfDue();
    await nextTurn();
    if (!this.waiting && this.tasks.length === 0) return;
    const start = performance.now();
    let told = false;
    while (!this.signal.aborted) {
      if (this.paused && !told) {
        told = true;
        emit({ type: 'paused' });
      }
      this.events.send();
      const task = this.tasks.shift();
      if (task !== undefined) await task();
      else if (this.waiting) await this.woken();
      else break;
    }
    if (told && !this.signal.aborted) emit({ type: 'resumed' });
    this.held += performance.now() - start;
  }

  private get waiting(): boolean {
    return this.paused || this.events.full;
  }

  private woken(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
