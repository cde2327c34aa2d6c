import { batchesOf } from './batch-series';
import type { RunSettings } from './protocol/events';
import type { RunState } from './run-state';

/** How far a run is. */
export interface Progress {
  /** That of the newest batch. */
  readonly epoch: number;
  readonly epochs: number;
  /** Batches trained, and those that the run has in all. */
  readonly done: number;
  readonly total: number;
  /** Share of all batches, in whole percent. */
  readonly percent: number;
  /** 0 as long as no time has passed. */
  readonly imagesPerSecond: number;
  /** Seconds, without pauses. */
  readonly elapsed: number;
  readonly left: number;
}

/** Null before the first batch, when nothing can be said of speed or time. */
export function progressOf(state: RunState): Progress | null {
  const { epochs, batchesPerEpoch, batchSize } = state.run.config;
  const done = batchesOf(state);
  const elapsed = state.open?.elapsed ?? state.elapsed.at(-1);
  if (elapsed === undefined) return null;
  const total = epochs * batchesPerEpoch;
  return {
    epoch: epochAfter(done, batchesPerEpoch),
    epochs,
    done,
    total,
    percent: percentDone(state.run.config, done),
    imagesPerSecond: elapsed > 0 ? (done * batchSize) / elapsed : 0,
    elapsed,
    left: (elapsed / done) * (total - done),
  };
}

/** How far training has come; null before the first batch. */
export interface Moment {
  readonly epoch: number;
  /** Batches of that epoch that have been trained. */
  readonly batch: number;
  readonly batchesPerEpoch: number;
}

export function momentOf(state: RunState): Moment | null {
  const { batchesPerEpoch } = state.run.config;
  const batches = batchesOf(state);
  if (batches === 0) return null;
  const epoch = epochAfter(batches, batchesPerEpoch);
  return { epoch, batch: batches - (epoch - 1) * batchesPerEpoch, batchesPerEpoch };
}

/** Batches that a run has trained when it has come to a moment; none before its first epoch, which is epoch 0. */
export function batchesUntil(
  { epoch, batch }: Pick<Moment, 'epoch' | 'batch'>,
  batchesPerEpoch: number,
): number {
  return epoch === 0 ? 0 : (epoch - 1) * batchesPerEpoch + batch;
}

/** The epoch that so many batches of a run end in, from 1. */
export function epochAfter(batches: number, batchesPerEpoch: number): number {
  return Math.ceil(batches / batchesPerEpoch);
}

/** How much of a run so many batches are, in whole percent: 100 at its very end and not before. */
export function percentDone(
  { epochs, batchesPerEpoch }: Pick<RunSettings, 'epochs' | 'batchesPerEpoch'>,
  batches: number,
): number {
  return Math.floor((100 * batches) / (epochs * batchesPerEpoch));
}
