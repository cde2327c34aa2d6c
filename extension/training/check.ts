import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { findSpec } from '../models/model';
import type { TrainingConfig } from './config';

export const MAXIMUM_SEED = 2 ** 32 - 1;
/** More threads than this help nobody, and each costs memory. */
export const MAXIMUM_THREADS = 64;

/**
 * Refuses settings that no data set could make sense of. Every message names the setting and the
 * option of the terminal.
 * @throws LabError `input`
 */
export function checkConfig(config: TrainingConfig): void {
  if (config.models.length === 0) {
    throw new LabError(
      'input',
      t('No network is chosen (mnistLab.networks, --models): name at least one.'),
      'mnistLab.networks',
    );
  }
  checkInteger('epochs', config.epochs, 0);
  checkInteger('batchSize', config.batchSize, 1);
  if (config.limitBatches !== undefined) checkInteger('limitBatches', config.limitBatches, 1);
  checkInteger('seed', config.seed, 0, MAXIMUM_SEED);
  if (config.threads !== 'auto') checkInteger('threads', config.threads, 1, MAXIMUM_THREADS);
  for (const id of config.models) findSpec(config.specs, id);
  for (const id of Object.keys(config.init)) {
    if (!config.models.includes(id)) {
      throw new LabError(
        'usage',
        t(
          'There are initial weights for "{0}" (--init), which is not among the networks to train (--models {1}): name it there or leave its weights out.',
          id,
          config.models.join(','),
        ),
      );
    }
  }
}

/**
 * Refuses a batch size that the data set cannot fill.
 * @returns batches in an epoch
 * @throws LabError `input`
 */
export function batchesPerEpoch(config: TrainingConfig, images: number): number {
  // Nothing is drawn when no epoch is trained, so a small data set can be judged all the same.
  if (config.epochs === 0) return 0;
  if (config.batchSize > images) {
    throw complaint(
      'batchSize',
      t(
        'The batch size ({0}) is {1}, but the data set has {2} training images: choose {2} or less.',
        name('batchSize'),
        config.batchSize,
        images,
      ),
    );
  }
  return Math.min(config.limitBatches ?? Infinity, Math.floor(images / config.batchSize));
}

type Setting = 'epochs' | 'batchSize' | 'limitBatches' | 'seed' | 'threads';

function checkInteger(
  setting: Setting,
  value: number,
  minimum: number,
  maximum = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  throw complaint(setting, outOfRange(setting, value, minimum, maximum));
}

/** Whole sentences: not every language can put them together from the same pieces. */
function outOfRange(setting: Setting, value: number, minimum: number, maximum: number): string {
  const where = name(setting);
  switch (setting) {
    case 'epochs':
      return t(
        'The number of epochs ({0}) is {1}: choose a whole number of at least {2}.',
        where,
        value,
        minimum,
      );
    case 'batchSize':
      return t(
        'The batch size ({0}) is {1}: choose a whole number of at least {2}.',
        where,
        value,
        minimum,
      );
    case 'limitBatches':
      return t(
        'The limit of batches ({0}) is {1}: choose a whole number of at least {2}.',
        where,
        value,
        minimum,
      );
    case 'seed':
      return t(
        'The seed ({0}) is {1}: choose a whole number from {2} to {3}.',
        where,
        value,
        minimum,
        maximum,
      );
    case 'threads':
      return t(
        'The number of threads ({0}) is {1}: choose a whole number from {2} to {3}.',
        where,
        value,
        minimum,
        maximum,
      );
  }
}

/** The setting and, for those who sit at a terminal, the option. */
function name(setting: Setting): string {
  const option = setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `mnistLab.${setting}, --${option}`;
}

function complaint(setting: Setting, message: string): LabError {
  return new LabError('input', message, `mnistLab.${setting}`);
}
