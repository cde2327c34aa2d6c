import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { formatCount } from './format';
import { count, type Immutable } from './protocol/values';

/** How far a data set of many files has been read. */
export const loadProgress = v.object({
  /** First all pictures are looked at, for their sizes and colours; then they are read. */
  stage: v.picklist(['look', 'read']),
  /** Pictures. */
  done: count,
  total: count,
});
export type LoadProgress = Immutable<v.InferOutput<typeof loadProgress>>;

export function loadProgressText({ stage, done, total }: LoadProgress): string {
  const [part, all] = [formatCount(done), formatCount(total)];
  return stage === 'look'
    ? t('Looking at pictures: {0} of {1}', part, all)
    : t('Reading pictures: {0} of {1}', part, all);
}
