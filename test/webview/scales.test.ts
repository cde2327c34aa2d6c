import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contrast, type Rgb } from '../../webview/render/color';
import { gradientOf, heatColor, signedColor } from '../../webview/render/scales';

/** Relative luminance of WCAG 2, from the contrast with black. */
const luminance = (color: Rgb): number => contrast(color, [0, 0, 0]) * 0.05 - 0.05;

const shares = (least: number): number[] =>
  Array.from({ length: 21 }, (_, i) => least + ((1 - least) * i) / 20);

describe.each([
  ['of signed values', signedColor, -1],
  ['of amounts', heatColor, 0],
] as const)('the scale %s', (_, color, least) => {
  test('grows lighter all the way, so that it is read without telling colours apart', () => {
    const lights = shares(least).map((share) => luminance(color(share)));
    lights.slice(1).forEach((light, i) => {
      expect(light).toBeGreaterThan(lights[i]!);
    });
  });

  test('stays within what a screen can show', () => {
    fc.assert(
      fc.property(fc.double({ min: least, max: 1, noNaN: true }), (share) => {
        for (const channel of color(share)) {
          expect(channel).toBeGreaterThanOrEqual(0);
          expect(channel).toBeLessThanOrEqual(255);
        }
      }),
    );
  });
});

test('both signs stand out from nothing', () => {
  expect(contrast(signedColor(-1), signedColor(0))).toBeGreaterThan(3);
  expect(contrast(signedColor(1), signedColor(0))).toBeGreaterThan(3);
});

test('the key of a scale goes from its least to its most, in quarters', () => {
  const color = (share: number): Rgb => [100 * share, 0, 7];
  expect(gradientOf(color, 0)).toBe(
    'linear-gradient(to right, rgb(0, 0, 7) 0%, rgb(25, 0, 7) 25%, rgb(50, 0, 7) 50%, rgb(75, 0, 7) 75%, rgb(100, 0, 7) 100%)',
  );
  expect(gradientOf(color, -1)).toBe(
    'linear-gradient(to right, rgb(-100, 0, 7) 0%, rgb(-50, 0, 7) 25%, rgb(0, 0, 7) 50%, rgb(50, 0, 7) 75%, rgb(100, 0, 7) 100%)',
  );
});
