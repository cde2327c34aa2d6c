import type { Dataset } from '../data/dataset';
import { LabError } from '../errors';
import type { ModelSpec } from '../models/spec';
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
  const ids = config.models.map(({ id }) => id);
  for (const id of Object.keys(config.init)) {
    if (!ids.includes(id)) {
      throw new LabError(
        'usage',
        `There are initial weights for "${id}" (--init), which is not among the networks to train (--models ${ids.join(',')}): name it there or leave its weights out.`,
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

/**
 * Refuses images of another size than the network is made for.
 * @throws LabError `input`
 */
export function checkImages(model: ModelSpec, { imageShape }: Dataset, folder: string): void {
  if (imageShape.join() === model.input_shape.join()) return;
  const [, height, width] = imageShape;
  const [, wantedHeight, wantedWidth] = model.input_shape;
  throw new LabError(
    'input',
    `The images in ${folder} have ${height}×${width} pixels, but ${model.id} is made for ${wantedHeight}×${wantedWidth}: choose a data set of that size (mnistLab.dataFolder, --data).`,
    'mnistLab.dataFolder',
  );
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
