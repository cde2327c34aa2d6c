import type { Value } from './curves';
import { isNumber } from './thin-out';

interface Average {
  readonly weight: number;
  readonly values: (number | null)[];
  mean: number;
  /** `weight` to the power of the numbers so far. */
  power: number;
}

/** By the series that they are of: those grow in place, so only what is new has to be averaged. */
const averages = new WeakMap<readonly Value[], Average>();

/**
 * Exponential moving average, in which the past has `weight` (0 ≤ weight < 1). Divided by the weights so
 * far, as Adam does, so that it does not start at zero. What is no number stays none and counts nothing.
 */
export function smooth(series: readonly Value[], weight: number): readonly (number | null)[] {
  let average = averages.get(series);
  if (average?.weight !== weight || average.values.length > series.length) {
    average = { weight, values: [], mean: 0, power: 1 };
    averages.set(series, average);
  }
  for (let i = average.values.length; i < series.length; i++) {
    const value = series[i];
    if (!isNumber(value)) {
      average.values.push(null);
      continue;
    }
    average.mean = weight * average.mean + (1 - weight) * value;
    average.power *= weight;
    average.values.push(average.mean / (1 - average.power));
  }
  return average.values;
}
