import { t } from '@vscode/l10n';
import { formatCount, formatShare } from './format';
import type { ParameterComparison } from './protocol/events';

/** Totals further apart than this are no base for a comparison of architectures. */
const FAIR_DIFFERENCE = 0.05;

/** What two totals say about comparing their networks, with the figures in it. */
export function fairnessSentence({ models, totals }: ParameterComparison): string {
  const gap = Math.abs(totals[0] - totals[1]);
  const share = gap / Math.max(...totals);
  const [a, b] = models;
  const [own, other] = [formatCount(totals[0]), formatCount(totals[1])] as const;
  const difference = formatCount(gap);
  return share <= FAIR_DIFFERENCE
    ? t(
        '{0} has {1} parameters and {2} {3}, a difference of {4} ({5}): neither can fit much more than the other, so a gap between their results comes from how they are built, which makes the comparison fair.',
        a,
        own,
        b,
        other,
        difference,
        formatShare(share),
      )
    : t(
        '{0} has {1} parameters and {2} {3}, a difference of {4} ({5}): the larger one can fit more, so a gap between their results need not come from how they are built.',
        a,
        own,
        b,
        other,
        difference,
        formatShare(share),
      );
}
