import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** IDX header and bytes, written by the format's own description. */
export function idx(sizes: readonly number[], bytes: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * sizes.length));
  header.setUint32(0, 0x0800 + sizes.length);
  sizes.forEach((size, i) => {
    header.setUint32(4 + 4 * i, size);
  });
  return Buffer.concat([new Uint8Array(header.buffer), bytes]);
}

/**
 * A data set that a network learns in a few steps: digit d is a white bar on row 2d + 4, a little to
 * the left or right, and labels go round.
 */
export async function writeBars(folder: string, train: number, test: number): Promise<void> {
  for (const [prefix, count] of [
    ['train', train],
    ['t10k', test],
  ] as const) {
    const images = new Uint8Array(count * 784);
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
    labels.forEach((label, i) => {
      const start = i * 784 + (2 * label + 4) * 28 + (i % 7);
      images.fill(255, start, start + 20);
    });
    await writeFile(join(folder, `${prefix}-images-idx3-ubyte`), idx([count, 28, 28], images));
    await writeFile(join(folder, `${prefix}-labels-idx1-ubyte`), idx([count], labels));
  }
}
