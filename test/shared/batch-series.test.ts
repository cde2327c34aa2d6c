import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addBatch, batchesOf, emptySeries, MAXIMUM_POINTS, pointOf } from '#shared/batch-series';
import type { BatchSeries } from '#shared/protocol/series';

/** Losses as restless as one likes, and the same for the same batch. */
const lossAt = (batch: number): number => 2 + Math.sin(batch * batch) + 1 / batch;

function trained(batches: number, loss = lossAt): BatchSeries {
  let series = emptySeries(['a', 'b']);
  for (let batch = 1; batch <= batches; batch++) {
    series = addBatch(series, {
      type: 'batch',
      epoch: 1,
      batch,
      losses: { a: loss(batch), b: -loss(batch) },
      elapsed: batch / 4,
      seconds: { a: batch / 10, b: batch / 20 },
    });
  }
  return series;
}

describe('a run of ordinary length', () => {
  test('keeps every batch as it was', () => {
    const series = trained(100_000);
    expect(series).toMatchObject({ stride: 1, open: null, leastLosses: { a: [], b: [] } });
    expect(series.batchLosses.a).toHaveLength(100_000);
    for (const batch of [1, 2, 50_001, 100_000]) {
      expect(series.batchLosses.a![batch - 1]).toBe(lossAt(batch));
      expect(series.elapsed[batch - 1]).toBe(batch / 4);
      expect(series.batchSeconds.b![batch - 1]).toBe(batch / 20);
    }
  });
});

describe('a run that is too long for a point each', () => {
  test.each([MAXIMUM_POINTS, MAXIMUM_POINTS + 1, 300_001, 1_000_003])(
    'of %i batches keeps mean, least and largest loss of neighbours, each batch in one of them',
    (batches) => {
      const series = trained(batches);
      const { stride, batchLosses, leastLosses, mostLosses, elapsed, batchSeconds, open } = series;
      expect(elapsed.length).toBeLessThanOrEqual(MAXIMUM_POINTS);
      // Never fewer points than half of what there is room for.
      expect(elapsed.length).toBeGreaterThanOrEqual(MAXIMUM_POINTS / 2);
      expect(batchesOf(series)).toBe(batches);
      expect(elapsed.length * stride + (open?.batches ?? 0)).toBe(batches);
      for (let point = 0; point < elapsed.length; point += 997) {
        const losses = Array.from({ length: stride }, (_, i) => lossAt(point * stride + i + 1));
        const mean = losses.reduce((sum, loss) => sum + loss, 0) / stride;
        expect(batchLosses.a![point]).toBeCloseTo(mean, 12);
        expect(batchLosses.b![point]).toBeCloseTo(-mean, 12);
        if (stride > 1) {
          expect(leastLosses.a![point]).toBe(Math.min(...losses));
          expect(mostLosses.a![point]).toBe(Math.max(...losses));
          expect(mostLosses.b![point]).toBe(-Math.min(...losses));
        }
        const last = (point + 1) * stride;
        expect(elapsed[point]).toBe(last / 4);
        expect(batchSeconds.a![point]).toBe(last / 10);
        expect(pointOf(series, last)).toBe(point);
        expect(pointOf(series, last + 1)).toBe(point + 1);
      }
    },
    120_000,
  );

  test('loses no spike, and has the batches after its last point as one that is open', () => {
    const spike = (batch: number): number => (batch === 77_777 ? 3043 : 1);
    const series = trained(MAXIMUM_POINTS * 2 + 3, spike);
    expect(series.stride).toBe(4);
    expect(series.mostLosses.a![pointOf(series, 77_777)]).toBe(3043);
    expect(series.batchLosses.a![pointOf(series, 77_777)]).toBe((3043 + 3) / 4);
    expect(series.open).toMatchObject({ batches: 3, losses: { a: 1 }, most: { a: 1 } });
  });

  test('shows that a network diverged', () => {
    const series = trained(MAXIMUM_POINTS + 9, (batch) => (batch > 60_001 ? NaN : 1));
    expect(series.batchLosses.a!.findIndex(Number.isNaN)).toBe(pointOf(series, 60_002));
  });

  test('does not touch the series that somebody else is writing down', () => {
    const full = trained(MAXIMUM_POINTS);
    const before = full.batchLosses.a!.slice(-3);
    const [event] = [{ type: 'batch', epoch: 1, batch: 1, elapsed: 1e9 } as const];
    const both = { a: 1, b: 1 };
    const next = addBatch(full, { ...event, losses: both, seconds: both });
    expect(next.stride).toBe(2);
    expect(full.batchLosses.a).toHaveLength(MAXIMUM_POINTS);
    expect(full.batchLosses.a!.slice(-3)).toEqual(before);
  });
});

test('a batch is in the point that its place says, whatever the stride', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.integer({ min: 1, max: 1e9 }), (power, batch) => {
      const stride = 2 ** power;
      const point = pointOf({ stride }, batch);
      expect(batch).toBeGreaterThan(point * stride);
      expect(batch).toBeLessThanOrEqual((point + 1) * stride);
    }),
  );
});
