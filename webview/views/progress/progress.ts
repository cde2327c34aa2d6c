import { batchesOf } from '#shared/batch-series';
import { percentDone } from '#shared/progress';
import type { RunState } from '#shared/run-state';

/** How far a run is. */
export interface Progress {
  readonly epoch: number;
  readonly epochs: number;
  /** Of all batches, in whole percent. */
  readonly percent: number;
  readonly imagesPerSecond: number;
  readonly elapsed: number;
  readonly left: number;
}

/** Null before the first batch, when nothing can be said of speed or time. */
export function progressOf(state: RunState): Progress | null {
  const { run, elapsed } = state;
  const { epochs, batchesPerEpoch, batchSize } = run.config;
  const done = batchesOf(state);
  const seconds = elapsed.at(-1);
  if (seconds === undefined) return null;
  return {
    epoch: Math.ceil(done / batchesPerEpoch),
    epochs,
    percent: percentDone(run.config, done),
    imagesPerSecond: seconds > 0 ? (done * batchSize) / seconds : 0,
    elapsed: seconds,
    left: (seconds / done) * (epochs * batchesPerEpoch - done),
  };
}
