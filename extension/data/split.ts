/** Parts of a data set that its files do not tell apart: images held out of others, by class and by a seed. */
import { t } from '@vscode/l10n';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { formatCount } from '#shared/format';
import { faceName, settingName } from '../setting-names';
import type { Dataset, ImageSet } from './dataset';
import { generatorOf } from './generator';
import { refused } from './unusable';

/** What a set without test images gives up for some. */
const TEST_SHARE = 0.2;
/** The same test images in every run, whatever its seed: runs are compared by them. */
const TEST_SEED = 0;
/** Keeps what is held out apart from the batches that are drawn by the same seed. */
const STREAM = 0x53504c54;

/**
 * Holds validation images out of the training images, in place of those that the set brings along.
 * @param validation share (below 1) or count of the training images; 0: the set stays as it is
 * @param seed with the same one the same images are held out
 * @returns the parts lie in the memory of the training images, which are rearranged for that
 * @throws LabError `input` where so many cannot be spared
 */
export function withValidation(dataset: Dataset, validation: number, seed: number): Dataset {
  if (validation === 0) return dataset;
  const { name, train, notes } = dataset;
  const count = validation < 1 ? Math.round(validation * train.count) : validation;
  if (count === 0) {
    throw refused(
      t(
        '{0} is {1}, and that share of {2} training images is less than one: choose more.',
        faceName('validation'),
        validation,
        formatCount(train.count),
      ),
      settingName('validation'),
    );
  }
  const most = sparable(train.labels);
  if (count > most) {
    throw refused(
      t(
        '{0} asks for {1} of the {2} training images, and one of each class has to be left: choose {3} at most.',
        faceName('validation'),
        formatCount(count),
        formatCount(train.count),
        formatCount(most),
      ),
      settingName('validation'),
    );
  }
  const [rest, held] = partition(train, holdOut(train.labels, count, seed), count);
  const own =
    dataset.validation === null
      ? []
      : [
          t(
            'The {0} validation images that {1} has itself are left out: {2} is {3}.',
            formatCount(dataset.validation.count),
            name,
            faceName('validation'),
            validation,
          ),
        ];
  return { ...dataset, train: rest, validation: held, notes: [...notes, ...own] };
}

/**
 * Gives a set without test images some: a fifth of its training images, the same ones in every run.
 * @returns as `withValidation`, with a note that says so
 * @throws LabError `input` where none can be spared
 */
export function withTest(dataset: Omit<Dataset, 'test'>): Dataset {
  const { name, train, notes } = dataset;
  const count = Math.min(Math.round(TEST_SHARE * train.count), sparable(train.labels));
  if (count === 0) {
    throw refused(
      t(
        '{0} has no test images, and with {1} images of its own none can be spared for that: add images.',
        name,
        formatCount(train.count),
      ),
    );
  }
  const [rest, test] = partition(train, holdOut(train.labels, count, TEST_SEED), count);
  const note = t(
    '{0} has no test images of its own: {1} of its {2} images, drawn by class, are held out for testing, the same ones in every run.',
    name,
    formatCount(count),
    formatCount(train.count),
  );
  return { ...dataset, train: rest, test, notes: [...notes, note] };
}

/** As many as can be held out: one of each class stays. */
function sparable(labels: Uint8Array): number {
  return labels.length - new Set(labels).size;
}

/**
 * Draws images to hold out, of each class as many as its share of all, by largest remainders.
 * @param count at most `sparable`
 * @returns indices of all images: those that stay, in their order, then those held out, in theirs
 */
function holdOut(labels: Uint8Array, count: number, seed: number): Uint32Array {
  const classes = imagesByClass(labels);
  const quotas = quotasOf(
    classes.map((images) => images.length),
    count,
  );
  const random = generatorOf(seed ^ STREAM);
  const held = new Uint8Array(labels.length);
  classes.forEach((images, index) => {
    for (let drawn = 0; drawn < quotas[index]!; drawn++) {
      const other = uniformInt(random, drawn, images.length - 1);
      const image = images[other]!;
      images[other] = images[drawn]!;
      images[drawn] = image;
      held[image] = 1;
    }
  });
  const order = Uint32Array.from(labels, (_, image) => image);
  return order.sort((a, b) => held[a]! - held[b]! || a - b);
}

/** Indices of the images of each class that occurs, in the order of the classes. */
function imagesByClass(labels: Uint8Array): number[][] {
  const images = new Map<number, number[]>();
  for (const label of [...new Set(labels)].sort((a, b) => a - b)) images.set(label, []);
  labels.forEach((label, image) => images.get(label)!.push(image));
  return [...images.values()];
}

/** Divides a count among classes in proportion to their sizes, leaving each at least one. */
function quotasOf(sizes: readonly number[], count: number): number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const quotas = sizes.map((size) => Math.floor((size * count) / all));
  // Whole numbers: equal remainders are equal, and go to the first classes.
  const remainders = sizes.map((size) => (size * count) % all);
  const inTurn = [...sizes.keys()].sort((a, b) => remainders[b]! - remainders[a]! || a - b);
  let left = count - quotas.reduce((sum, quota) => sum + quota, 0);
  while (left > 0) {
    for (const index of inTurn) {
      if (left === 0 || quotas[index]! >= sizes[index]! - 1) continue;
      quotas[index]! += 1;
      left--;
    }
  }
  return quotas;
}

/** Rearranges images as they lie and cuts the last ones off. */
function partition(set: ImageSet, order: Uint32Array, count: number): [ImageSet, ImageSet] {
  const size = set.images.length / set.count;
  rearrange(set.images, size, order);
  rearrange(set.labels, 1, order);
  const slice = (from: number, to: number): ImageSet => ({
    count: to - from,
    images: set.images.subarray(from * size, to * size),
    labels: set.labels.subarray(from, to),
  });
  const kept = set.count - count;
  return [slice(0, kept), slice(kept, set.count)];
}

/** Puts the row `order[i]` at `i`, in place: cycle by cycle, with room for one row. */
function rearrange(bytes: Uint8Array, size: number, order: Uint32Array): void {
  const done = new Uint8Array(order.length);
  const spare = new Uint8Array(size);
  for (let start = 0; start < order.length; start++) {
    if (done[start] === 1) continue;
    spare.set(bytes.subarray(start * size, (start + 1) * size));
    let at = start;
    for (let from = order[at]!; from !== start; from = order[at]!) {
      bytes.copyWithin(at * size, from * size, (from + 1) * size);
      done[at] = 1;
      at = from;
    }
    bytes.set(spare, at * size);
    done[at] = 1;
  }
}
