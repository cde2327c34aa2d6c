import { t } from '@vscode/l10n';
import { formatCount } from './format';

/** How far a data set of many files has been read. */
export interface LoadProgress {
  /** First all pictures are looked at, for their sizes and colours; then they are read. */
  readonly stage: 'look' | 'read';
  /** Pictures. */
  readonly done: number;
  readonly total: number;
}

export function loadProgressText({ stage, done, total }: LoadProgress): string {
  const [part, all] = [formatCount(done), formatCount(total)];
  return stage === 'look'
    ? t('Looking at pictures: {0} of {1}', part, all)
    : t('Reading pictures: {0} of {1}', part, all);
}
