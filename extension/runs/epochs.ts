import { balanceOf } from '#shared/balance';
import { batchesOf } from '#shared/batch-series';
import { partOnTheWay } from '#shared/part';
import type { RunState } from '#shared/run-state';

/** What a network did in one epoch; null for what was not measured. */
export interface EpochResult {
  readonly epoch: number;
  readonly trainLoss: number;
  /** On the images that are judged after each epoch. */
  readonly testLoss: number | null;
  readonly accuracy: number | null;
  /** The mean recall, where classes are so uneven that accuracy misleads. */
  readonly balanced: number | null;
  /** Spent on training this network. */
  readonly seconds: number;
}

/** A row for each whole epoch. */
export function epochResults(state: RunState, model: string): EpochResult[] {
  const { batchesPerEpoch } = state.run.config;
  // Without a part of another epoch after it, the last one is what the final evaluation judged, on the same images.
  const endsWhole =
    partOnTheWay(state.run) === 'test' &&
    batchesOf(state) === state.epochs.length * batchesPerEpoch;
  return state.epochs.map(({ epoch, losses, seconds }, index) => {
    const test = state.tests.find((one) => one.epoch === epoch);
    const last = endsWhole && index === state.epochs.length - 1;
    const evaluation = last ? state.evaluations[model] : undefined;
    const confusion = test?.confusions[model] ?? evaluation?.confusion ?? null;
    return {
      epoch,
      trainLoss: losses[model] ?? NaN,
      testLoss: test?.losses[model] ?? evaluation?.loss ?? null,
      accuracy: test?.accuracies[model] ?? evaluation?.accuracy ?? null,
      balanced: (confusion && balanceOf(confusion)?.accuracy) ?? null,
      seconds: seconds[model] ?? NaN,
    };
  });
}
