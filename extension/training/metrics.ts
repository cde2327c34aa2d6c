import { crossEntropyOf, predictedClass, rowOf } from '../models/prediction';

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
