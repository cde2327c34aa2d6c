import { describe, expect, test } from 'vitest';
import { following, scaled, wholeRange } from '../../webview/views/progress/zoom';

const whole = [0, 100] as const;

describe('zooming with the keyboard', () => {
  test('halves what is seen around the cursor, which stays where it is', () => {
    expect(scaled([0, 100], 0.5, 50, whole)).toEqual([25, 75]);
    expect(scaled([0, 100], 0.5, 20, whole)).toEqual([10, 60]);
  });

  test('stays within the axis when it shows more again', () => {
    expect(scaled([0, 25], 2, 0, whole)).toEqual([0, 50]);
    expect(scaled([60, 90], 2, 75, whole)).toEqual([40, 100]);
  });

  test('is no zoom any more when all is seen', () => {
    expect(scaled([25, 75], 2, 50, whole)).toBeNull();
    expect(scaled([0, 100], 2, 50, whole)).toBeNull();
  });

  test('ends before nothing is seen', () => {
    let range: readonly [number, number] = [0, 100];
    for (let times = 0; times < 100; times++) range = scaled(range, 0.5, 33, whole) ?? range;
    expect(range[1] - range[0]).toBeGreaterThan(0.05);
    expect(range[0]).toBeLessThanOrEqual(33);
    expect(range[1]).toBeGreaterThanOrEqual(33);
  });

  test('follows a cursor that leaves what is seen', () => {
    expect(following([20, 40], 45)).toEqual([25, 45]);
    expect(following([20, 40], 10)).toEqual([10, 30]);
    expect(following([20, 40], 30)).toEqual([20, 40]);
  });
});

describe('the whole of an axis', () => {
  test('begins at nothing where batches or time are counted, and at the first epoch', () => {
    expect(wholeRange([3, 40], 'batch')).toEqual([0, 40]);
    expect(wholeRange([0.5, 2.5], 'seconds')).toEqual([0, 2.5]);
    expect(wholeRange([1, 12], 'epoch')).toEqual([1, 12]);
  });

  test('has a width, whatever there is', () => {
    expect(wholeRange(null, 'batch')).toEqual([0, 1]);
    expect(wholeRange([0, 0], 'batch')).toEqual([0, 1]);
    expect(wholeRange([0, 0], 'seconds')[1]).toBeGreaterThan(0);
    expect(wholeRange([1, 1], 'epoch')).toEqual([0, 2]);
  });
});
