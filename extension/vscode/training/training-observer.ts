import type { TrainingEvent } from '#shared/protocol/events';

/** What a training tells the parts of the editor that show a run. */
export interface TrainingObserver {
  events(events: readonly TrainingEvent[]): void;
  stateChanged(): void;
}
