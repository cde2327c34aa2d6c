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
      'No network is chosen (mnistLab.networks, --models): name at least one.',
      'mnistLab.networks',
    );
  }
  checkInteger('The number of epochs', 'epochs', config.epochs, 0);
  checkInteger('The batch size', 'batchSize', config.batchSize, 1);
  if (config.limitBatches !== undefined) {
    checkInteger('The limit of batches', 'limitBatches', config.limitBatches, 1);
  }
  checkInteger('The seed', 'seed', config.seed, 0, MAXIMUM_SEED);
  if (config.threads !== 'auto') {
    checkInteger('The number of threads', 'threads', config.threads, 1, MAXIMUM_THREADS);
  }
  for (const id of config.models) findSpec(config.specs, id);
  for (const id of Object.keys(config.init)) {
    if (!config.models.includes(id)) {
      throw new LabError(
        'usage',
        `There are initial weights for "${id}" (--init), which is not among the networks to train (--models ${config.models.join(',')}): name it there or leave its weights out.`,
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
      `The batch size (${name('batchSize')}) is ${config.batchSize}, but the data set has ${images} training images: choose ${images} or less.`,
    );
  }
  return Math.min(config.limitBatches ?? Infinity, Math.floor(images / config.batchSize));
}

type Setting = 'epochs' | 'batchSize' | 'limitBatches' | 'seed' | 'threads';

function checkInteger(
  what: string,
  setting: Setting,
  value: number,
  minimum: number,
  maximum = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  const range =
    maximum === Number.MAX_SAFE_INTEGER
      ? `a whole number of at least ${minimum}`
      : `a whole number from ${minimum} to ${maximum}`;
  throw complaint(setting, `${what} (${name(setting)}) is ${value}: choose ${range}.`);
}

/** The setting and, for those who sit at a terminal, the option. */
function name(setting: Setting): string {
  const option = setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `mnistLab.${setting}, --${option}`;
}

function complaint(setting: Setting, message: string): LabError {
  return new LabError('input', message, `mnistLab.${setting}`);
}
