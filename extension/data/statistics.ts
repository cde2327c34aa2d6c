import type { ImageShape } from '#shared/image-shape';
import type { Dataset, ImageSet } from './dataset';

interface Statistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** (channels, 256) How many pixels have which byte. */
type Histograms = readonly Float64Array[];

/** Images of each class. */
export function classCounts({ labels }: Pick<ImageSet, 'labels'>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]! += 1;
  return counts;
}

/** Mean and deviation of the training images, counted once, and only when they are asked for. */
export function statisticsOf({
  train,
  imageShape,
}: Pick<Dataset, 'train' | 'imageShape'>): () => Statistics {
  let known: Statistics | undefined;
  return () => (known ??= channelStatistics(train, imageShape));
}

/**
 * Mean and standard deviation of each channel of all images, in bytes.
 * @param imageShape (C, H, W)
 */
export function channelStatistics(
  set: Pick<ImageSet, 'images'>,
  imageShape: ImageShape,
): Statistics {
  return statisticsIn(channelHistograms(set, imageShape));
}

/** @param imageShape (C, H, W) */
export function channelHistograms(
  { images }: Pick<ImageSet, 'images'>,
  [channels, height, width]: ImageShape,
): Histograms {
  const plane = height * width;
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  for (let start = 0; start < images.length; start += plane) {
    const own = counts[(start / plane) % channels]!;
    const end = start + plane;
    for (let at = start; at < end; at++) own[images[at]!]! += 1;
  }
  return counts;
}

export function statisticsIn(histograms: Histograms): Statistics {
  const statistics = histograms.map((own) => {
    const total = own.reduce((sum, count) => sum + count, 0);
    const mean = own.reduce((sum, count, byte) => sum + count * byte, 0) / total;
    const squares = own.reduce((sum, count, byte) => sum + count * (byte - mean) ** 2, 0);
    return { mean, deviation: Math.sqrt(squares / total) };
  });
  return {
    mean: statistics.map(({ mean }) => mean),
    deviation: statistics.map(({ deviation }) => deviation),
  };
}
