import type { ImageSet } from '../data/dataset';
import type { Normalization } from '../engine/plan';

/** As many as one takes in at a look. */
const EXAMPLES = 8;

/** Copies of the first training images, so that the others need not stay in memory. */
export function examplesOf({ images, labels }: ImageSet): ImageSet {
  const count = Math.min(EXAMPLES, labels.length);
  const size = images.length / labels.length;
  return { count, images: images.slice(0, count * size), labels: labels.slice(0, count) };
}

/** What a byte of 0 and one of 255 count as, the least and the most of all channels. */
export function inputRange({ mean, deviation }: Normalization): [number, number] {
  const of = (byte: number): number[] =>
    mean.map((value, channel) => (byte - value) / deviation[channel]!);
  return [Math.min(...of(0)), Math.max(...of(255))];
}
