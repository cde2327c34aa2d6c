import type { RunState } from '../../../extension/protocol/run-state';

/** How far a run is. */
export interface Progress {
  readonly epoch: number;
  readonly epochs: number;
  /** 0 to 1 */
  readonly overall: number;
  readonly withinEpoch: number;
  readonly imagesPerSecond: number;
  readonly elapsed: number;
  readonly left: number;
}

/** Null before the first batch, when nothing can be said of speed or time. */
export function progressOf({ run, elapsed }: RunState): Progress | null {
  const { epochs, batchesPerEpoch, batchSize } = run.config;
  const done = elapsed.length;
  const seconds = elapsed.at(-1);
  if (seconds === undefined) return null;
  const total = epochs * batchesPerEpoch;
  const epoch = Math.ceil(done / batchesPerEpoch);
  return {
    epoch,
    epochs,
    overall: done / total,
    withinEpoch: (done - (epoch - 1) * batchesPerEpoch) / batchesPerEpoch,
    imagesPerSecond: seconds > 0 ? (done * batchSize) / seconds : 0,
    elapsed: seconds,
    left: (seconds / done) * (total - done),
  };
}
