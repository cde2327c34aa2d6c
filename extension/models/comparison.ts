import type { ModelSummary, ParameterComparison } from '#shared/protocol/events';

/**
 * The two networks whose parameter totals are closest to each other: the ones to compare (the last cells of
 * the notebook choose 170 hidden units for this). Null for fewer than two.
 */
export function compareParameters(models: readonly ModelSummary[]): ParameterComparison | null {
  const pairs = models.flatMap((a, index) => models.slice(index + 1).map((b) => [a, b] as const));
  const [closest] = pairs.sort(
    ([a, b], [c, d]) => relativeDifference(a, b) - relativeDifference(c, d),
  );
  return closest === undefined ? null : compare(...closest);
}

function compare(a: ModelSummary, b: ModelSummary): ParameterComparison {
  return { models: [a.id, b.id], totals: [a.total, b.total], ratio: a.total / b.total };
}

function relativeDifference(a: ModelSummary, b: ModelSummary): number {
  return Math.abs(a.total - b.total) / Math.max(a.total, b.total);
}
