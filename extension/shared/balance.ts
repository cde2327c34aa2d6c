/** Whether classes are so uneven that accuracy misleads, and what to look at then. */
import { t } from '@vscode/l10n';
import { type Confusion, recallOf, total } from './confusion';
import { formatPercent } from './format';
import type { Part } from './protocol/events';
import { resultOf } from './result';
import type { RunState } from './run-state';

/** A class this many times as frequent as another drowns it: 71 % of two classes. */
export const UNEVEN = 2.5;

/** What there is to say of the images of a matrix whose classes are uneven. */
export interface Balance {
  /** Mean recall of the classes that occur: scikit-learn's `balanced_accuracy_score`. */
  readonly accuracy: number;
  readonly commonest: ClassShare;
  readonly rarest: ClassShare;
}

interface ClassShare {
  readonly index: number;
  /** The share of all images, 0 to 1. */
  readonly share: number;
}

/** Null where accuracy does: the classes that occur are about as frequent as one another. */
export function balanceOf(counts: Confusion): Balance | null {
  const totals = counts.map(total);
  const occur = totals.flatMap((count, index) => (count === 0 ? [] : [{ index, count }]));
  if (occur.length === 0) return null;
  const commonest = occur.reduce((a, b) => (b.count > a.count ? b : a));
  const rarest = occur.reduce((a, b) => (b.count < a.count ? b : a));
  if (commonest.count < UNEVEN * rarest.count) return null;
  const images = total(totals);
  const recalls = recallOf(counts).filter((recall) => recall !== null);
  return {
    accuracy: total(recalls) / recalls.length,
    commonest: { index: commonest.index, share: commonest.count / images },
    rarest: { index: rarest.index, share: rarest.count / images },
  };
}

/** The same of the images that a run's results are of; null also as long as none have been judged. */
export function balanceOfResults(state: RunState): Balance | null {
  const matrices = state.run.models.map(({ id }) => resultOf(state, id)!.confusion);
  const first = matrices.find((matrix) => matrix !== null);
  return first === undefined ? null : balanceOf(first);
}

/** That accuracy misleads, with figures. @param part of the images that it is of */
export function unevenSentence(
  { commonest, rarest }: Balance,
  classes: readonly string[],
  part: Part,
): string {
  const most = formatPercent(commonest.share);
  const least = formatPercent(rarest.share);
  const [mostName, leastName] = [classes[commonest.index]!, classes[rarest.index]!];
  return part === 'validation'
    ? t(
        'Accuracy misleads here: {0} of the validation images are of class {1}, so that always saying {1} is right that often, and {2} are of class {3}. Balanced accuracy, the mean of the recalls, counts every class alike.',
        most,
        mostName,
        least,
        leastName,
      )
    : t(
        'Accuracy misleads here: {0} of the test images are of class {1}, so that always saying {1} is right that often, and {2} are of class {3}. Balanced accuracy, the mean of the recalls, counts every class alike.',
        most,
        mostName,
        least,
        leastName,
      );
}
