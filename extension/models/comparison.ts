import { t } from '@vscode/l10n';
import type { ModelSummary, ParameterComparison } from '../protocol/events';

/** Totals further apart than this are no base for a comparison of architectures. */
const FAIR_DIFFERENCE = 0.05;

const format = new Intl.NumberFormat('en');

/**
 * The two networks whose parameter totals are closest to each other, and what that says about comparing
 * them (the last cells of the notebook, which choose 170 hidden units for this). Null for fewer than two.
 */
export function compareParameters(models: readonly ModelSummary[]): ParameterComparison | null {
  const pairs = models.flatMap((a, index) => models.slice(index + 1).map((b) => [a, b] as const));
  const [closest] = pairs.sort(
    ([a, b], [c, d]) => relativeDifference(a, b) - relativeDifference(c, d),
  );
  return closest === undefined ? null : compare(...closest);
}

function compare(a: ModelSummary, b: ModelSummary): ParameterComparison {
  const percent = (relativeDifference(a, b) * 100).toFixed(1);
  const difference = format.format(Math.abs(a.total - b.total));
  const totals = [format.format(a.total), format.format(b.total)] as const;
  const sentence =
    relativeDifference(a, b) <= FAIR_DIFFERENCE
      ? t(
          '{0} has {1} parameters and {2} {3}, a difference of {4} ({5} %): neither can fit much more than the other, so a gap between their results comes from how they are built, which makes the comparison fair.',
          a.id,
          totals[0],
          b.id,
          totals[1],
          difference,
          percent,
        )
      : t(
          '{0} has {1} parameters and {2} {3}, a difference of {4} ({5} %): the larger one can fit more, so a gap between their results need not come from how they are built.',
          a.id,
          totals[0],
          b.id,
          totals[1],
          difference,
          percent,
        );
  return {
    models: [a.id, b.id],
    totals: [a.total, b.total],
    ratio: a.total / b.total,
    sentence,
  };
}

function relativeDifference(a: ModelSummary, b: ModelSummary): number {
  return Math.abs(a.total - b.total) / Math.max(a.total, b.total);
}
