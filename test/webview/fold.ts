import type { TrainingEvent } from '#shared/protocol/events';
import type { PanelState } from '#shared/protocol/messages';
import { applyEvent, type RunState } from '#shared/run-state';
import { sampleEvents } from './sample-run';

export function fold(events: readonly TrainingEvent[]): RunState {
  return events.reduce<RunState | null>(applyEvent, null)!;
}

/** The same run, judged by 5,000 validation images until its end. */
export function validated(events: readonly TrainingEvent[]): TrainingEvent[] {
  return events.map((event) =>
    event.type === 'run'
      ? {
          ...event,
          dataset: { ...event.dataset, train: 55_000, validation: 5_000 },
          config: { ...event.config, validation: 5_000 },
        }
      : event,
  );
}

/** The state after so many batches of a run of 4 epochs of 5 batches of 100 images. */
export function after(batches: number): RunState {
  const events = sampleEvents({ epochs: 4, batchesPerEpoch: 5, batchSize: 100 });
  const end = events.findIndex(
    (event) => event.type === 'batch' && (event.epoch - 1) * 5 + event.batch > batches,
  );
  return fold(end === -1 ? events : events.slice(0, end));
}

/** A panel that shows the run that is in training, or that was last. */
export function panelWith(run: RunState | null, training: boolean): PanelState {
  return {
    run,
    training,
    stopping: false,
    live: true,
    shown: null,
    compared: null,
    bothWeights: false,
    models: [],
    comparison: null,
    imageShape: [1, 28, 28],
    data: 1,
    dataChanged: false,
    error: null,
    changed: false,
    untrained: [],
  };
}
