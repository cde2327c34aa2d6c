import { describe, expect, test } from 'vitest';
import { contrast, parseColor, type Rgb } from '../../webview/render/color';
import { seriesColors } from '../../webview/render/series-colors';
import { dashes } from '../../webview/render/theme';

/** Background, then what themes of VS Code have for charts (blue to orange), cyan, magenta and text. */
const themes: Readonly<Record<string, string>> = {
  dark: '#181818 #59a4f9 #cca700 #b180d7 #89d185 #f14c4c #d18616 #11a8cd #bc3fbc #cccccc',
  light: '#f8f8f8 #0063d3 #bf8803 #652d90 #388a34 #e51400 #d18616 #0598bc #bc05bc #3b3b3b',
  'high contrast': '#000000 #59a4f9 #ffd370 #b180d7 #89d185 #f48771 #ab5a00 #00cdcd #cd00cd #fff',
  'light high contrast':
    '#ffffff #0063d3 #895503 #652d90 #374e06 #b5200d #0f4a85 #0598bc #bc05bc #292929',
  'one colour for all': `#1f1f1f ${'#3794ff '.repeat(9)}`,
};

/** In CIE's Lab of 1976, where 2.3 is what one just notices side by side. */
function difference(a: Rgb, b: Rgb): number {
  const lab = (color: Rgb): number[] => {
    const [r, g, b] = color.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    const [x, y, z] = [
      (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
      0.2126 * r + 0.7152 * g + 0.0722 * b,
      (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    ].map((t) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116)) as [
      number,
      number,
      number,
    ];
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
  };
  const [first, second] = [lab(a), lab(b)];
  return Math.hypot(...first.map((value, i) => value - second[i]!));
}

describe.each(Object.entries(themes))('ten networks in a theme of %s', (_name, written) => {
  const [background, ...themed] = written.trim().split(' ').map(parseColor) as [Rgb, ...Rgb[]];
  const colors = seriesColors(themed, background);

  test('have ten colours, no two of them alike', () => {
    expect(colors).toHaveLength(10);
    for (const [i, color] of colors.entries()) {
      for (const other of colors.slice(0, i)) {
        expect(difference(color, other), `${color.join()} and ${other.join()}`).toBeGreaterThan(12);
      }
    }
  });

  test('are seen on the background', () => {
    for (const color of colors) expect(contrast(color, background)).toBeGreaterThanOrEqual(3);
  });
});

test('ten networks have ten kinds of dashes, for whom colours say nothing', () => {
  expect(dashes).toHaveLength(10);
  expect(new Set(dashes.map((dash) => dash.join())).size).toBe(10);
});

test('the first colours are the theme’s own', () => {
  const [background, ...themed] = themes.dark!.split(' ').map(parseColor) as [Rgb, ...Rgb[]];
  expect(seriesColors(themed, background).slice(0, 9)).toEqual(themed);
});
