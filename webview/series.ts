import type { RunState } from '../extension/protocol/run-state';
import type { Look } from './host';

/** What the loss chart draws: positions from 1, and one series a network. */
export interface LossSeries {
  readonly x: readonly number[];
  readonly series: readonly { readonly label: string; readonly values: readonly number[] }[];
}

export function lossSeries(state: RunState, horizontal: Look['horizontal']): LossSeries {
  const ids = state.run.models.map(({ id }) => id);
  const count = horizontal === 'batch' ? state.elapsed.length : state.epochs.length;
  const x = Array.from({ length: count }, (_, index) => index + 1);
  const values = (id: string): readonly number[] =>
    horizontal === 'batch'
      ? (state.batchLosses[id] ?? [])
      : state.epochs.map((epoch) => epoch.losses[id] ?? NaN);
  return { x, series: ids.map((id) => ({ label: id, values: values(id) })) };
}
