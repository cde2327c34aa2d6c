import type { RunState } from '../extension/protocol/run-state';
import type { Look } from './host';

/** What the loss chart draws: positions from 1, and one series a network. */
export interface LossSeries {
  readonly x: readonly number[];
  /** Null where a loss is no number any more: that network has diverged. */
  readonly series: readonly {
    readonly label: string;
    readonly values: readonly (number | null)[];
  }[];
}

export function lossSeries(state: RunState, horizontal: Look['horizontal']): LossSeries {
  const ids = state.run.models.map(({ id }) => id);
  const count = horizontal === 'batch' ? state.elapsed.length : state.epochs.length;
  const x = Array.from({ length: count }, (_, index) => index + 1);
  const losses = (id: string): readonly (number | undefined)[] =>
    horizontal === 'batch'
      ? (state.batchLosses[id] ?? [])
      : state.epochs.map((epoch) => epoch.losses[id]);
  return { x, series: ids.map((id) => ({ label: id, values: losses(id).map(finiteOrNull) })) };
}

/** On its way through JSON a loss of NaN becomes null, whatever the types say. */
function finiteOrNull(loss: number | null | undefined): number | null {
  return typeof loss === 'number' && Number.isFinite(loss) ? loss : null;
}
