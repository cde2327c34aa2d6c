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

export interface DataSummary {
  readonly name: string;
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
