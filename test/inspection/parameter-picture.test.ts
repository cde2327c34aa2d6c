import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../extension/engine/api';
import { pictureOf } from '../../extension/inspection/parameter-picture';
import { TestRandom } from '../support/random';

const tensor = (shape: readonly number[], data: readonly number[]): Tensor => ({
  name: 'layer.weight',
  shape,
  data: Float32Array.from(data),
});
const counted = (histogram: readonly number[]): number =>
  histogram.reduce((sum, count) => sum + count, 0);

describe('the histogram of a parameter', () => {
  it('counts the values of each of 40 equally wide bins', () => {
    const random = new TestRandom(1);
    const data = Array.from({ length: 5000 }, () => Math.fround(random.next() ** 2 - 0.3));
    const { name, histogram, least, most, filters } = pictureOf(tensor([50, 100], data));
    expect([name, filters]).toEqual(['layer.weight', null]);
    expect([least, most]).toEqual([Math.min(...data), Math.max(...data)]);
    expect(histogram).toHaveLength(40);
    // By the bins' edges, one after the other; the last one holds the largest value.
    const width = (most - least) / 40;
    const expected = histogram.map((_, bin) => {
      const from = least + bin * width;
      return data.filter((value) => value >= from && (value < from + width || bin === 39)).length;
    });
    // A value on an edge may fall to either side of it by rounding.
    histogram.forEach((count, bin) => {
      expect(Math.abs(count - expected[bin]!)).toBeLessThanOrEqual(1);
    });
    expect(counted(histogram)).toBe(5000);
  });

  it('has the extremes in its first and last bin', () => {
    const { histogram } = pictureOf(tensor([4], [-1, 3, 3, 1]));
    expect([histogram[0], histogram[20], histogram[39]]).toEqual([1, 1, 2]);
  });

  it('is of one bin where all values are alike', () => {
    const { histogram, least, most } = pictureOf(tensor([5], [0.5, 0.5, 0.5, 0.5, 0.5]));
    expect([least, most, histogram[0], counted(histogram)]).toEqual([0.5, 0.5, 5, 5]);
  });

  it('leaves out what is no finite number, and is empty where nothing is', () => {
    const some = pictureOf(tensor([5], [NaN, 1, Infinity, -Infinity, 3]));
    expect([some.least, some.most, counted(some.histogram)]).toEqual([1, 3, 2]);
    const none = pictureOf(tensor([2], [NaN, NaN]));
    expect(none).toMatchObject({ least: 0, most: 0, histogram: Array(40).fill(0) });
  });

  it('holds the largest numbers that there are', () => {
    const { histogram } = pictureOf(tensor([2], [-3.4e38, 3.4e38]));
    expect([histogram[0], histogram[39]]).toEqual([1, 1]);
  });
});

describe('the filters of a convolution', () => {
  it('are all its weights where there are few', () => {
    const data = Array.from({ length: 2 * 3 * 2 * 1 }, (_, i) => i);
    const { filters } = pictureOf(tensor([2, 3, 2, 1], data));
    expect(filters).toEqual({ count: 2, channels: 3, height: 2, width: 1, values: data });
  });

  it('are the first 64, with their first 32 channels, of many', () => {
    // The place of each weight as its value: 70 filters of 40 channels of 2×3.
    const data = Array.from({ length: 70 * 40 * 6 }, (_, i) => i);
    const { filters } = pictureOf(tensor([70, 40, 2, 3], data));
    expect(filters).toMatchObject({ count: 64, channels: 32, height: 2, width: 3 });
    const expected = data.filter((i) => Math.floor(i / 240) < 64 && Math.floor((i % 240) / 6) < 32);
    expect(filters!.values).toEqual(expected);
  });

  it('have no number in place of what is none, nor of what is infinite', () => {
    const { filters } = pictureOf(tensor([1, 1, 1, 3], [NaN, 2, Infinity]));
    expect(filters!.values).toEqual([NaN, 2, NaN]);
  });
});
