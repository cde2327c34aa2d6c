import { type Moment, momentOf } from '#shared/progress';
import type { RunState } from '#shared/run-state';
import { strings } from './strings';

/** Where a run was stopped; null of one that was not, or whose networks were not tested as they were then. */
export function stopOf(state: RunState): Moment | null {
  const { status, evaluations } = state;
  return status === 'stopped' && Object.keys(evaluations).length > 0 ? momentOf(state) : null;
}

export function stopInWords({ epoch, batch, batchesPerEpoch }: Moment): string {
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
