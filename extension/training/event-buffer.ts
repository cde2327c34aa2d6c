import type { TrainingEvent } from '#shared/protocol/events';

/** Readers draw at most this often, so more messages would only cost. */
const INTERVAL = 16;

/**
 * Gathers events into fewer messages, in order. Small networks make thousands of batches a second:
 * batch events wait for company for up to 16 ms, all others leave at once and take them along.
 */
export class EventBuffer {
  private events: TrainingEvent[] = [];
  private lastSent = -Infinity;

  constructor(
    private readonly send: (events: readonly TrainingEvent[]) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  push(event: TrainingEvent): void {
    this.events.push(event);
    const now = this.now();
    if (event.type === 'batch' && now - this.lastSent < INTERVAL) return;
    this.lastSent = now;
    const { events } = this;
    this.events = [];
    this.send(events);
  }
}
