import type { TrainingEvent } from '#shared/protocol/events';

/** Milliseconds: readers draw at most this often, so more messages would only cost. */
const FRAME = 16;
/**
 * Messages that may be on their way to the reader: about a second's worth. Without a bound a reader that
 * stands still, such as a pager behind `--json`, would have all events gather in memory.
 */
const MOST_UNREAD = 64;

/**
 * Gathers the events of a run, in order, into at most one message a frame: small networks make thousands of batches
 * a second. This is the one place that does; whoever gets a message passes it on as it is.
 */
export class EventBatcher {
  private events: TrainingEvent[] = [];
  private lastSent = -Infinity;
  /** Messages that the reader has not taken, by number, and who waits for them. */
  private readonly unread = new Map<number, () => void>();
  /** Messages so far: their numbers count from 1. */
  private sent = 0;

  constructor(
    private readonly post: (events: readonly TrainingEvent[], message: number) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  push(event: TrainingEvent): void {
    this.events.push(event);
  }

  /** Sends what has gathered, if the last message was sent a frame ago. */
  sendIfDue(): void {
    if (this.now() - this.lastSent >= FRAME) this.send();
  }

  /** Sends what has gathered: nothing more comes for a while. */
  send(): void {
    if (this.events.length === 0) return;
    const { events } = this;
    this.events = [];
    this.lastSent = this.now();
    this.sent++;
    this.unread.set(this.sent, () => undefined);
    this.post(events, this.sent);
  }

  /** The reader has taken a message. */
  received(message: number): void {
    this.unread.get(message)?.();
    this.unread.delete(message);
  }

  /** Sends what has gathered, and settles when the reader has taken that and all before it. */
  async taken(): Promise<void> {
    this.send();
    const waits = [...this.unread].map(
      ([message, before]) =>
        new Promise<void>((resolve) => {
          this.unread.set(message, () => {
            before();
            resolve();
          });
        }),
    );
    await Promise.all(waits);
  }

  /** Whether the reader is so far behind that no more events should be made. */
  get full(): boolean {
    return this.unread.size >= MOST_UNREAD;
  }
}
