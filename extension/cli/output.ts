import type { TrainingEvent } from '../protocol/events';

/** Somewhere that a run's events are shown. */
export interface Output {
  show(event: TrainingEvent): void;
  /** The person has asked to stop. */
  stopping(): void;
  /** Clears what was drawn in passing, before the last words. */
  close(): void;
}
