import type { Confusion } from './confusion';
import { hasDiverged } from './divergence';
import { type Part, partOfResults } from './part';
import type { RunState } from './run-state';
import { judgedAtEnd, type OfWeights, weightsOfResult } from './weights';

/** What a run says of one of its networks. */
export interface Result {
  /** On the images of `part`, 0 to 1; null before the first test, and of a network that has diverged. */
  readonly accuracy: number | null;
  /** Likewise. */
  readonly loss: number | null;
  readonly diverged: boolean;
  readonly part: Part;
  /** The weights that these figures are of; null before the first test. */
  readonly of: OfWeights | null;
  /** Counts of a network that has diverged, too; null before the first test. */
  readonly confusion: Confusion | null;
  /** Spent training this network; null before the first batch. */
  readonly seconds: number | null;
  readonly parameters: number;
}

/** Null for a network that the run has not. At the end of a run counts its evaluation, before that its newest test. */
export function resultOf(state: RunState, model: string): Result | null {
  const summary = state.run.models.find(({ id }) => id === model);
  if (summary === undefined) return null;
  const part = partOfResults(state);
  const evaluation = judgedAtEnd(state, model);
  const test = state.tests.at(-1);
  const diverged = hasDiverged(state, model);
  return {
    accuracy: diverged ? null : (evaluation?.accuracy ?? test?.accuracies[model] ?? null),
    loss: diverged ? null : finite(evaluation?.loss ?? test?.losses[model]),
    diverged,
    part,
    of: weightsOfResult(state, model),
    confusion: evaluation?.confusion ?? test?.confusions[model] ?? null,
    seconds: secondsOf(state, model),
    parameters: summary.total,
  };
}

/** The first versions kept the seconds of epochs only. */
function secondsOf({ open, batchSeconds, epochs }: RunState, model: string): number | null {
  const seconds = open?.seconds[model] ?? batchSeconds[model]?.at(-1);
  if (seconds !== undefined) return seconds;
  return epochs.length === 0
    ? null
    : epochs.reduce((sum, epoch) => sum + (epoch.seconds[model] ?? NaN), 0);
}

/** The first version kept no test loss, which is read as one that is no number. */
function finite(loss: number | undefined): number | null {
  return loss !== undefined && Number.isFinite(loss) ? loss : null;
}
