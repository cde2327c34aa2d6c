import type { BatchEvent } from './protocol/events';
import type { BatchSeries, OpenPoint } from './protocol/series';

/** Points of a series: runs of so many batches keep every one; longer ones take no more memory than this. */
export const MAXIMUM_POINTS = 2 ** 17;

type ByModel<T> = Readonly<Record<string, T>>;

export function emptySeries(ids: readonly string[]): BatchSeries {
  const empty = (): ByModel<readonly number[]> => Object.fromEntries(ids.map((id) => [id, []]));
  return {
    stride: 1,
    batchLosses: empty(),
    leastLosses: empty(),
    mostLosses: empty(),
    elapsed: [],
    batchSeconds: empty(),
    open: null,
  };
}

/** A copy, which batches can be added to. */
export function copySeries(series: BatchSeries): BatchSeries {
  const { batchLosses, leastLosses, mostLosses, elapsed, batchSeconds } = series;
  const each = (all: ByModel<readonly number[]>): ByModel<readonly number[]> =>
    Object.fromEntries(Object.entries(all).map(([id, values]) => [id, values.slice()]));
  return {
    ...series,
    batchLosses: each(batchLosses),
    leastLosses: each(leastLosses),
    mostLosses: each(mostLosses),
    elapsed: elapsed.slice(),
    batchSeconds: each(batchSeconds),
  };
}

/** How many batches have been trained. */
export function batchesOf({ stride, elapsed, open }: BatchSeries): number {
  return stride * elapsed.length + (open?.batches ?? 0);
}

/** Index of the point that a batch went into; batches count from 1. */
export function pointOf({ stride }: Pick<BatchSeries, 'stride'>, batch: number): number {
  return Math.ceil(batch / stride) - 1;
}

/**
 * Adds a batch. Points are appended in place, for copying them all would be quadratic, and never change
 * afterwards; when there are too many, new series with a point for each two take their place.
 */
export function addBatch(series: BatchSeries, event: BatchEvent): BatchSeries {
  const roomy =
    series.open === null && series.elapsed.length >= MAXIMUM_POINTS ? halved(series) : series;
  const open = joined(roomy.open, event);
  if (open.batches < roomy.stride) return { ...roomy, open };
  append(roomy.batchLosses, open.losses);
  append(roomy.batchSeconds, open.seconds);
  (roomy.elapsed as number[]).push(open.elapsed);
  if (roomy.stride > 1) {
    append(roomy.leastLosses, open.least);
    append(roomy.mostLosses, open.most);
  }
  return { ...roomy, open: null };
}

function joined(open: OpenPoint | null, { losses, elapsed, seconds }: BatchEvent): OpenPoint {
  if (open === null) return { batches: 1, losses, least: losses, most: losses, elapsed, seconds };
  const batches = open.batches + 1;
  const each = (of: (id: string, loss: number) => number): ByModel<number> =>
    Object.fromEntries(Object.entries(losses).map(([id, loss]) => [id, of(id, loss)]));
  return {
    batches,
    losses: each((id, loss) => open.losses[id]! + (loss - open.losses[id]!) / batches),
    least: each((id, loss) => Math.min(open.least[id]!, loss)),
    most: each((id, loss) => Math.max(open.most[id]!, loss)),
    elapsed,
    seconds,
  };
}

function halved(series: BatchSeries): BatchSeries {
  const { stride, batchLosses, elapsed, batchSeconds } = series;
  const [least, most] =
    stride === 1 ? [batchLosses, batchLosses] : [series.leastLosses, series.mostLosses];
  return {
    stride: 2 * stride,
    batchLosses: inPairs(batchLosses, (a, b) => a + (b - a) / 2),
    leastLosses: inPairs(least, Math.min),
    mostLosses: inPairs(most, Math.max),
    elapsed: pairs(elapsed, last),
    batchSeconds: inPairs(batchSeconds, last),
    open: null,
  };
}

type OfTwo = (a: number, b: number) => number;

const last: OfTwo = (_, b) => b;

function inPairs(series: ByModel<readonly number[]>, of: OfTwo): ByModel<readonly number[]> {
  return Object.fromEntries(Object.entries(series).map(([id, values]) => [id, pairs(values, of)]));
}

function pairs(values: readonly number[], of: OfTwo): number[] {
  return Array.from({ length: values.length / 2 }, (_, i) =>
    of(values[2 * i]!, values[2 * i + 1]!),
  );
}

function append(series: ByModel<readonly number[]>, values: ByModel<number>): void {
  for (const [id, value] of Object.entries(values))
    (series[id] as number[] | undefined)?.push(value);
}
