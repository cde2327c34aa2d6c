/** Which part of a data set a figure is of. */
import type { Part, RunEvent } from './protocol/events';

export type { Part } from './protocol/events';

/**
 * The images by which a run is judged on its way, that is after each epoch, by early stopping and for the best weights.
 * The test images are kept for the end where there are others.
 */
export function partOnTheWay({ dataset }: Pick<RunEvent, 'dataset'>): Part {
  return dataset.validation === undefined ? 'test' : 'validation';
}

/** How many images a part has. */
export function imagesIn({ dataset }: Pick<RunEvent, 'dataset'>, part: Part): number {
  return (part === 'validation' ? dataset.validation : undefined) ?? dataset.test;
}
