import { t } from '@vscode/l10n';

/** Characters of an id: it is typed in the terminal, stands in tables and names a file. */
export const LONGEST_ID = 100;

/** Files of these names cannot be made on Windows, whatever their ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * Why a network's id cannot name its weights' file beside those of others, or null. Which characters an id
 * may have is the schema's to say.
 */
export function fileProblem(id: string, others: readonly string[]): string | null {
  // Where objects are keyed by ids, these are there already.
  if (id in Object.prototype) {
    return t('"{0}" is a word of JavaScript’s own: choose another id.', id);
  }
  if (DEVICE.test(id)) {
    return t('"{0}" is the name of a device on Windows: choose another id.', id);
  }
  const same = others.find((other) => other !== id && other.toLowerCase() === id.toLowerCase());
  return same === undefined
    ? null
    : t('"{0}" and "{1}" are one file where capitals do not count: choose another id.', id, same);
}
