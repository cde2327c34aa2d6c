export type Range = readonly [number, number];

/** What of a line the vertical axis depends on. */
export interface Values {
  readonly x: readonly number[];
  /** As long as `x`; null leaves a gap. */
  readonly y: readonly (number | null)[];
}

/** A value beyond the end of the axis. */
export interface Peak {
  readonly x: number;
  readonly value: number;
}

/** So many times as high as is usual is beyond the axis. */
const UNUSUAL = 4;
/** A line that is higher for less than the rest of its points has a peak there. */
const MOSTLY = 0.9;
/** Share of the axis, at either end. */
const AIR = 0.05;

/** From the least to the largest value, with some air. */
export function fullRange(lines: readonly Values[]): Range {
  return rangeUpTo(lines, Infinity);
}

/**
 * A range for values from 0 on that no outlier can own: neither a moment of one line nor one line among
 * others. Where a line begins counts as usual: the way down from there is what one looks for.
 */
export function usualRange(lines: readonly Values[]): Range {
  const curves = lines
    .map(({ y }) => y.filter((value) => value !== null))
    .filter((values) => values.length > 0);
  const begins = curves.map(([first]) => first!);
  const heights = curves.map((values) => {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.floor(MOSTLY * (sorted.length - 1))]!;
  });
  // One of two that has learned already does not hide how the other learns; the higher may be the outlier.
  const usual = Math.max(middle(begins, Math.ceil), middle(heights, Math.floor));
  return usual > 0 ? rangeUpTo(lines, UNUSUAL * usual) : fullRange(lines);
}

/** The median; of an even number, the lower or the upper of the two in the middle. */
function middle(values: readonly number[], round: (index: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[round((sorted.length - 1) / 2)] ?? 0;
}

function rangeUpTo(lines: readonly Values[], ceiling: number): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const { y } of lines) {
    for (const value of y) {
      if (value === null || value > ceiling) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) return [0, 1];
  const air = (high - low) * AIR || Math.abs(high) * AIR || 1;
  return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}

/** The highest point of each stretch of a line that is above the range. */
export function peaksAbove({ x, y }: Values, [, top]: Range): Peak[] {
  const peaks: Peak[] = [];
  let above = false;
  for (const [i, value] of y.entries()) {
    if (value === null || value <= top) {
      above = false;
      continue;
    }
    if (!above) peaks.push({ x: x[i]!, value });
    else if (value > peaks.at(-1)!.value) peaks[peaks.length - 1] = { x: x[i]!, value };
    above = true;
  }
  return peaks;
}
