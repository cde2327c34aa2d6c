import { partOnTheWay } from '#shared/part';
import type { RunState } from '#shared/run-state';
import { bestTestOf } from '#shared/weights';
import { formatList } from '../../format';
import type { Curve } from './curves';
import { strings } from './strings';

/** The rings around points of these curves, in words; null where there is none. */
export function bestInWords(state: RunState, curves: readonly Curve[]): string | null {
  const each = curves.flatMap(({ model, best }) => {
    const epoch = best === null ? undefined : bestTestOf(state, model)?.epoch;
    return epoch === undefined ? [] : [strings.inEpoch(model, epoch)];
  });
  if (each.length === 0) return null;
  const byAccuracy = state.run.config.earlyStopping?.monitor === 'accuracy';
  const words = byAccuracy ? strings.bestAccuracy : strings.bestLoss;
  return words[partOnTheWay(state.run)](formatList(each));
}
