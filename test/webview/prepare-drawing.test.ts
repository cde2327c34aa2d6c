import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  centreOfMass,
  type PenPoint,
  prepareDrawing,
  type Stroke,
} from '../../webview/views/try-it/prepare';

const size = [28, 28] as const;
const radius = 0.045;

const seven = (scale: number, left: number, top: number): Stroke[] => [
  [
    [0, 0],
    [0.5, 0],
    [0.1, 0.7],
  ].map(([x, y]) => ({ x: left + scale * x!, y: top + scale * y!, radius: scale * radius })),
];

/** Rows and columns that have ink: first and one past the last of each. */
function extent(image: readonly number[], width: number) {
  const inked = image.flatMap((ink, i) => (ink > 0 ? [i] : []));
  const columns = inked.map((i) => i % width);
  const rows = inked.map((i) => Math.floor(i / width));
  return {
    top: Math.min(...rows),
    bottom: Math.max(...rows) + 1,
    left: Math.min(...columns),
    right: Math.max(...columns) + 1,
  };
}

const place = fc.double({ min: 0, max: 1, noNaN: true });
const point: fc.Arbitrary<PenPoint> = fc.record({
  x: place,
  y: place,
  radius: fc.double({ min: 0.03, max: 0.07, noNaN: true }),
});
const drawing = fc.array(fc.array(point, { minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 4,
});

describe('a drawing, prepared as the images of MNIST were,', () => {
  test('is none while nothing is drawn', () => {
    expect(prepareDrawing([], size)).toBeNull();
    expect(prepareDrawing([[]], size)).toBeNull();
  });

  test('fills a box of 20 × 20 pixels in its longer direction, whatever is drawn', () => {
    fc.assert(
      fc.property(drawing, (strokes) => {
        const image = prepareDrawing(strokes, size)!;
        expect(image).toHaveLength(28 * 28);
        const { top, bottom, left, right } = extent(image, 28);
        expect(Math.max(bottom - top, right - left)).toBe(20);
      }),
    );
  });

  test('has its centre of mass in the centre, to half a pixel, or lies at the edge', () => {
    fc.assert(
      fc.property(drawing, (strokes) => {
        const image = prepareDrawing(strokes, size)!;
        const { x, y } = centreOfMass(image, 28);
        const { top, bottom, left, right } = extent(image, 28);
        const slack = 0.5 + 1e-9;
        expect(x >= 14 - slack || right >= 27).toBe(true);
        expect(x <= 14 + slack || left <= 1).toBe(true);
        expect(y >= 14 - slack || bottom >= 27).toBe(true);
        expect(y <= 14 + slack || top <= 1).toBe(true);
      }),
    );
  });

  test('is moved by its mass, not by its outline', () => {
    // Most of an L is at its left and at its foot: centring the mass moves it right and up.
    const corner = [
      [0.2, 0.1],
      [0.2, 0.9],
      [0.7, 0.9],
    ].map(([x, y]) => ({ x: x!, y: y!, radius }));
    const { bottom, left, right } = extent(prepareDrawing([corner], size)!, 28);
    expect(bottom).toBeLessThan(24);
    expect((left + right) / 2).toBeGreaterThan(14);
  });

  test('is the same wherever and however large it is drawn', () => {
    const reference = prepareDrawing(seven(1, 0.2, 0.1), size)!;
    for (const other of [seven(1, 0.4, 0.2), seven(0.5, 0.1, 0.6), seven(0.25, 0.7, 0)]) {
      const image = prepareDrawing(other, size)!;
      const differences = image.map((ink, i) => Math.abs(ink - reference[i]!));
      expect(Math.max(...differences)).toBeLessThanOrEqual(1);
    }
  });

  test('keeps its proportions', () => {
    const wide = [[0.1, 0.7].map((x) => ({ x, y: 0.5, radius: 0.1 }))];
    const { top, bottom, left, right } = extent(prepareDrawing(wide, size)!, 28);
    expect(right - left).toBe(20);
    // 0.8 wide and 0.2 high: a quarter of 20.
    expect(bottom - top).toBeGreaterThanOrEqual(5);
    expect(bottom - top).toBeLessThanOrEqual(6);
  });

  test('has smooth edges that leave it its area', () => {
    const dot = prepareDrawing([[{ x: 0.5, y: 0.5, radius: 0.1 }]], size)!;
    const area = dot.reduce((sum, ink) => sum + ink, 0) / 255;
    expect(Math.abs(area / (Math.PI * 10 ** 2) - 1)).toBeLessThan(0.01);
    expect(dot.some((ink) => ink > 0 && ink < 255)).toBe(true);
    expect(Math.max(...dot)).toBe(255);
  });

  test.each([
    [32, 32],
    [56, 56],
    [14, 28],
  ])('fills the same part of an image of %i × %i pixels', (height, width) => {
    const image = prepareDrawing(seven(1, 0.2, 0.1), [height, width])!;
    expect(image).toHaveLength(height * width);
    const { top, bottom } = extent(image, width);
    expect(Math.abs(bottom - top - (20 / 28) * height)).toBeLessThanOrEqual(2);
  });
});

test('the centre of mass is the mean place of the ink', () => {
  // 100 in the pixel whose centre is (0.5, 0.5), 300 in the one whose centre is (2.5, 1.5).
  expect(centreOfMass([100, 0, 0, 0, 0, 300], 3)).toEqual({ x: 2, y: 1.25 });
});
