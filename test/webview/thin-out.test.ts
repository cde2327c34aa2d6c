import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEvent, type RunState } from '#shared/run-state';
import { curvesOf, type Value } from '../../webview/views/progress/curves';
import { smooth } from '../../webview/views/progress/smooth';
import { thinOut } from '../../webview/views/progress/thin-out';
import { sampleEvents } from './sample-run';

const counting = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

describe('a curve with more points than pixels', () => {
  test('is drawn whole where there is room', () => {
    const line = thinOut([1, 2, 3, 4], [5, 6, 7, 8], [1, 4], 100);
    expect(line).toEqual({ x: [1, 2, 3, 4], y: [5, 6, 7, 8] });
  });

  test('keeps every peak, in few points and in order', () => {
    const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
      minLength: 1,
      maxLength: 3000,
    });
    fc.assert(
      fc.property(values, fc.integer({ min: 20, max: 200 }), (series, columns) => {
        const { x, y } = thinOut(counting(series.length), series, [1, series.length], columns);
        expect(x.length).toBeLessThanOrEqual(2 * columns + 4);
        expect(x.every((position, i) => i === 0 || position > x[i - 1]!)).toBe(true);
        expect(y).toEqual(x.map((position) => series[position - 1]));
        expect(Math.max(...(y as number[]))).toBe(Math.max(...series));
        expect(Math.min(...(y as number[]))).toBe(Math.min(...series));
      }),
    );
  });

  test('does not flicker: points that were drawn stay while others come', () => {
    const series = counting(1500).map((i) => Math.sin(i * 12.9898));
    const drawn = (count: number) =>
      thinOut(counting(count), series.slice(0, count), [1, count], 100);
    const [before, now] = [drawn(1200), drawn(1210)];
    // The last bucket was not full yet.
    expect(now.x.slice(0, before.x.length - 2)).toEqual(before.x.slice(0, -2));
  });

  test('shows what is in sight and one point on either side, so that lines run out of it', () => {
    const { x } = thinOut(counting(100), counting(100), [40.5, 44.5], 100);
    expect(x).toEqual([40, 41, 42, 43, 44, 45]);
  });

  test.each([[NaN], [Infinity], [null], [undefined]])(
    'breaks off where a loss is %s',
    (nothing) => {
      const values = [3, 2, nothing, nothing];
      const { x, y } = thinOut(counting(4), values, [1, 4], 100);
      expect([x, y]).toEqual([
        [1, 2, 3, 4],
        [3, 2, null, null],
      ]);
      const long = [...counting(1000), ...Array.from({ length: 1000 }, () => nothing)];
      const line = thinOut(counting(2000), long, [1, 2000], 50);
      expect(Math.max(...line.y.map((value) => value ?? 0))).toBe(1000);
      expect(line.y.at(-1)).toBeNull();
    },
  );
});

describe('smoothing', () => {
  test('weighs the past and is not drawn to zero at the start', () => {
    // By hand: 10; (0.5·0.5·10 + 0.5·20) / 0.75; (0.5³·10 + 0.5²·20 + 0.5·30) / 0.875
    expect(smooth([10, 20, 30], 0.5)).toEqual([10, 12.5 / 0.75, 21.25 / 0.875]);
  });

  test('leaves a level line level, whatever the weight', () => {
    for (const weight of [0.1, 0.9, 0.99]) {
      for (const value of smooth([4, 4, 4, 4], weight)) expect(value).toBeCloseTo(4, 12);
    }
  });

  test('of a series that grows is that of the whole series', () => {
    const growing = [5, 3];
    const start = [...smooth(growing, 0.9)];
    growing.push(8, 1);
    const now = smooth(growing, 0.9);
    expect(now.slice(0, 2)).toEqual(start);
    expect(now).toEqual(smooth([5, 3, 8, 1], 0.9));
    expect(smooth(growing, 0.5)).toEqual(smooth([5, 3, 8, 1], 0.5));
  });

  test('of a series that has grown reads what is new alone', () => {
    const read: string[] = [];
    const series = new Proxy([5, 3], {
      get: (target, key) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) read.push(key);
        return Reflect.get(target, key) as unknown;
      },
    });
    smooth(series, 0.9);
    expect(read).toEqual(['0', '1']);
    series.push(8, 1);
    smooth(series, 0.9);
    expect(read).toEqual(['0', '1', '2', '3']);
  });

  test('passes over what is no number', () => {
    expect(smooth([10, NaN, 20], 0.5)).toEqual([10, null, 12.5 / 0.75]);
  });
});

test('a batch that comes is added to the series that are drawn, so that these need not be smoothed anew', () => {
  const events = sampleEvents({ epochs: 5 }).filter(
    ({ type }) => type === 'run' || type === 'batch',
  );
  const seriesOf = (state: RunState): (readonly Value[])[] =>
    curvesOf(state, null, 'trainingLoss', 'seconds').map(({ values }) => values);
  const state = events.slice(0, -1).reduce<RunState | null>(applyEvent, null)!;
  const before = seriesOf(state);
  const lengths = before.map(({ length }) => length);
  const now = seriesOf(applyEvent(state, events.at(-1)!)!);
  now.forEach((series, i) => {
    expect(series).toBe(before[i]);
    expect(series).toHaveLength(lengths[i]! + 1);
  });
  expect(now).toHaveLength(3);
});

test('points that stand for many batches are drawn from the least to the largest of these', () => {
  const range = { least: [1, 1, 0, 1], most: [3, 9, 3, 3] };
  const values = [2, 2, 2, 2];
  const positions = [1, 5, 9, 13];
  // One bucket holds them all: its ends are those of the ranges, in the order in which they come.
  expect(thinOut(positions, values, [1, 13], 1, range)).toEqual({ x: [5, 9], y: [9, 0] });
  expect(thinOut(positions, values, [1, 13], 4, range)).toEqual({
    x: [1, 1, 5, 5, 9, 9, 13, 13],
    y: [1, 3, 1, 9, 0, 3, 1, 3],
  });
});
