import { hasDiverged, isDivergedLoss } from '#shared/divergence';
import { epochAfter } from '#shared/progress';
import type { RunState } from '#shared/run-state';
import type { Confusion } from '#shared/confusion';

/** When the networks of a run were tested. */
export interface Moment {
  /** The epoch that had just ended, or in which the run ended; from 1. */
  readonly epoch: number;
  /** The last test of the run, after which nothing was learned any more. */
  readonly final: boolean;
  /** Figures of the best weights that early stopping has kept, which need not be those of `epoch`. */
  readonly best: boolean;
  /** The weights that were tested then are the newest: nothing has been learned since. */
  readonly current: boolean;
  /** By model id; networks whose test is still under way have none. */
  readonly confusions: Readonly<Record<string, Confusion>>;
}

/** Whether a network had diverged when it was tested: its matrix is then of answers that are no numbers. */
export function hadDiverged(state: RunState, { epoch, final }: Moment, model: string): boolean {
  if (final) return hasDiverged(state, model);
  return isDivergedLoss(state.tests.find((test) => test.epoch === epoch)?.losses[model]);
}

type Tested = Pick<RunState, 'tests' | 'evaluations'>;

/**
 * Every moment, oldest first. The evaluation at the end takes the place of the test after the epoch
 * with which the run ended, where both are of the same weights.
 */
export function momentsOf(
  { tests, evaluations }: Tested,
  batches: number,
  batchesPerEpoch: number,
): Moment[] {
  const evaluated = Object.values(evaluations);
  const moments = tests.map(({ epoch, confusions }): Moment => {
    const current = evaluated.length === 0 && epoch * batchesPerEpoch === batches;
    return { epoch, final: false, best: false, current, confusions };
  });
  if (evaluated.length === 0) return moments;
  const last = moments.at(-1);
  const best = evaluated.some(({ bestEpoch }) => bestEpoch !== undefined);
  const same = !best && last !== undefined && last.epoch * batchesPerEpoch === batches;
  const final: Moment = {
    epoch: epochAfter(batches, batchesPerEpoch),
    final: true,
    best,
    current: true,
    confusions: {
      ...(same ? last.confusions : {}),
      ...Object.fromEntries(evaluated.map(({ model, confusion }) => [model, confusion])),
    },
  };
  return [...(same ? moments.slice(0, -1) : moments), final];
}

/** Which of `count` moments is shown: the newest, unless the person has chosen an older one. */
export function shownMoment(chosen: number | null, count: number): number {
  return chosen === null ? count - 1 : Math.min(chosen, count - 1);
}

/** What is chosen when the person goes to a moment: from the newest on, newer ones are followed. */
export function chooseMoment(position: number, count: number): number | null {
  return position >= count - 1 ? null : position;
}
