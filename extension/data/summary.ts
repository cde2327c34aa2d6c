import type { DataSummary } from '#shared/data-summary';
import { dataParts } from '#shared/part';
import type { Dataset } from './dataset';
import { type Repeats, repeatsIn } from './duplicates';
import { channelHistograms, classCounts, statisticsIn } from './statistics';

/** Counts, duplicates, and what the pixels are like. */
export function summarise(dataset: Dataset, repeats: Repeats = repeatsIn(dataset)): DataSummary {
  const { name, form, classes, imageShape, train, notes } = dataset;
  const repeated = new Map(repeats.parts.map(({ part, images }) => [part, images.length]));
  const parts = dataParts.flatMap((part) => {
    const set = dataset[part];
    if (set === null) return [];
    const byClass = classCounts(set, classes.length);
    return { part, count: set.count, byClass, duplicates: repeated.get(part)! };
  });
  const overlaps = repeats.overlaps.map(({ images, ...where }) => ({
    ...where,
    count: images.length,
  }));
  const histograms = channelHistograms(train, imageShape);
  const { mean, deviation } = statisticsIn(histograms);
  const pixels = histograms.map((histogram, channel) => ({
    mean: mean[channel]! / 255,
    deviation: deviation[channel]! / 255,
    least: histogram.findIndex((count) => count > 0) / 255,
    most: histogram.findLastIndex((count) => count > 0) / 255,
  }));
  return { name, form, classes, imageShape, parts, overlaps, pixels, notes };
}
