/** Arithmetic of confusion matrices: rows actual, columns predicted. */

export type Matrix = readonly (readonly number[])[];

export interface Cell {
  readonly actual: number;
  readonly predicted: number;
}

/** A class taken for another, and how often. */
export interface Confusion extends Cell {
  readonly count: number;
}

/** The most frequent mistakes, most frequent first. */
export function mostConfused(counts: Matrix, limit = 3): Confusion[] {
  return mistakesOf(counts)
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, limit);
}

/** All cells off the diagonal. */
function mistakesOf(matrix: Matrix): Confusion[] {
  return matrix
    .flatMap((row, actual) => row.map((count, predicted) => ({ actual, predicted, count })))
    .filter(({ actual, predicted }) => actual !== predicted);
}

export function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** How many images were taken for a class that is not theirs. */
export function mistakeCount(counts: Matrix): number {
  return total(mistakesOf(counts).map(({ count }) => count));
}

/** The share of images that were recognised; 0 where there are none. */
export function accuracyOf(counts: Matrix): number {
  return share(total(counts.map((row, i) => row[i]!)), total(counts.flat()));
}

/** Per class: of its images, the share that was recognised; 0 where a class has none. */
export function recallOf(counts: Matrix): number[] {
  return counts.map((row, i) => share(row[i]!, total(row)));
}

/** Per class: of the images taken for it, the share that was of it; 0 where none was. */
export function precisionOf(counts: Matrix): number[] {
  return counts.map((row, i) => share(row[i]!, total(counts.map((other) => other[i]!))));
}

/** Each count as a share of its row; 0 in the row of a class without images. */
export function rowShares(counts: Matrix): number[][] {
  return counts.map((row) => row.map((count) => share(count, total(row))));
}

/** `b − a`, cell by cell. */
export function difference(a: Matrix, b: Matrix): number[][] {
  return b.map((row, i) => row.map((value, j) => value - a[i]![j]!));
}

/** The mistakes that became rarer and those that became more frequent; the largest changes first. */
export function largestChanges(
  changes: Matrix,
  limit = 3,
): { readonly rarer: Confusion[]; readonly commoner: Confusion[] } {
  const opposite = changes.map((row) => row.map((change) => -change));
  return { rarer: mostConfused(opposite, limit), commoner: mostConfused(changes, limit) };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
