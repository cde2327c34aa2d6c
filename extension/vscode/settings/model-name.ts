import { t } from '@vscode/l10n';

import { fileProblem } from '../../models/ids';

/** A name is typed in the terminal, so it needs no quotes there. */
const NAME = /^[a-z][a-z0-9_-]{0,39}$/i;

/** What is wrong with a new network's name, or null. */
export function nameProblem(name: string, taken: readonly string[]): string | null {
  if (!NAME.test(name)) {
    return t('Begin with a letter and go on with letters, digits, "-" and "_", 40 at most.');
  }
  return taken.includes(name)
    ? t(
        'There is a network "{0}" already: choose another name, or edit that one in your settings.',
        name,
      )
    : fileProblem(name, taken);
}
