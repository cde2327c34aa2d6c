import { t } from '@vscode/l10n';
import { formatCount } from './format';
import { momentOf } from './progress';
import type { RunState } from './run-state';

/** Up to where a run whose process ended before it did is kept; null of any other. */
export function interruptionSentence(state: RunState): string | null {
  if (state.status !== 'interrupted') return null;
  const moment = momentOf(state);
  if (moment === null) return t('The run was interrupted before its first batch.');
  const { epoch, batch, batchesPerEpoch } = moment;
  return batch === batchesPerEpoch
    ? t(
        'The run was interrupted. What had been trained up to the end of epoch {0} is kept.',
        formatCount(epoch),
      )
    : t(
        'The run was interrupted. What had been trained up to epoch {0}, batch {1} of {2}, is kept.',
        formatCount(epoch),
        formatCount(batch),
        formatCount(batchesPerEpoch),
      );
}
