import { crossEntropyOf, predictedClass, rowOf } from '../models/prediction';

/** Counts of images: rows are actual classes, columns predicted ones. */
export type Confusion = readonly (readonly number[])[];

export function emptyConfusion(classes: number): number[][] {
  return Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
}

/**
 * Adds images to a confusion matrix.
 *
 * @param logits (count, classes), row after row
 * @param labels actual classes (count)
 */
export function countPredictions(
  confusion: number[][],
  logits: Float32Array,
  labels: Uint8Array,
): void {
  const classes = confusion.length;
  labels.forEach((label, image) => {
    const predicted = predictedClass(logits, image, classes);
    confusion[label]![predicted]! += 1;
  });
}

/**
 * Sum of the images' cross-entropies.
 *
 * @param logits (count, classes), row after row
 * @param labels actual classes (count)
 */
export function crossEntropy(logits: Float32Array, labels: Uint8Array, classes: number): number {
  let loss = 0;
  labels.forEach((label, image) => {
    loss += crossEntropyOf(rowOf(logits, image, classes), label);
  });
  return loss;
}

/** Share of images on the diagonal, 0 to 1. */
export function accuracy(confusion: Confusion): number {
  const right = sum(confusion.map((row, i) => row[i]!));
  return ratio(right, sum(confusion.map(sum)));
}

/** Per class, the share of the images predicted as that class that are of it; 0 where there are none. */
export function precision(confusion: Confusion): number[] {
  return confusion.map((row, i) => ratio(row[i]!, sum(confusion.map((other) => other[i]!))));
}

/** Per class, the share of its images that are predicted as it; 0 where there are none. */
export function recall(confusion: Confusion): number[] {
  return confusion.map((row, i) => ratio(row[i]!, sum(row)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
