import type { HostMessage, PanelState } from '#shared/protocol/messages';
import { applyEvent, type RunState } from '#shared/run-state';

/**
 * The panel's state: the host's snapshot, with later events folded in by the host's own function.
 * Events that come before the first snapshot are in it already.
 */
export function reduce(
  state: PanelState | null,
  message: Extract<HostMessage, { type: 'state' | 'events' }>,
): PanelState | null {
  if (message.type === 'state') {
    const { run } = message.state;
    return { ...message.state, run: run === null ? null : withCompactSeries(run) };
  }
  if (state === null) return null;
  return { ...state, run: message.events.reduce(applyEvent, state.run) };
}

/**
 * Arrays that come in a message hold every number in a box of its own, and so do those appended later: a
 * copy made number by number takes half the memory.
 */
function withCompactSeries(run: RunState): RunState {
  const compact = (values: readonly number[]): number[] => values.map((value) => value);
  const all = (series: RunState['batchLosses']): RunState['batchLosses'] =>
    Object.fromEntries(Object.entries(series).map(([id, values]) => [id, compact(values)]));
  return {
    ...run,
    batchLosses: all(run.batchLosses),
    leastLosses: all(run.leastLosses),
    mostLosses: all(run.mostLosses),
    elapsed: compact(run.elapsed),
    batchSeconds: all(run.batchSeconds),
  };
}
