/** Arithmetic of confusion matrices. */

/** Counts of images: rows actual classes, columns predicted ones. */
export type Confusion = readonly (readonly number[])[];

/** A share of nothing is no share, and no 0 either: null. */
export type Share = number | null;

export interface Cell {
  readonly actual: number;
  readonly predicted: number;
}

/** A class taken for another, and how often. */
export interface Mistake extends Cell {
  readonly count: number;
}

/** The most frequent mistakes, most frequent first. */
export function mostConfused(counts: Confusion, limit = 3): Mistake[] {
  return mistakesOf(counts)
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, limit);
}

/** All cells off the diagonal. */
function mistakesOf(counts: Confusion): Mistake[] {
  return counts
    .flatMap((row, actual) => row.map((count, predicted) => ({ actual, predicted, count })))
    .filter(({ actual, predicted }) => actual !== predicted);
}

export function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** How many images were taken for a class that is not theirs. */
export function mistakeCount(counts: Confusion): number {
  return total(mistakesOf(counts).map(({ count }) => count));
}

/** The share of images that were recognised. Of at least one image: a test set without any is refused. */
export function accuracyOf(counts: Confusion): number {
  return total(counts.map((row, i) => row[i]!)) / total(counts.flat());
}

/** Per class: of its images, the share that was recognised; null where a class has none. */
export function recallOf(counts: Confusion): Share[] {
  return counts.map((row, i) => share(row[i]!, total(row)));
}

/** Per class: of the images taken for it, the share that was of it; null where none was. */
export function precisionOf(counts: Confusion): Share[] {
  return counts.map((row, i) => share(row[i]!, total(counts.map((other) => other[i]!))));
}

/** Each count as a share of its row; null in the row of a class without images. */
export function rowShares(counts: Confusion): Share[][] {
  return counts.map((row) => row.map((count) => share(count, total(row))));
}

/** `b − a`, cell by cell. */
export function difference(a: Confusion, b: Confusion): number[][] {
  return b.map((row, i) => row.map((value, j) => value - a[i]![j]!));
}

/** The same of shares; null where either has none. */
export function shareDifference(
  a: readonly (readonly Share[])[],
  b: readonly (readonly Share[])[],
): Share[][] {
  return b.map((row, i) =>
    row.map((value, j) => {
      const other = a[i]![j] ?? null;
      return value === null || other === null ? null : value - other;
    }),
  );
}

/** The mistakes that became rarer and those that became more frequent; the largest changes first. */
export function largestChanges(
  changes: Confusion,
  limit = 3,
): { readonly rarer: Mistake[]; readonly commoner: Mistake[] } {
  const opposite = changes.map((row) => row.map((change) => -change));
  return { rarer: mostConfused(opposite, limit), commoner: mostConfused(changes, limit) };
}

function share(part: number, whole: number): Share {
  return whole === 0 ? null : part / whole;
}
