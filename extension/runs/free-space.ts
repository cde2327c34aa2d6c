import { goesOn } from '#shared/run-state';
import type { RunSummary } from './summary';

const DAY = 86_400_000;
/** Days after which a run is old. */
export const OLD = 30;

/** Whether a run may be deleted to free space: what is pinned, or in training in any window, stays. */
export function mayGo(run: RunSummary): boolean {
  return !run.pinned && !goesOn(run);
}

/** Those that may go, the oldest first. */
export function oldestFirst(runs: readonly RunSummary[]): RunSummary[] {
  return runs.filter(mayGo).sort((a, b) => a.startedAt - b.startedAt);
}

/** So many of the oldest runs. */
export interface Amount {
  readonly kind: 'quarter' | 'half' | 'old' | 'all';
  readonly count: number;
}

/**
 * How much one may want to free, the least first; each number of runs once.
 * @param runs those that may go, the oldest first
 * @param now milliseconds since the Unix epoch
 */
export function amountsOf(runs: readonly RunSummary[], now: number): Amount[] {
  const firstYoung = runs.findIndex(({ startedAt }) => startedAt >= now - OLD * DAY);
  const amounts: Amount[] = [
    // Where two are as many, the plainer word counts.
    { kind: 'all', count: runs.length },
    { kind: 'half', count: Math.floor(runs.length / 2) },
    { kind: 'quarter', count: Math.floor(runs.length / 4) },
    { kind: 'old', count: firstYoung === -1 ? runs.length : firstYoung },
  ];
  return amounts
    .filter(
      ({ count }, index) =>
        count > 0 && amounts.findIndex((other) => other.count === count) === index,
    )
    .sort((a, b) => a.count - b.count);
}
