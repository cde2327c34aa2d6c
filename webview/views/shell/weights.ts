import { type Moment, momentOf } from '#shared/progress';
import type { WeightsKind } from '#shared/protocol/events';
import type { PanelState } from '#shared/protocol/messages';
import type { RunState } from '#shared/run-state';
import { bestTestOf, usualWeights } from '#shared/weights';
import type { ViewState } from '../../host';
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

/** Which weights answer and are shown, where a run has its best beside other last ones; null where it has not. */
export function chosenWeights(
  { run, bothWeights }: Pick<PanelState, 'run' | 'bothWeights'>,
  { weights }: Pick<ViewState, 'weights'>,
): WeightsKind | null {
  if (run === null || !bothWeights || endedAtBest(run)) return null;
  return weights ?? usualWeights(run.run.config);
}

/** Whether each network's best weights are its last. */
function endedAtBest(state: RunState): boolean {
  const end = momentOf(state);
  return state.run.models.every(
    ({ id }) => end?.batch === end?.batchesPerEpoch && bestTestOf(state, id)?.epoch === end?.epoch,
  );
}

/** What a question has to say for that. */
export function askedOf(weights: WeightsKind | null): { readonly weights?: WeightsKind } {
  return weights === null ? {} : { weights };
}

/** The first and the last of the epochs in which the networks of a run were best. */
export function bestEpochs(state: RunState): readonly [number, number] {
  const epochs = state.run.models.flatMap(({ id }) => bestTestOf(state, id)?.epoch ?? []);
  return [Math.min(...epochs), Math.max(...epochs)];
}

/** The epoch that a run's last weights are of. */
export function lastEpoch(state: RunState): number {
  return momentOf(state)?.epoch ?? 0;
}
