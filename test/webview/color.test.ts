import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contrast,
  legible,
  mix,
  parseColor,
  readableOn,
  type Rgb,
} from '../../webview/render/color';

const channel = fc.integer({ min: 0, max: 255 });
const color = fc.tuple(channel, channel, channel);

describe('colours', () => {
  test.each<[string, Rgb]>([
    ['#fff', [255, 255, 255]],
    ['#0078D4', [0, 120, 212]],
    ['#0078d4cc', [0, 120, 212]],
    [' rgb(1, 2, 3)', [1, 2, 3]],
    ['rgba(204, 204, 204, 0.5)', [204, 204, 204]],
    ['', [128, 128, 128]],
  ])('reads %j as themes write it', (text, expected) => {
    expect(parseColor(text)).toEqual(expected);
  });

  test('have the contrasts that WCAG 2 publishes', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 10);
    // The well-known lightest grey that passes 4.5 : 1 on white, and the first that does not.
    expect(contrast([118, 118, 118], [255, 255, 255])).toBeGreaterThan(4.5);
    expect(contrast([119, 119, 119], [255, 255, 255])).toBeLessThan(4.5);
  });

  test('mix from one end to the other', () => {
    expect(mix([0, 100, 200], [100, 0, 200], 0)).toEqual([0, 100, 200]);
    expect(mix([0, 100, 200], [100, 0, 200], 1)).toEqual([100, 0, 200]);
    expect(mix([0, 100, 200], [100, 0, 200], 0.25)).toEqual([25, 75, 200]);
  });
});

describe('text in a cell', () => {
  test('reads at 4.5 : 1 or better on any background', () => {
    fc.assert(
      fc.property(color, (background) => {
        expect(contrast(readableOn(background), background)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });
});

describe('a line of a chart', () => {
  test('is seen at 3 : 1 or better on any background', () => {
    fc.assert(
      fc.property(color, color, (line, background) => {
        expect(contrast(legible(line, background), background)).toBeGreaterThanOrEqual(3);
      }),
    );
  });

  test('keeps the colour of the theme where that is seen well enough', () => {
    expect(legible([55, 148, 255], [31, 31, 31])).toEqual([55, 148, 255]);
  });
});
