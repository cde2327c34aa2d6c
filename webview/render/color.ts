/** Red, green, blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Reads `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(…)` and `rgba(…)`; grey for anything else. */
export function parseColor(text: string): Rgb {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text.trim())?.[1];
  if (hex !== undefined) {
    const wide = hex.length <= 4 ? hex.replace(/./g, '$&$&') : hex;
    return [0, 2, 4].map((at) => parseInt(wide.slice(at, at + 2), 16)) as unknown as Rgb;
  }
  const numbers = text.match(/[\d.]+/g)?.map(Number) ?? [];
  const [red = 128, green = 128, blue = 128] = numbers;
  return [red, green, blue];
}

/** From `a` at 0 to `b` at 1. */
export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return a.map((value, i) => Math.round(value + (b[i]! - value) * share)) as unknown as Rgb;
}

export function toCss([red, green, blue]: Rgb): string {
  return `rgb(${red}, ${green}, ${blue})`;
}

/** Contrast ratio of WCAG 2, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];

/**
 * The colour itself, or as much nearer to black or white as a line needs to be seen on `background`:
 * 3 : 1, as WCAG 2 asks of graphics. Some themes' yellow does not reach it.
 */
export function legible(color: Rgb, background: Rgb): Rgb {
  const end = readableOn(background);
  let share = 0;
  while (contrast(mix(color, end, share), background) < 3) share += 0.05;
  return mix(color, end, share);
}

/** Black or white, whichever reads better; always at least 4.5 : 1. */
export function readableOn(background: Rgb): Rgb {
  return contrast(background, black) >= contrast(background, white) ? black : white;
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
