import { beforeAll, describe, expect, test } from 'vitest';
import { preparePicture } from '../../../extension/data/pictures/own-picture';
import type { Picture } from '../../../extension/data/pictures/picture';
import { resize } from '../../../extension/data/pictures/resize';
import { type Style, styleOf } from '../../../extension/data/pictures/style';
import { LabError } from '../../../extension/errors';
import { loadMnist } from '../../support/mnist';

import { photoOf, randomFrom } from './photo';

const SHAPE = [1, 28, 28] as const;
const SIZE = 784;
let digits: Uint8Array;
let style: Style;

beforeAll(async () => {
  const { train, test: tested } = await loadMnist();
  digits = tested.images;
  style = styleOf(train.images, train.count, [28, 28]);
});

const digit = (index: number): Uint8Array => digits.subarray(index * SIZE, (index + 1) * SIZE);

/** Pearson's correlation. */
function likeness(a: Uint8Array, b: Uint8Array): number {
  const mean = (values: Uint8Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += (value - meanA) * (b[i]! - meanB);
    aa += (value - meanA) ** 2;
    bb += (b[i]! - meanB) ** 2;
  });
  return ab / Math.sqrt(aa * bb);
}

/** How alike digits and what was made of pictures of them are, least alike first. */
function likenesses(pictureOf: (digit: Uint8Array, index: number) => Picture): number[] {
  return Array.from({ length: 20 }, (_, index) => {
    const { pixels } = preparePicture(pictureOf(digit(index), index), SHAPE, style);
    return likeness(pixels, digit(index));
  }).sort((a, b) => a - b);
}

const grey = (pixels: Uint8Array, width = 28): Picture => ({
  ...{ width, height: pixels.length / width, channels: 1, pixels },
});

describe('the style of a data set', () => {
  test('of MNIST is what its authors tell: a box of 20 of 28 pixels, centred by mass, white on black', () => {
    expect(style.paper).toBe('dark');
    expect(style.strokes?.box).toBeCloseTo(20 / 28, 6);
    expect(style.strokes?.centre).toBe('mass');
    // Their centre is that of the pixel right below the middle.
    expect(style.strokes!.x * 28).toBeCloseTo(14.5, 1);
    expect(style.strokes!.y * 28).toBeCloseTo(14.5, 1);
  });

  test('dark on light is told from light on dark, and is the same otherwise', () => {
    const inverted = digits.map((value) => 255 - value);
    const of = (images: Uint8Array): Style => styleOf(images, 10_000, [28, 28]);
    expect(of(inverted)).toEqual({ ...of(digits), paper: 'light' });
  });

  test('of photos has neither paper nor strokes', () => {
    const random = randomFrom(3);
    const noise = Uint8Array.from({ length: 50 * SIZE }, () => random() * 256);
    expect(styleOf(noise, 50, [28, 28])).toEqual({ paper: null, strokes: null });
  });
});

describe('a picture of one’s own', () => {
  test('that is an image of the data set stays as it is', () => {
    const { pixels, steps } = preparePicture(grey(digit(0)), SHAPE, style);
    expect(pixels).toEqual(digit(0));
    expect(steps).toEqual({ inverted: false, paperRemoved: false, centred: null });
  });

  test('that is one, dark on white and eight times as large, becomes that image', () => {
    const found = likenesses((image) =>
      resize(grey(image.map((value) => 255 - value)), 28 * 8, 28 * 8),
    );
    expect(found[0]).toBeGreaterThan(0.7);
    expect(found[10]).toBeGreaterThan(0.9);
  });

  test('that is a photo of a digit on paper, anywhere and in uneven light, becomes that digit', () => {
    const found = likenesses((image, index) => photoOf(image, randomFrom(index + 1)));
    expect(found[0]).toBeGreaterThan(0.7);
    expect(found[10]).toBeGreaterThan(0.9);
    const { steps } = preparePicture(photoOf(digit(0), randomFrom(1)), SHAPE, style);
    expect(steps).toEqual({ inverted: true, paperRemoved: true, centred: 'mass' });
  });

  test('is dark on light where the data set is', () => {
    const light: Style = { ...style, paper: 'light' };
    const photo = photoOf(digit(0), randomFrom(1));
    const { pixels, steps } = preparePicture(photo, SHAPE, light);
    const dark = preparePicture(photo, SHAPE, style);
    expect(pixels).toEqual(dark.pixels.map((value) => 255 - value));
    expect(steps.inverted).toBe(false);
  });

  test('with nothing on it is refused in words', () => {
    const blank = grey(new Uint8Array(64 * 64).fill(240), 64);
    expect(() => preparePicture(blank, SHAPE, style)).toThrow(LabError);
    expect(() => preparePicture(blank, SHAPE, style)).toThrow('Nothing stands out');
  });

  test('is taken whole, plane by plane, for a data set in colour', () => {
    const pixels = Uint8Array.of(10, 20, 30, 50, 60, 70);
    const colors: Picture = { width: 2, height: 1, channels: 3, pixels };
    const whole: Style = { paper: null, strokes: null };
    expect([...preparePicture(colors, [3, 1, 2], whole).pixels]).toEqual([10, 50, 20, 60, 30, 70]);
    expect([...preparePicture(colors, [3, 1, 1], whole).pixels]).toEqual([30, 40, 50]);
    const gray = grey(Uint8Array.of(7, 9), 2);
    expect([...preparePicture(gray, [3, 1, 2], whole).pixels]).toEqual([7, 9, 7, 9, 7, 9]);
  });

  test('is inverted as a whole where the data set has dark edges and the picture light ones', () => {
    const things: Style = { paper: 'dark', strokes: null };
    const pixels = Uint8Array.of(250, 250, 250, 250, 40, 250, 250, 250, 250);
    const { pixels: made, steps } = preparePicture(grey(pixels, 3), [1, 3, 3], things);
    expect([...made]).toEqual([5, 5, 5, 5, 215, 5, 5, 5, 5]);
    expect(steps.inverted).toBe(true);
  });
});
