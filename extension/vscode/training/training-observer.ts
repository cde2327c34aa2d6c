import type { LoadProgress } from '#shared/load-progress';
import type { TrainingEvent } from '#shared/protocol/events';

/** What a training tells the parts of the editor that show a run. */
export interface TrainingObserver {
  /** How far the data set has been read, where that takes long; before the first event. */
  loading?(progress: LoadProgress): void;
  events(events: readonly TrainingEvent[]): void;
  stateChanged(): void;
}
