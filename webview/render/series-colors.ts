import { legible, type Rgb } from './color';

/** So many networks can be told apart in one chart. */
export const SERIES = 10;
/** Colours nearer to each other than this look alike in a thin line; see `distance`. */
const APART = 60;

/** Okabe and Ito's colours, and what else is left: for themes whose own are too few or too alike. */
const others: readonly Rgb[] = [
  [0, 158, 115],
  [213, 94, 0],
  [204, 121, 167],
  [86, 180, 233],
  [140, 100, 60],
  [120, 120, 120],
  [0, 90, 200],
  [90, 20, 120],
  [240, 200, 120],
  [200, 240, 160],
  [20, 60, 60],
  [110, 20, 20],
];

/** As many of a theme's colours as differ on its background, and others in place of the rest. */
export function seriesColors(themed: readonly Rgb[], background: Rgb): Rgb[] {
  const chosen: Rgb[] = [];
  for (const candidate of [...themed, ...others]) {
    const color = legible(candidate, background);
    if (chosen.every((other) => distance(color, other) >= APART)) chosen.push(color);
  }
  return chosen.slice(0, SERIES);
}

/** How far two colours are from each other for the eye: 0 to 765, weighed by the redness of both. */
export function distance([r1, g1, b1]: Rgb, [r2, g2, b2]: Rgb): number {
  const red = (r1 + r2) / 2;
  const [dr, dg, db] = [r1 - r2, g1 - g2, b1 - b2];
  return Math.sqrt((2 + red / 256) * dr * dr + 4 * dg * dg + (2 + (255 - red) / 256) * db * db);
}
