/** What can be said of a data set before anything is trained on it. */
import { t } from '@vscode/l10n';
import { UNEVEN } from './balance';
import { formatCount, formatList } from './format';
import type { ImageShape } from './image-shape';
import { type DataPart, partWord } from './part';

export interface PartSummary {
  readonly part: DataPart;
  readonly count: number;
  /** (classes) Images of each. */
  readonly byClass: readonly number[];
  /** Images that are equal, pixel by pixel, to an earlier one of the same part. */
  readonly duplicates: number;
}

/** Images of one part that are in another one, too. */
export interface Overlap {
  readonly part: DataPart;
  readonly with: DataPart;
  readonly count: number;
}

/** In which of the forms that are read it was found; `folder`: pictures in a folder for each class. */
export type DataForm = 'idx' | 'npz' | 'npy' | 'csv' | 'folder' | 'cifar';

export interface DataSummary {
  readonly name: string;
  readonly form: DataForm;
  readonly classes: readonly string[];
  /** (C, H, W) of one image. */
  readonly imageShape: ImageShape;
  readonly parts: readonly PartSummary[];
  readonly overlaps: readonly Overlap[];
  /** Brightness of the training images, from 0 for black to 1 for white, by channel. */
  readonly pixels: readonly { readonly mean: number; readonly deviation: number }[];
  /** Sentences on how it was read. */
  readonly notes: readonly string[];
}

/** What it was recognised as: `IDX files, 28×28 pixels, grey, 10 classes`. */
export function recognisedAs({ form, imageShape, classes }: DataSummary): string {
  const [channels, height, width] = imageShape;
  const [name, count] = [formName(form), formatCount(classes.length)];
  switch (channels) {
    case 1:
      return t('{0}, {1}×{2} pixels, grey, {3} classes', name, height, width, count);
    case 3:
      return t('{0}, {1}×{2} pixels, in colour, {3} classes', name, height, width, count);
    default:
      return t(
        '{0}, {1}×{2} pixels, {3} channels, {4} classes',
        ...[name, height, width, channels, count],
      );
  }
}

function formName(form: DataForm): string {
  switch (form) {
    case 'idx':
      return t('IDX files');
    case 'npz':
      return t('NumPy archive (.npz)');
    case 'npy':
      return t('NumPy arrays (.npy)');
    case 'csv':
      return t('Table with an image a row (CSV or TSV)');
    case 'folder':
      return t('Folders of pictures by class');
    case 'cifar':
      return t('CIFAR, binary version');
  }
}

/** What a person should know before training: leaks, classes that a part lacks, unevenness; a sentence each. */
export function dataWarnings({ classes, parts, overlaps }: DataSummary): string[] {
  return [
    ...overlaps.map((overlap) =>
      t(
        '{0} of the {1} images are among the {2} images, too: a network may know them by heart.',
        formatCount(overlap.count),
        partWord(overlap.part),
        partWord(overlap.with),
      ),
    ),
    ...parts.flatMap(({ part, byClass }) => {
      const lacking = classes.filter((_, label) => byClass[label] === 0);
      return lacking.length === 0
        ? []
        : [t('No {0} image shows {1}.', partWord(part), formatList(lacking))];
    }),
    ...parts
      .filter(({ part }) => part === 'train')
      .flatMap(({ byClass }) => unevenness(classes, byClass)),
  ];
}

function unevenness(classes: readonly string[], byClass: readonly number[]): string[] {
  const present = byClass.filter((count) => count > 0);
  const [least, most] = [Math.min(...present), Math.max(...present)];
  if (present.length < 2 || most < UNEVEN * least) return [];
  return [
    t(
      'The classes are uneven: {0} images of {1} to learn from, {2} of {3}.',
      formatCount(most),
      classes[byClass.indexOf(most)]!,
      formatCount(least),
      classes[byClass.indexOf(least)]!,
    ),
  ];
}
