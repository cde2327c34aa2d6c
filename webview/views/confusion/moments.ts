import { hasDiverged, isDivergedLoss } from '#shared/divergence';
import { batchesOf } from '#shared/batch-series';
import { epochAfter } from '#shared/progress';
import { type Part, partOnTheWay } from '#shared/part';
import type { WeightsKind } from '#shared/protocol/events';
import type { RunState } from '#shared/run-state';
import { bestTestOf } from '#shared/weights';
import type { Confusion } from '#shared/confusion';

/** When the networks of a run were tested. */
export interface Moment {
  /** The epoch that had just ended, or in which the run ended; from 1. */
  readonly epoch: number;
  /** The last test of the run, after which nothing was learned any more. */
  readonly final: boolean;
  /** Figures of the best weights of each network, which need not be those of `epoch`. */
  readonly best: boolean;
  /** The weights that were tested then are the newest: nothing has been learned since. */
  readonly current: boolean;
  /** The images that the networks were shown. */
  readonly part: Part;
  /** By model id; networks whose test is still under way have none. */
  readonly confusions: Readonly<Record<string, Confusion>>;
}

/** Whether a network had diverged when it was tested: its matrix is then of answers that are no numbers. */
export function hadDiverged(
  state: RunState,
  { epoch, final, best }: Moment,
  model: string,
): boolean {
  if (best && bestTestOf(state, model) !== null) return false;
  if (final) return hasDiverged(state, model);
  return isDivergedLoss(state.tests.find((test) => test.epoch === epoch)?.losses[model]);
}

/**
 * Every moment, oldest first. What was judged at the end takes the place of the test after the epoch with which the run
 * ended, where both are of the same weights and images; the moment of others than that test's comes after it.
 * @param chosen the weights that answer, where a run has its best beside the last: the newest moment is of these
 */
export function momentsOf(state: RunState, chosen: WeightsKind | null): Moment[] {
  const { tests, evaluations, run } = state;
  const { batchesPerEpoch } = run.config;
  const batches = batchesOf(state);
  const evaluated = Object.values(evaluations);
  const judgedBest = evaluated.some(({ bestEpoch }) => bestEpoch !== undefined);
  // What was judged at the end was the best: of the last there is the last test.
  const judged = evaluated.length > 0 && !(chosen === 'last' && judgedBest);
  const newestTest = !judged && chosen !== 'best';
  const part = partOnTheWay(run);
  const moments = tests.map(({ epoch, confusions }): Moment => {
    const current = newestTest && epoch * batchesPerEpoch === batches;
    return { epoch, final: false, best: false, current, part, confusions };
  });
  const at = { epoch: epochAfter(batches, batchesPerEpoch), final: true, current: true };
  if (chosen === 'best' && !judgedBest) {
    return [...moments, { ...at, best: true, part, confusions: bestConfusions(state) }];
  }
  if (!judged) return moments;
  const last = moments.at(-1);
  const same = !judgedBest && last?.part === 'test' && last.epoch * batchesPerEpoch === batches;
  const confusions = {
    ...(same ? last.confusions : {}),
    ...Object.fromEntries(evaluated.map(({ model, confusion }) => [model, confusion])),
  };
  const final: Moment = { ...at, best: judgedBest, part: 'test', confusions };
  return [...(same ? moments.slice(0, -1) : moments), final];
}

function bestConfusions(state: RunState): Record<string, Confusion> {
  return Object.fromEntries(
    state.run.models.flatMap(({ id }) => {
      const best = bestTestOf(state, id);
      return best === null ? [] : [[id, best.confusion]];
    }),
  );
}

/** Which of `count` moments is shown: the newest, unless the person has chosen an older one. */
export function shownMoment(chosen: number | null, count: number): number {
  return chosen === null ? count - 1 : Math.min(chosen, count - 1);
}

/** What is chosen when the person goes to a moment: from the newest on, newer ones are followed. */
export function chooseMoment(position: number, count: number): number | null {
  return position >= count - 1 ? null : position;
}
