import type { RunHistory, TrainingEvent } from '#shared/protocol/events';
import { applyEvent, type RunState } from '#shared/run-state';

/** What a run has told so far, as all who read its events have it. */
export class ToldHistory {
  private state: RunState | null = null;

  take(event: TrainingEvent): void {
    // Pictures of weights are made anew wherever a run goes on.
    if (event.type !== 'weights') this.state = applyEvent(this.state, event);
  }

  /** From the first event on. The series go on to grow in place. */
  get now(): RunHistory {
    return this.state!;
  }
}
