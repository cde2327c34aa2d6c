/** What is kept of a run's batches, as messages, files and checkpoints have it: batch-series.ts adds to it. */
import * as v from 'valibot';
import {
  amount,
  byModel,
  type Immutable,
  measured,
  measuredSeries,
  positive,
  secondsSeries,
} from './values';

/** Batches that have no point yet, as fewer than `stride` have come since the last. */
export const openPoint = v.object({
  batches: positive,
  /** Mean, least and largest loss of these batches. */
  losses: byModel(measured),
  least: byModel(measured),
  most: byModel(measured),
  /** At the end of the last of them. */
  elapsed: amount,
  seconds: byModel(amount),
});
export type OpenPoint = Immutable<v.InferOutput<typeof openPoint>>;

/** What is kept of the batches of a run: a point for each, or for each so many neighbours. */
export const batchSeries = v.object({
  /** Batches to a point: 1, and twice as many whenever the series would have grown too long. */
  stride: positive,
  /** Loss of each point, the mean of its batches; every model has equally many. */
  batchLosses: byModel(measuredSeries),
  /** The least and the largest loss among the batches of each point; empty while `stride` is 1. */
  leastLosses: byModel(measuredSeries),
  mostLosses: byModel(measuredSeries),
  /** Seconds since the first batch began at the end of each point. */
  elapsed: secondsSeries,
  /** Seconds that each network alone has been trained for at the end of each point. */
  batchSeconds: byModel(secondsSeries),
  open: v.nullable(openPoint),
});
export type BatchSeries = Immutable<v.InferOutput<typeof batchSeries>>;
