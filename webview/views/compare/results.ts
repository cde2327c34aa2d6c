import { hasDiverged } from '#shared/divergence';
import type { RunState } from '#shared/run-state';

/** What a run says of one of its networks. */
export interface Result {
  /** On the test images, 0 to 1; null before the first test, and of a network that has diverged. */
  readonly accuracy: number | null;
  /** Likewise. */
  readonly loss: number | null;
  readonly diverged: boolean;
  /** Spent training this network; null before the first batch. */
  readonly seconds: number | null;
  readonly parameters: number;
}

/** Null for a network that the run has not. At the end of a run counts its evaluation, before that its newest test. */
export function resultOf(state: RunState, model: string): Result | null {
  const summary = state.run.models.find(({ id }) => id === model);
  if (summary === undefined) return null;
  const evaluation = state.evaluations[model];
  const test = state.tests.at(-1);
  const diverged = hasDiverged(state, model);
  return {
    accuracy: diverged ? null : (evaluation?.accuracy ?? test?.accuracies[model] ?? null),
    loss: diverged ? null : known(evaluation?.loss ?? test?.losses[model]),
    diverged,
    seconds: state.batchSeconds[model]?.at(-1) ?? null,
    parameters: summary.total,
  };
}

/** Runs of the first version kept no test loss, which is read as one that is no number. */
function known(loss: number | null | undefined): number | null {
  return typeof loss === 'number' && Number.isFinite(loss) ? loss : null;
}

/** Which values are the best; none where there is nothing to choose between. */
export function bestOf(
  values: readonly (number | null)[],
  better: 'larger' | 'smaller',
): boolean[] {
  const known = values.filter((value) => value !== null);
  const best = better === 'larger' ? Math.max(...known) : Math.min(...known);
  const alike = known.every((value) => value === best);
  return values.map((value) => !alike && value === best);
}

/**
 * Whether all runs were tested on the same images, as far as runs tell: results on others say nothing
 * about which network is better.
 */
export function testedAlike(states: readonly RunState[]): boolean {
  const images = states.map(({ run: { dataset } }) =>
    JSON.stringify([dataset.name, dataset.test, dataset.classes]),
  );
  return new Set(images).size <= 1;
}

/** The networks of all runs, in the order in which they are met. */
export function modelsOf(states: readonly RunState[]): string[] {
  return [...new Set(states.flatMap(({ run }) => run.models.map(({ id }) => id)))];
}

/** The networks of one run that the other has too. */
export function commonModels(a: RunState, b: RunState): string[] {
  const others = new Set(modelsOf([b]));
  return modelsOf([a]).filter((id) => others.has(id));
}
