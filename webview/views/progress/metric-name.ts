import { t } from '@vscode/l10n';
import { type Part, partWords } from '#shared/part';
import type { Metric } from '../../host';

/** What curves show, in words. @param part the images that are judged after each epoch */
export function metricName(metric: Metric, part: Part): string {
  switch (metric) {
    case 'trainingLoss':
      return t('Training loss');
    case 'testLoss':
      return partWords[part].loss();
    case 'testAccuracy':
      return partWords[part].accuracy();
  }
}
