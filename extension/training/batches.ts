import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { faceName, settingName } from '../setting-names';
import type { TrainingConfig } from './config';

/**
 * Batches in an epoch of so many images.
 * @throws LabError `input` where they do not fill one
 */
export function batchesPerEpoch(config: TrainingConfig, images: number): number {
  // Nothing is drawn when no epoch is trained, so a small data set can be judged all the same.
  if (config.epochs === 0) return 0;
  if (config.batchSize > images) {
    throw new LabError(
      'input',
      t(
        'The batch size ({0}) is {1}, but the data set has {2} training images: choose {2} or less.',
        faceName('batchSize'),
        config.batchSize,
        images,
      ),
      settingName('batchSize'),
    );
  }
  return Math.min(config.limitBatches ?? Infinity, Math.floor(images / config.batchSize));
}
