import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fullRange, peaksAbove, usualRange } from '../../webview/render/value-range';

const line = (...y: (number | null)[]) => ({ x: y.map((_, i) => i + 1), y });
const steady = (value: number, count = 100) => Array.from({ length: count }, () => value);
/** From what guessing costs, 2.3 for ten classes, down to nearly nothing. */
const falling = Array.from({ length: 100 }, (_, i) => 2.3 * 0.9 ** i);

describe('the axis of losses', () => {
  test('has all of curves that begin high and fall, however soon they have fallen', () => {
    const lines = [line(...falling), line(...steady(0.02, 10), ...steady(0.01, 900))];
    expect(usualRange(lines)).toEqual(fullRange(lines));
    const alone = [line(2.3, ...steady(0.01, 1000))];
    expect(usualRange(alone)[1]).toBeGreaterThan(2.3);
  });

  test('has a loss that rises for long, and one that is restless', () => {
    const rising = [line(...Array.from({ length: 100 }, (_, i) => 2.3 + i))];
    expect(usualRange(rising)).toEqual(fullRange(rising));
    // The notebook's cnn goes up to 5.3 before it learns.
    const restless = [line(...falling), line(2.4, 5.3, 4, ...falling), line(...steady(2.2))];
    expect(usualRange(restless)).toEqual(fullRange(restless));
  });

  test('is not owned by a moment, nor by one network among others', () => {
    const moment = [line(...falling), line(2.4, 3043, ...steady(2.3))];
    expect(usualRange(moment)[1]).toBeCloseTo(2.4, 0);
    const network = [line(...falling), line(...steady(2.2)), line(2.4, ...steady(3043))];
    expect(usualRange(network)[1]).toBeCloseTo(2.4, 0);
    const two = [line(...falling), line(2.4, ...steady(3043))];
    expect(usualRange(two)[1]).toBeCloseTo(2.4, 0);
  });

  test('is what it is without the outlier, whatever this is', () => {
    const value = fc.double({ min: 100, max: 1e30, noNaN: true });
    fc.assert(
      fc.property(value, fc.integer({ min: 1, max: 99 }), (outlier, at) => {
        const spoiled = falling.map((loss, i) => (i === at ? outlier : loss));
        const others = falling.map((loss, i) => (i === at ? null : loss));
        expect(usualRange([line(...spoiled)])).toEqual(usualRange([line(...others)]));
      }),
    );
  });

  test('begins at nothing, has air at both ends, and room where there is no value', () => {
    expect(fullRange([line(0.01, 2.01)])).toEqual([0, 2.11]);
    expect(fullRange([line(3, 5)])).toEqual([2.9, 5.1]);
    expect(fullRange([line(-1, 1)])).toEqual([-1.1, 1.1]);
    expect(fullRange([line(2, 2)])).toEqual([1.9, 2.1]);
    expect(fullRange([line(0, 0)])).toEqual([0, 1]);
    for (const lines of [[], [line()], [line(null)]]) {
      expect(fullRange(lines)).toEqual([0, 1]);
      expect(usualRange(lines)).toEqual([0, 1]);
    }
    expect(usualRange([line(0, 0, 0)])).toEqual([0, 1]);
  });
});

describe('a peak beyond the axis', () => {
  test('is the highest point of each stretch above it', () => {
    expect(peaksAbove(line(1, 7, 9, 8, 1, null, 6, 2), [0, 5])).toEqual([
      { x: 3, value: 9 },
      { x: 7, value: 6 },
    ]);
  });

  test('is none at the edge, and one of each side of a gap', () => {
    expect(peaksAbove(line(5, 4), [0, 5])).toEqual([]);
    expect(peaksAbove(line(6, null, 6), [0, 5])).toHaveLength(2);
  });
});
