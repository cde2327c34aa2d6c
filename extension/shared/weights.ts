/** Which weights of a network a figure or an answer is of. */
import type { Confusion } from './confusion';
import { partOfResults } from './part';
import { momentOf } from './progress';
import type { RunSettings, WeightsKind } from './protocol/events';
import type { RunState } from './run-state';

/** Those that a run's figures at its end are of, and that answer unless the other ones are asked for. */
export function usualWeights({ earlyStopping }: Pick<RunSettings, 'earlyStopping'>): WeightsKind {
  return earlyStopping === undefined ? 'last' : 'best';
}

export function otherWeights(config: Pick<RunSettings, 'earlyStopping'>): WeightsKind {
  return usualWeights(config) === 'best' ? 'last' : 'best';
}

/** How a network did when it did best, on the images that are judged after each epoch. */
export interface BestTest {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly confusion: Confusion;
}

/**
 * The test after which a network's best weights were kept: by what early stopping goes by, otherwise by the loss. Null
 * of a network that has none, as there was no test yet or its results were no numbers.
 */
export function bestTestOf(
  { run, tests }: Pick<RunState, 'run' | 'tests'>,
  model: string,
): BestTest | null {
  const accuracy = run.config.earlyStopping?.monitor === 'accuracy';
  let best: RunState['tests'][number] | null = null;
  for (const test of tests) {
    const [value, than] = accuracy
      ? [test.accuracies[model]!, best?.accuracies[model] ?? -Infinity]
      : [-test.losses[model]!, -(best?.losses[model] ?? Infinity)];
    // The first of equals is kept; what is no number is no better.
    if (value > than) best = test;
  }
  return (
    best && {
      epoch: best.epoch,
      loss: best.losses[model]!,
      accuracy: best.accuracies[model]!,
      confusion: best.confusions[model]!,
    }
  );
}

/** How a network was judged in the end; undefined as long as results are of other images. */
export function judgedAtEnd(
  state: Pick<RunState, 'run' | 'evaluations'>,
  model: string,
): RunState['evaluations'][string] | undefined {
  return partOfResults(state) === 'test' ? state.evaluations[model] : undefined;
}

/** Which weights a figure is of. */
export interface OfWeights {
  readonly kind: WeightsKind;
  /** After which, or within which, the network had them. */
  readonly epoch: number;
}

/** The weights that the result of a network is of; null before the first test. */
export function weightsOfResult(state: RunState, model: string): OfWeights | null {
  const evaluation = judgedAtEnd(state, model);
  if (evaluation?.bestEpoch !== undefined) return { kind: 'best', epoch: evaluation.bestEpoch };
  const epoch = evaluation === undefined ? state.tests.at(-1)?.epoch : momentOf(state)?.epoch;
  return epoch === undefined ? null : { kind: 'last', epoch };
}
