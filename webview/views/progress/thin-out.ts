import type { Range, Value } from './curves';

/** What a line is drawn by; null breaks it. */
export interface Line {
  readonly x: number[];
  readonly y: (number | null)[];
}

/**
 * The part of a curve from `from` to `to`, and one point on either side, in no more than about two
 * points a column: each bucket of neighbours gives its least and its largest value, so no peak is
 * lost; where points have a `range` of their own, these are its ends. Buckets hold a power of two and begin at its multiples: a point that comes leaves the others be.
 */
export function thinOut(
  positions: readonly number[],
  values: readonly Value[],
  [from, to]: readonly [number, number],
  columns: number,
  range: Range | null = null,
): Line {
  const first = Math.max(0, lowerBound(positions, values.length, from) - 1);
  const end = Math.min(values.length, lowerBound(positions, values.length, to) + 1);
  const size = 2 ** Math.max(0, Math.ceil(Math.log2((end - first) / columns)));
  const line: Line = { x: [], y: [] };
  for (let start = first - (first % size); start < end; start += size) {
    addBucket(line, positions, values, range, Math.max(first, start), Math.min(end, start + size));
  }
  return line;
}

function addBucket(
  { x, y }: Line,
  positions: readonly number[],
  values: readonly Value[],
  range: Range | null,
  start: number,
  end: number,
): void {
  const { least: low, most: high } = range ?? { least: values, most: values };
  let least = -1;
  let most = -1;
  for (let i = start; i < end; i++) {
    if (!isNumber(values[i])) continue;
    if (least === -1 || low[i]! < low[least]!) least = i;
    if (most === -1 || high[i]! > high[most]!) most = i;
  }
  if (least !== -1) {
    const ends = [
      { index: least, value: low[least]! },
      { index: most, value: high[most]! },
    ];
    if (most < least) ends.reverse();
    if (least === most && low[least] === high[most]) ends.pop();
    for (const { index, value } of ends) {
      x.push(positions[index]!);
      y.push(value);
    }
  }
  const last = end - 1;
  if (!isNumber(values[last]) && last > Math.max(least, most)) {
    x.push(positions[last]!);
    y.push(null);
  }
}

export function isNumber(value: Value): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** How many of the first `length` positions are less than `value`. */
function lowerBound(positions: readonly number[], length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positions[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
