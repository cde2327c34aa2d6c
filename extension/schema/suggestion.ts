import { t } from '@vscode/l10n';
import { closest, distance } from 'fastest-levenshtein';

/** A longer word is no misspelling, and dear to compare. */
const LONGEST = 100;
/** As many words can be listed besides the nearest one. */
const FEW = 6;
/** Whoever reads a message has to find its end. */
const SHOWN = 16;

/** `did you mean "kernel_size"?`, or what there is to choose from. */
export function suggestion(word: string, known: readonly string[]): string {
  const all = [...known.slice(0, SHOWN), ...(known.length > SHOWN ? ['…'] : [])].join(', ');
  if (word.length > LONGEST) return t('choose among {0}.', all);
  const longer = known.find((candidate) => candidate.startsWith(word));
  const near = longer ?? closest(word, [...known]);
  if (near !== longer && distance(word, near) > Math.max(2, word.length / 3)) {
    return t('choose among {0}.', all);
  }
  return known.length <= FEW
    ? t('did you mean "{0}"? There are {1}.', near, all)
    : t('did you mean "{0}"?', near);
}
