import { t } from '@vscode/l10n';

/** An amount of memory as people read it. */
export function gibibytes(bytes: number): string {
  const value = bytes / 2 ** 30;
  return t('{0} GiB', value < 0.1 ? value.toFixed(3) : value.toFixed(2));
}
