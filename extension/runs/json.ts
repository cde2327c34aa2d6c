import { balanceOf } from '#shared/balance';
import { resultOf } from '#shared/result';
import type { RunState } from '#shared/run-state';
import { type RunRecord, VERSION } from './record';

/**
 * A run as strict JSON: what is no number any more, such as the loss of a network that diverged, is null. Where classes
 * are uneven, `balancedAccuracy` has the mean recall of each network beside what is kept of the run.
 */
export function runJson(name: string, { config, state }: RunRecord): string {
  const balanced = balancedAccuracies(state);
  const more = Object.keys(balanced).length === 0 ? {} : { balancedAccuracy: balanced };
  return `${JSON.stringify({ version: VERSION, name, config, state, ...more })}\n`;
}

/** By network, where classes are uneven. */
function balancedAccuracies(state: RunState): Record<string, number> {
  const known = state.run.models.flatMap(({ id }) => {
    const { confusion, diverged } = resultOf(state, id)!;
    const balance = confusion && !diverged ? balanceOf(confusion) : null;
    return balance === null ? [] : [[id, balance.accuracy] as const];
  });
  return Object.fromEntries(known);
}
