import { type DataPart, dataParts } from '#shared/part';
import type { Dataset, ImageSet } from './dataset';

/** Finds equal images, among several sets of one size. */
export class ImageIndex {
  /** By digest, the images that have it: in nearly all cases one. */
  private readonly images = new Map<number, Uint8Array[]>();

  /** @returns which of a set's images have an equal one before them, in it or in what was added before */
  add({ images, count }: ImageSet): number[] {
    return select(images, count, (image) => {
      const digest = digestOf(image);
      const same = this.images.get(digest);
      if (same?.some((other) => equal(other, image)) === true) return true;
      if (same === undefined) this.images.set(digest, [image]);
      else same.push(image);
      return false;
    });
  }

  /** Which of a set's images are in the index. */
  find({ images, count }: ImageSet): number[] {
    return select(images, count, (image) => {
      const same = this.images.get(digestOf(image));
      return same?.some((other) => equal(other, image)) === true;
    });
  }
}

/** What is found equal in a data set, by the indices of images. */
export interface Repeats {
  readonly parts: readonly {
    readonly part: DataPart;
    /** Those that have an equal one before them in their part. */
    readonly images: readonly number[];
  }[];
  /** Those of one part that are in another one, which comes before it. */
  readonly overlaps: readonly {
    readonly part: DataPart;
    readonly with: DataPart;
    readonly images: readonly number[];
  }[];
}

/** Finds equal images within the parts of a data set and across them. */
export function repeatsIn(dataset: Dataset): Repeats {
  const indexed = dataParts.flatMap((part) => {
    const set = dataset[part];
    if (set === null) return [];
    const index = new ImageIndex();
    return { part, set, index, images: index.add(set) };
  });
  return {
    parts: indexed.map(({ part, images }) => ({ part, images })),
    overlaps: indexed.flatMap(({ part, set }, i) =>
      indexed
        .slice(0, i)
        .map(({ part: other, index }) => ({ part, with: other, images: index.find(set) }))
        .filter(({ images }) => images.length > 0),
    ),
  };
}

function select(images: Uint8Array, count: number, is: (image: Uint8Array) => boolean): number[] {
  const size = images.length / count;
  const selected: number[] = [];
  for (let i = 0; i < count; i++) {
    if (is(images.subarray(i * size, (i + 1) * size))) selected.push(i);
  }
  return selected;
}

/** FNV-1a, of 32 bits: what it takes for equal is compared. */
function digestOf(image: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of image) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, i) => byte === b[i]);
}
