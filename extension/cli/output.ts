import type { LoadProgress } from '#shared/load-progress';
import type { TrainingEvent } from '#shared/protocol/events';

/** Somewhere that a run's events are shown. */
export interface Output {
  /** @returns what settles when its reader has caught up; undefined if it has */
  show(event: TrainingEvent): Promise<void> | undefined;
  /** How far the data set has been read, where that takes long; before the first event. */
  loading(progress: LoadProgress): void;
  /** Tells a person something in passing. */
  tell(sentence: string): void;
  /** Clears what was drawn in passing, before the last words. */
  close(): void;
}
