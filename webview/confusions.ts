/** A class taken for another, and how often. */
export interface Confusion {
  readonly actual: number;
  readonly predicted: number;
  readonly count: number;
}

/** The most frequent mistakes of a confusion matrix (rows actual), most frequent first. */
export function mostConfused(counts: readonly (readonly number[])[], limit = 3): Confusion[] {
  return counts
    .flatMap((row, actual) => row.map((count, predicted) => ({ actual, predicted, count })))
    .filter(({ actual, predicted, count }) => actual !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, limit);
}
