import type { TrainingEvent } from '#shared/protocol/events';

/** Somewhere that a run's events are shown. */
export interface Output {
  /** @returns what settles when its reader has caught up; undefined if it has */
  show(event: TrainingEvent): Promise<void> | undefined;
  /** Tells a person something in passing. */
  tell(sentence: string): void;
  /** Clears what was drawn in passing, before the last words. */
  close(): void;
}
