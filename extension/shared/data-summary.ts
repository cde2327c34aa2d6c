/** What can be said of a data set before anything is trained on it. */
import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { UNEVEN } from './balance';
import { formatCount, formatList } from './format';
import { dataPart, partWord } from './part';
import { count, counts, type Immutable, imageShape, share } from './protocol/values';

const partSummary = v.object({
  part: dataPart,
  count,
  /** (classes) Images of each. */
  byClass: counts,
  /** Images that are equal, pixel by pixel, to an earlier one of the same part. */
  duplicates: count,
});
export type PartSummary = Immutable<v.InferOutput<typeof partSummary>>;

/** Images of one part that are in another one, too. */
const overlap = v.object({ part: dataPart, with: dataPart, count });
export type Overlap = Immutable<v.InferOutput<typeof overlap>>;

/** In which of the forms that are read it was found; `folder`: pictures in a folder for each class. */
const dataForm = v.picklist(['idx', 'npz', 'npy', 'csv', 'folder', 'cifar']);
export type DataForm = v.InferOutput<typeof dataForm>;

export const dataSummary = v.object({
  name: v.string(),
  form: dataForm,
  classes: v.array(v.string()),
  imageShape,
  parts: v.array(partSummary),
  overlaps: v.array(overlap),
  /** Brightness of the training images, from 0 for black to 1 for white, by channel. */
  pixels: v.array(v.object({ mean: share, deviation: share, least: share, most: share })),
  /** Sentences on how it was read. */
  notes: v.array(v.string()),
});
export type DataSummary = Immutable<v.InferOutput<typeof dataSummary>>;

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
        name,
        height,
        width,
        channels,
        count,
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
      return lacking.length === 0 ? [] : [noneShows(partWord(part), lacking)];
    }),
    ...parts
      .filter(({ part }) => part === 'train')
      .flatMap(({ byClass }) => unevenness(classes, byClass)),
  ];
}

/** So many classes are named in a sentence. */
const NAMED = 12;

function noneShows(part: string, lacking: readonly string[]): string {
  if (lacking.length <= NAMED) return t('No {0} image shows {1}.', part, formatList(lacking));
  return t(
    'No {0} image shows any of {1} classes: {2}, …',
    part,
    formatCount(lacking.length),
    lacking.slice(0, NAMED).join(', '),
  );
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
