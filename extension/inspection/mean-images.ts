import type { ImageSet } from '../data/dataset';

/** The mean of each class's images, (C, H, W) each; black where there are none. */
export function meanImages({ images, labels, count }: ImageSet, classes: number): Uint8Array[] {
  const size = images.length / count;
  const sums = new Map<number, { readonly values: Uint32Array; images: number }>();
  labels.forEach((label, image) => {
    const sum = sums.get(label) ?? { values: new Uint32Array(size), images: 0 };
    sums.set(label, sum);
    const start = image * size;
    for (let i = 0; i < size; i++) sum.values[i]! += images[start + i]!;
    sum.images++;
  });
  return Array.from({ length: classes }, (_, label) => {
    const sum = sums.get(label);
    if (sum === undefined) return new Uint8Array(size);
    return Uint8Array.from(sum.values, (value) => Math.round(value / sum.images));
  });
}
