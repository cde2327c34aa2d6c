/** Which part of a data set a figure is of, and the words for that. */
import { t } from '@vscode/l10n';
import * as v from 'valibot';
import type { Part, RunEvent } from './protocol/events';
import type { RunState } from './run-state';

export type { Part } from './protocol/events';

/** All parts that a data set can have, in this order. */
export const dataParts = ['train', 'validation', 'test'] as const;
export const dataPart = v.picklist(dataParts);
export type DataPart = v.InferOutput<typeof dataPart>;
true satisfies Part extends DataPart ? true : never;

/** A part's word, to stand before "images". */
export function partWord(part: DataPart): string {
  switch (part) {
    case 'train':
      return t('training');
    case 'validation':
      return t('validation');
    case 'test':
      return t('test');
  }
}

type OfData = Pick<RunEvent, 'dataset'>;

/**
 * The images by which a run is judged on its way, that is after each epoch, by early stopping and for the best weights.
 * The test images are kept for the end where there are others.
 */
export function partOnTheWay({ dataset }: OfData): Part {
  return dataset.validation === undefined ? 'test' : 'validation';
}

/**
 * The images that a run's results are of, all of them: those on its way, until every network has been judged on the
 * test images.
 */
export function partOfResults({ run, evaluations }: Pick<RunState, 'run' | 'evaluations'>): Part {
  return run.models.every(({ id }) => evaluations[id] !== undefined) ? 'test' : partOnTheWay(run);
}

/** How many images a part has. */
export function imagesIn({ dataset }: OfData, part: Part): number {
  return (part === 'validation' ? dataset.validation : undefined) ?? dataset.test;
}

interface PartWords {
  readonly accuracy: () => string;
  readonly loss: () => string;
  readonly images: () => string;
  /** @param accuracy a share, in percent */
  readonly right: (accuracy: string) => string;
  /** @param index in digits */
  readonly image: (index: string) => string;
  readonly labelled: (index: string, label: string) => string;
}

/** What figures and images of a part are called, wherever people read of them. */
export const partWords: Readonly<Record<Part, PartWords>> = {
  validation: {
    accuracy: () => t('Validation accuracy'),
    loss: () => t('Validation loss'),
    images: () => t('Validation images'),
    right: (accuracy) => t('{0} of the validation images right', accuracy),
    image: (index) => t('Validation image {0}', index),
    labelled: (index, label) => t('Validation image {0}, labelled {1}', index, label),
  },
  test: {
    accuracy: () => t('Test accuracy'),
    loss: () => t('Test loss'),
    images: () => t('Test images'),
    right: (accuracy) => t('{0} of the test images right', accuracy),
    image: (index) => t('Test image {0}', index),
    labelled: (index, label) => t('Test image {0}, labelled {1}', index, label),
  },
};
