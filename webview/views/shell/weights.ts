import { batchesOf } from '#shared/batch-series';
import { epochAfter } from '#shared/progress';
import type { RunState } from '#shared/run-state';
import { strings } from './strings';

/** Where a stopped run had come to: an epoch, and how many of its batches were trained; both from 1. */
export interface Stop {
  readonly epoch: number;
  readonly batch: number;
  readonly batchesPerEpoch: number;
}

/** Null of a run that was not stopped, or whose networks were not tested as they were then. */
export function stopOf(state: RunState): Stop | null {
  const { status, run, evaluations } = state;
  if (status !== 'stopped' || Object.keys(evaluations).length === 0) return null;
  const { batchesPerEpoch } = run.config;
  const batches = batchesOf(state);
  const epoch = epochAfter(batches, batchesPerEpoch);
  return { epoch, batch: batches - (epoch - 1) * batchesPerEpoch, batchesPerEpoch };
}

export function stopInWords({ epoch, batch, batchesPerEpoch }: Stop): string {
  return batch === batchesPerEpoch
    ? strings.stopAfter(epoch)
    : strings.stopWithin(epoch, batch, batchesPerEpoch);
}

/** Which weights of a run answer questions, where they are not simply those that it ended with. */
export function answeringWeights(state: RunState): 'best' | 'stop' | null {
  const best = Object.values(state.evaluations).some(({ bestEpoch }) => bestEpoch !== undefined);
  if (best) return 'best';
  return stopOf(state) === null ? null : 'stop';
}
