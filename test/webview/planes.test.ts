import { describe, expect, test } from 'vitest';
import type { FilterPictures } from '#shared/protocol/events';
import type { ActivationMaps } from '#shared/protocol/questions';
import { signedColor } from '../../webview/render/scales';
import { commonest, finiteOf, outlineOf } from '../../webview/views/parameters/distribution';
import {
  byResponse,
  colorFilterPicture,
  filterPicture,
  filterPlanes,
  magnitudeOf,
  rangeOf,
  responsePicture,
  responsePlane,
  strongest,
  weightColor,
  weightsColor,
} from '../../webview/views/parameters/planes';
import { strings } from '../../webview/views/parameters/strings';

/** Two filters of two channels of 1 × 2: value 10 * filter + 2 * channel + column. */
const filters: FilterPictures = {
  count: 2,
  channels: 2,
  height: 1,
  width: 2,
  values: [0, 1, 2, 3, 10, 11, 12, 13],
};

const maps: ActivationMaps = {
  layer: 0,
  channels: 3,
  height: 1,
  width: 2,
  // The first puts out much everywhere, the second little in one place, the third most in one place.
  values: [9, 9, 0, 1, 2, 5],
};

describe('of the weights of a convolution', () => {
  test('each filter gets its own channels', () => {
    expect(filterPlanes(filters, 1)).toEqual([
      { height: 1, width: 2, values: [10, 11] },
      { height: 1, width: 2, values: [12, 13] },
    ]);
  });

  test('the strongest one is found by its size, with its place counted from 1', () => {
    const planes = [
      { height: 2, width: 2, values: [0.1, -0.2, 0.3, 0] },
      { height: 2, width: 2, values: [0, -0.41, NaN, -Infinity] },
    ];
    expect(strongest(planes, Math.abs)).toEqual({ value: -0.41, row: 1, column: 2, channel: 2 });
  });

  test('there is no strongest one when none is a number', () => {
    expect(strongest([{ height: 1, width: 1, values: [NaN] }], Math.abs)).toBeNull();
  });

  test('the scale is symmetric about 0', () => {
    expect(magnitudeOf([-0.5, 0.2])).toBe(0.5);
    expect(weightColor(-0.5, 0.5)).toEqual(signedColor(-1));
    expect(weightColor(0.5, 0.5)).toEqual(signedColor(1));
    expect(weightColor(0, 0.5)).toEqual(signedColor(0));
  });

  test('those that are no numbers have no colour, and all zeros have that of 0', () => {
    expect(weightColor(NaN, 1)).toBeNull();
    expect(weightColor(0, magnitudeOf([0, 0]))).toEqual(signedColor(0));
  });

  test('the channels stand apart in one picture', () => {
    const { width, height, colors } = filterPicture(filterPlanes(filters, 0), 3);
    expect([height, width]).toEqual([1, 5]);
    expect(colors).toEqual([
      signedColor(0),
      signedColor(1 / 3),
      null,
      signedColor(2 / 3),
      signedColor(1),
    ]);
  });

  test('a picture of many channels goes on in further rows', () => {
    const planes = [1, 2, 3].map((value) => ({ height: 1, width: 1, values: [value] }));
    const { width, height, colors } = filterPicture(planes, 3);
    expect([height, width]).toEqual([3, 3]);
    expect(colors.flatMap((color, i) => (color === null ? [] : [i]))).toEqual([0, 2, 6]);
  });

  test('those on red, green and blue are one picture in these colours, grey where they are 0', () => {
    const planes = [
      [-2, 0],
      [0, 2],
      [2, 1],
    ].map((values) => ({ height: 1, width: 2, values }));
    const { width, height, colors } = colorFilterPicture(planes, 2);
    expect([height, width]).toEqual([1, 2]);
    expect(colors).toEqual([
      [0, 128, 255],
      [128, 255, 191],
    ]);
    expect(weightsColor([0, 0, 0], 0)).toEqual([128, 128, 128]);
    expect(weightsColor([0, NaN, 0], 1)).toBeNull();
  });

  test('it is said in words where a filter is strongest', () => {
    const place = { value: 0.41, row: 1, column: 2, channel: 1 };
    expect(strings.filterLabel(3, place, 1)).toBe(
      'Filter 3: strongest weight +0.41 at row 1, column 2',
    );
    expect(strings.filterLabel(3, { ...place, value: -0.41 }, 5)).toBe(
      'Filter 3: strongest weight −0.41 in channel 1, row 1, column 2',
    );
  });
});

describe('of the responses to an image', () => {
  test('each filter gets its own', () => {
    expect(responsePlane(maps, 1).values).toEqual([0, 1]);
  });

  test('those that vary most come first, not those that are large everywhere', () => {
    expect(byResponse(maps, 3)).toEqual([2, 1, 0]);
  });

  test('the range is that of numbers alone', () => {
    expect(rangeOf([3, NaN, -1, Infinity])).toEqual([-1, 3]);
    expect(rangeOf([NaN])).toEqual([0, 0]);
  });

  test('the pictures of a layer share one scale', () => {
    const range = rangeOf(maps.values);
    const [much] = responsePicture(responsePlane(maps, 0), range).colors;
    const [none, little] = responsePicture(responsePlane(maps, 1), range).colors;
    expect(new Set([much, none, little].map(String)).size).toBe(3);
  });
});

describe('a histogram', () => {
  test('is outlined with its fullest bin as high as the box', () => {
    expect(outlineOf([1, 4, 0])).toBe('M0 1V0.750H1V0.000H2V1.000H3V1Z');
  });

  test('without values has no outline', () => {
    expect(outlineOf([0, 0])).toBe('');
    expect(outlineOf([])).toBe('');
  });

  test('tells where most values are', () => {
    expect(commonest([1, 2, 7, 0], -2, 2)).toBe(0.5);
    expect(finiteOf([1, 2, 7, 0])).toBe(10);
    expect(finiteOf([0, 0])).toBe(0);
  });
});
