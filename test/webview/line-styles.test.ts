import { describe, expect, test } from 'vitest';
import { contrast, parseColor, type Rgb, toCss } from '../../webview/render/color';
import { distance, seriesColors } from '../../webview/render/series-colors';
import type { Theme } from '../../webview/render/theme';
import { MAXIMUM_RUNS } from '../../webview/views/progress/curves';
import { type LineStyle, lineStyleOf } from '../../webview/views/progress/shown-curves';

const rgb = (...hexes: string[]): Rgb[] => hexes.map(parseColor);
const charts = rgb('#3794ff', '#cca700', '#b180d7', '#89d185', '#f14c4c', '#d18616');
const lightCharts = rgb('#1a85ff', '#bf8803', '#652d90', '#388a34', '#e51400', '#d18616');
/** Backgrounds and curve colours of the themes that come with VS Code. */
const themes: Readonly<Record<string, readonly [Rgb, readonly Rgb[]]>> = {
  dark: [[24, 24, 24], charts],
  light: [[248, 248, 248], lightCharts],
  'high contrast': [[0, 0, 0], charts],
};
const indices = Array.from({ length: MAXIMUM_RUNS }, (_, index) => index);

describe.each(Object.entries(themes))('styles in %s', (_name, [background, colors]) => {
  const theme: Theme = {
    background,
    foreground: '#cccccc',
    grid: '#404040',
    right: [0, 0, 255],
    wrong: [255, 0, 0],
    series: seriesColors(colors, background).map(toCss),
    fontFamily: 'sans-serif',
  };
  const alone = (index: number): LineStyle => lineStyleOf({ index, run: null }, theme);
  const compared = (index: number, run: number): LineStyle =>
    lineStyleOf({ index, run: { name: null, index: run } }, theme);
  const different = (styles: readonly LineStyle[], of: (style: LineStyle) => unknown) =>
    new Set(styles.map((style) => JSON.stringify(of(style)))).size;

  test('tell networks of one run apart by colour and by dashes', () => {
    expect(different(indices.map(alone), ({ color }) => color)).toBe(10);
    expect(different(indices.map(alone), ({ dash }) => dash)).toBe(10);
  });

  test('tell runs apart by dashes, whatever the network', () => {
    const styles = indices.map((run) => compared(1, run));
    expect(different(styles, ({ dash }) => dash)).toBe(MAXIMUM_RUNS);
    for (const run of indices) expect(compared(4, run).dash).toEqual(compared(1, run).dash);
  });

  test('give the shown run the networks’ own colours, and others near it shades that differ', () => {
    for (const index of indices) {
      expect(compared(index, 0).color).toBe(alone(index).color);
      const shades = [0, 1, 2].map((run) => parseColor(compared(index, run).color));
      expect(
        different(
          [0, 1, 2].map((run) => compared(index, run)),
          ({ color }) => color,
        ),
      ).toBe(3);
      for (const shade of shades) expect(contrast(shade, background)).toBeGreaterThanOrEqual(3);
      expect(distance(shades[0]!, shades[1]!)).toBeGreaterThan(30);
    }
  });

  test('draw no run by fewer than one and a half pixels', () => {
    for (const run of indices) expect(compared(0, run).width).toBeGreaterThanOrEqual(1.5);
    expect(compared(0, 0).width).toBeGreaterThan(compared(0, 1).width);
  });
});
