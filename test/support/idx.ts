import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * An IDX file by its format's own words: zeros, type 8 (unsigned byte), the number of dimensions, their
 * sizes in big-endian, the bytes. The sizes need not fit the bytes, so that broken files can be made.
 */
export function idx(sizes: readonly number[], bytes: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * sizes.length));
  header.setUint8(2, 8);
  header.setUint8(3, sizes.length);
  sizes.forEach((size, i) => {
    header.setUint32(4 + 4 * i, size);
  });
  return Buffer.concat([new Uint8Array(header.buffer), bytes]);
}

export const trainImages = 'train-images-idx3-ubyte';
export const trainLabels = 'train-labels-idx1-ubyte';
export const testImages = 't10k-images-idx3-ubyte';
export const testLabels = 't10k-labels-idx1-ubyte';

/** The content of a data set's files by name. */
export type DatasetFiles = Record<string, Uint8Array>;

export interface DatasetSize {
  readonly train?: number;
  readonly test?: number;
  readonly height?: number;
  readonly width?: number;
  readonly classes?: number;
}

/**
 * A made-up data set that is quick to learn: an image of class c is dark but for a bright band at c
 * tenths (or what part a class is) of its height, wandering a little; labels go round.
 */
export function datasetFiles(size: DatasetSize = {}): DatasetFiles {
  const { train = 40, test = 20, height = 28, width = 28, classes = 10 } = size;
  const images = (count: number): Uint8Array => {
    const pixels = new Uint8Array(count * height * width);
    for (let i = 0; i < count; i++) {
      const row = Math.floor(((i % classes) / classes) * height);
      const start = (i * height + row) * width;
      pixels.fill(200 + (i % 7), start, start + width - (i % 3));
    }
    return idx([count, height, width], pixels);
  };
  const labels = (count: number): Uint8Array =>
    idx(
      [count],
      Uint8Array.from({ length: count }, (_, i) => i % classes),
    );
  return {
    [trainImages]: images(train),
    [trainLabels]: labels(train),
    [testImages]: images(test),
    [testLabels]: labels(test),
  };
}

/** The same files gzipped, under names with `.gz`. */
export function gzipped(files: DatasetFiles): DatasetFiles {
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]),
  );
}

/** Writes files into a folder, which is made if missing. Returns the folder. */
export async function writeFiles(folder: string, files: DatasetFiles): Promise<string> {
  await mkdir(folder, { recursive: true });
  await Promise.all(
    Object.entries(files).map(([name, bytes]) => writeFile(join(folder, name), bytes)),
  );
  return folder;
}
