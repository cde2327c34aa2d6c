import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Picture } from '../../../extension/data/pictures/picture';
import { greyOf, resize, toPlanes } from '../../../extension/data/pictures/resize';

const side = fc.integer({ min: 1, max: 24 });
const picture = fc
  .tuple(side, side, fc.constantFrom<1 | 3>(1, 3))
  .chain(([width, height, channels]) =>
    fc
      .uint8Array({ minLength: width * height * channels, maxLength: width * height * channels })
      .map((pixels): Picture => ({ width, height, channels, pixels })),
  );

/** Value of the picture over the square from (x, y) on, one channel, by summing every piece of a pixel. */
function meanOver(
  { width, channels, pixels }: Picture,
  [left, right, top, bottom]: readonly [number, number, number, number],
  channel: number,
): number {
  let sum = 0;
  for (let y = Math.floor(top); y < bottom - 1e-9; y++) {
    for (let x = Math.floor(left); x < right - 1e-9; x++) {
      const wide = Math.min(right, x + 1) - Math.max(left, x);
      const high = Math.min(bottom, y + 1) - Math.max(top, y);
      sum += wide * high * (pixels[(y * width + x) * channels + channel] ?? 0);
    }
  }
  return sum / ((right - left) * (bottom - top));
}

/** Value between the centres of four pixels; those over the edge are as the edge is. */
function valueAt({ width, height, channels, pixels }: Picture, x: number, y: number, c: number) {
  const clamp = (value: number, length: number): number => Math.max(0, Math.min(length - 1, value));
  const at = (column: number, row: number): number =>
    pixels[(clamp(row, height) * width + clamp(column, width)) * channels + c]!;
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, bottom] = [x - left, y - top];
  return (
    (1 - bottom) * ((1 - right) * at(left, top) + right * at(left + 1, top)) +
    bottom * ((1 - right) * at(left, top + 1) + right * at(left + 1, top + 1))
  );
}

function farthest(resized: Picture, expected: (x: number, y: number, c: number) => number): number {
  let most = 0;
  for (let y = 0; y < resized.height; y++) {
    for (let x = 0; x < resized.width; x++) {
      for (let c = 0; c < resized.channels; c++) {
        const value = resized.pixels[(y * resized.width + x) * resized.channels + c]!;
        const difference = Math.abs(value - expected(x, y, c));
        most = Math.max(most, Number.isNaN(difference) ? Infinity : difference);
      }
    }
  }
  return most;
}

/** Half a grey level is rounding. */
const ROUNDING = 0.5 + 1e-6;

describe('a picture in another size', () => {
  test('that is smaller has the mean of the area that each pixel covers', () => {
    fc.assert(
      fc.property(picture, side, side, (from, w, h) => {
        const [width, height] = [Math.min(w, from.width), Math.min(h, from.height)];
        const [x, y] = [from.width / width, from.height / height];
        const resized = resize(from, width, height);
        expect(
          farthest(resized, (column, row, c) =>
            meanOver(from, [column * x, (column + 1) * x, row * y, (row + 1) * y], c),
          ),
        ).toBeLessThan(ROUNDING);
      }),
    );
  });

  test('that is larger has values between the centres of pixels', () => {
    fc.assert(
      fc.property(picture, side, side, (from, w, h) => {
        const [width, height] = [from.width + w, from.height + h];
        const resized = resize(from, width, height);
        expect(
          farthest(resized, (column, row, c) =>
            valueAt(
              from,
              ((column + 0.5) * from.width) / width - 0.5,
              ((row + 0.5) * from.height) / height - 0.5,
              c,
            ),
          ),
        ).toBeLessThan(ROUNDING);
      }),
    );
  });

  test('of its own size is as it was', () => {
    fc.assert(
      fc.property(picture, (from) => {
        expect(resize(from, from.width, from.height)).toEqual(from);
      }),
    );
  });

  test('worked out by hand', () => {
    const pixels = Uint8Array.of(0, 60, 120, 180, 240, 30);
    const row: Picture = { width: 6, height: 1, channels: 1, pixels };
    expect([...resize(row, 3, 1).pixels]).toEqual([30, 150, 135]);
    expect([...resize(row, 4, 1).pixels]).toEqual([20, 100, 200, 100]);
    const two: Picture = { width: 2, height: 1, channels: 1, pixels: Uint8Array.of(0, 100) };
    expect([...resize(two, 4, 1).pixels]).toEqual([0, 25, 75, 100]);
  });
});

describe('a colour picture', () => {
  const pixels = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 10, 20, 30);
  const colors: Picture = { width: 5, height: 1, channels: 3, pixels };

  test('turns grey by its luma, as Pillow has it', () => {
    expect([...greyOf(colors)]).toEqual([76, 150, 29, 255, 18]);
  });

  test('is a plane of each colour in a data set', () => {
    expect([...toPlanes(colors)]).toEqual([
      ...[255, 0, 0, 255, 10],
      ...[0, 255, 0, 255, 20],
      ...[0, 0, 255, 255, 30],
    ]);
  });
});
