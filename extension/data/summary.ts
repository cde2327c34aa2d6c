import type { DataSummary, Overlap, PartSummary } from '#shared/data-summary';
import { dataParts } from '#shared/part';
import type { Dataset } from './dataset';
import { ImageIndex } from './duplicates';
import { channelStatistics, classCounts } from './statistics';

/** Counts, duplicates, and what the pixels are like. */
export function summarise(dataset: Dataset): DataSummary {
  const { name, form, classes, imageShape, train, notes } = dataset;
  const indexed = dataParts.flatMap((part) => {
    const set = dataset[part];
    if (set === null) return [];
    const index = new ImageIndex();
    return { part, set, index, duplicates: index.add(set) };
  });
  const parts = indexed.map(({ part, set, duplicates }): PartSummary => ({
    ...{ part, count: set.count, byClass: classCounts(set, classes.length), duplicates },
  }));
  const overlaps = indexed.flatMap(({ part, set }, i) =>
    indexed
      .slice(0, i)
      .map((earlier): Overlap => ({ part, with: earlier.part, count: earlier.index.count(set) }))
      .filter(({ count }) => count > 0),
  );
  const { mean, deviation } = channelStatistics(train, imageShape);
  const pixels = mean.map((value, channel) => ({
    ...{ mean: value / 255, deviation: deviation[channel]! / 255 },
  }));
  return { name, form, classes, imageShape, parts, overlaps, pixels, notes };
}
