import type { ImageSet } from './dataset';

/** Finds equal images, among several sets of one size. */
export class ImageIndex {
  /** By digest, the images that have it: in nearly all cases one. */
  private readonly images = new Map<number, Uint8Array[]>();

  /** @returns how many of a set's images have an equal one before them, in it or in what was added before */
  add({ images, count }: ImageSet): number {
    let repeated = 0;
    forEachImage(images, count, (image) => {
      const digest = digestOf(image);
      const same = this.images.get(digest);
      if (same?.some((other) => equal(other, image)) === true) repeated++;
      else if (same === undefined) this.images.set(digest, [image]);
      else same.push(image);
    });
    return repeated;
  }

  /** How many of a set's images are in the index. */
  count({ images, count }: ImageSet): number {
    let found = 0;
    forEachImage(images, count, (image) => {
      const same = this.images.get(digestOf(image));
      if (same?.some((other) => equal(other, image)) === true) found++;
    });
    return found;
  }
}

function forEachImage(images: Uint8Array, count: number, use: (image: Uint8Array) => void): void {
  const size = images.length / count;
  for (let i = 0; i < count; i++) use(images.subarray(i * size, (i + 1) * size));
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
