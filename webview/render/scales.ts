import { mix, type Rgb } from './color';

// Both scales grow lighter all the way, so that they can be read without telling colours apart, and on
// any theme's background.
const negative: Rgb = [94, 8, 0];
const zero: Rgb = [122, 122, 126];
const positive: Rgb = [176, 226, 255];

/** A signed value: dark red for -1, grey for 0, light blue for 1. */
export function signedColor(share: number): Rgb {
  return share < 0 ? mix(zero, negative, -share) : mix(zero, positive, share);
}

const cold: Rgb = [10, 6, 26];
const warm: Rgb = [214, 84, 28];
const hot: Rgb = [255, 240, 180];

/** An amount: from nearly black for 0 to light yellow for 1. */
export function heatColor(share: number): Rgb {
  return share < 0.5 ? mix(cold, warm, 2 * share) : mix(warm, hot, 2 * share - 1);
}

/** Colours of a scale from its least to its most, for a key beside the pictures. */
export function gradientOf(color: (share: number) => Rgb, from: number): string {
  const stops = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const [red, green, blue] = color(from + (1 - from) * part);
    return `rgb(${red}, ${green}, ${blue}) ${100 * part}%`;
  });
  return `linear-gradient(to right, ${stops.join(', ')})`;
}
