import { median } from './style';

/**
 * Tells ink from the paper that it is on: of a scan, of a picture made by a program, or of a photo, on which light falls
 * from one side and paper has grain.
 */

export interface OnPaper {
  /** (height, width) 0 for paper, 255 for ink as dark (or as light) as most. */
  readonly ink: Uint8Array;
  /** Ink is darker than its paper. */
  readonly dark: boolean;
  /** The paper is not of one brightness, and was taken away place by place. */
  readonly uneven: boolean;
}

/** Grey levels within which paper is of one brightness. */
const EVEN = 4;
/** Share of the pixels, those of the paper, that have to be within. */
const MOSTLY = 0.6;
/** Radius of the neighbourhood that tells what paper is like, as a share of the shorter side. */
const NEARBY = 1 / 6;
/** Ink has at least so many grey levels more than what is left of the paper. */
const FAINTEST = 24;

/** @param grey (height, width) */
export function inkOf(grey: Uint8Array, height: number, width: number): OnPaper {
  const middle = median([...grey]);
  const even = grey.filter((value) => Math.abs(value - middle) <= EVEN).length;
  return even >= MOSTLY * grey.length
    ? onEvenPaper(grey, middle)
    : onUnevenPaper(grey, height, width);
}

function onEvenPaper(grey: Uint8Array, paper: number): OnPaper {
  let sum = 0;
  for (const value of grey) sum += Math.sign(value - paper) * (value - paper) ** 2;
  const dark = sum < 0;
  const ink = Float64Array.from(grey, (value) => Math.max(0, dark ? paper - value : value - paper));
  // What is as light as paper's own grain is paper.
  const most = quantile(
    ink.filter((value) => value > FAINTEST),
    0.9,
  );
  return { ink: stretched(ink, EVEN, most), dark, uneven: false };
}

function onUnevenPaper(grey: Uint8Array, height: number, width: number): OnPaper {
  const radius = Math.max(2, Math.round(Math.min(height, width) * NEARBY));
  const around = meanNearby(Float64Array.from(grey), null, height, width, radius);
  let skew = 0;
  for (let i = 0; i < grey.length; i++) skew += (grey[i]! - around[i]!) ** 3;
  const dark = skew < 0;
  const light = Float64Array.from(grey, (value) => (dark ? 255 - value : value));
  // What is well above its neighbourhood is no paper; once it is left out, paper is what remains nearby.
  let paper = dark ? around.map((value) => 255 - value) : around;
  for (let round = 0; round < 3; round++) {
    const above = light.map((value, i) => value - paper[i]!);
    const cut = Math.max(FAINTEST / 2, round === 0 ? 0 : otsu(above) / 2);
    const isPaper = Uint8Array.from(above, (value) => Number(value < cut));
    paper = meanNearby(light, isPaper, height, width, radius);
  }
  const above = light.map((value, i) => Math.max(0, value - paper[i]!));
  const cut = Math.max(FAINTEST, otsu(above));
  const most = quantile(
    above.filter((value) => value > cut),
    0.5,
  );
  return { ink: stretched(above, 0.6 * cut, Math.max(most, 1.2 * cut)), dark, uneven: true };
}

/** 0 up to `least`, 255 from `most` on. */
function stretched(values: Float64Array, least: number, most: number): Uint8Array {
  if (!(most > least)) return new Uint8Array(values.length);
  return Uint8Array.from(values, (value) =>
    Math.round(255 * Math.max(0, Math.min(1, (value - least) / (most - least)))),
  );
}

function quantile(values: Float64Array, share: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/**
 * Mean over the square around each pixel, from sums of all that lies above and to the left.
 * @param chosen of which pixels; null: of all. Where none is near, the mean of all that are chosen.
 */
function meanNearby(
  values: Float64Array,
  chosen: Uint8Array | null,
  height: number,
  width: number,
  radius: number,
): Float64Array {
  const line = width + 1;
  const sums = new Float64Array((height + 1) * line);
  const counts = new Float64Array((height + 1) * line);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const weight = chosen === null ? 1 : chosen[i]!;
      const at = (y + 1) * line + x + 1;
      sums[at] = sums[at - 1]! + sums[at - line]! - sums[at - line - 1]! + weight * values[i]!;
      counts[at] = counts[at - 1]! + counts[at - line]! - counts[at - line - 1]! + weight;
    }
  }
  const all = sums.at(-1)! / counts.at(-1)!;
  const means = new Float64Array(values.length);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - radius), Math.min(height, y + radius + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - radius), Math.min(width, x + radius + 1)];
      const within = (of: Float64Array): number =>
        of[bottom * line + right]! -
        of[top * line + right]! -
        of[bottom * line + left]! +
        of[top * line + left]!;
      const count = within(counts);
      means[y * width + x] = count > 0 ? within(sums) / count : all;
    }
  }
  return means;
}

/**
 * The value that parts two groups best: N. Otsu, A Threshold Selection Method from Gray-Level Histograms, 1979.
 * @param values those below 0 count as 0
 */
function otsu(values: Float64Array): number {
  const histogram = new Float64Array(256);
  for (const value of values) histogram[Math.max(0, Math.min(255, Math.round(value)))]!++;
  const total = histogram.reduce((sum, count, level) => sum + count * level, 0);
  let [below, weighted, best, threshold] = [0, 0, -1, 0];
  for (let level = 0; level < 255; level++) {
    below += histogram[level]!;
    weighted += level * histogram[level]!;
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const difference = weighted / below - (total - weighted) / above;
    const between = below * above * difference * difference;
    if (between > best) [best, threshold] = [between, level + 0.5];
  }
  return threshold;
}
