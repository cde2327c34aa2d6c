import type { RunState } from './run-state';

/** Whether a loss is that of a network that has diverged: NaN or infinite. One that is not there says nothing. */
export function isDivergedLoss(loss: number | undefined): boolean {
  return loss !== undefined && !Number.isFinite(loss);
}

/**
 * Whether what a run left of a network has diverged, by what was last seen of it: its accuracy is then that
 * of answers which are no numbers.
 */
export function hasDiverged(state: RunState, model: string): boolean {
  const { tests, evaluations, batchLosses, batchSeconds, open } = state;
  const evaluation = evaluations[model];
  // Early stopping has kept the best weights, whatever became of the network after them.
  if (evaluation?.bestEpoch !== undefined) return isDivergedLoss(evaluation.loss);
  const seen = [batchLosses[model]?.at(-1), open?.losses[model], tests.at(-1)?.losses[model]];
  // The first version kept neither seconds nor the loss of an evaluation, which is read as one that is no number.
  if (Object.hasOwn(batchSeconds, model)) seen.push(evaluation?.loss);
  return seen.some(isDivergedLoss);
}
