/** What losses count by where classes are rare. */

/** A class is a byte to the engine. */
export const MOST_CLASSES = 256;

/**
 * scikit-learn's `class_weight="balanced"`: n / (classes × images of the class), so that the weights of all images have
 * a mean of 1. Classes without images count neither as classes nor as anything else: 1.
 * @param counts training images of each class
 */
export function balancedWeights(counts: readonly number[]): number[] {
  const images = counts.reduce((sum, count) => sum + count, 0);
  const classes = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 1 : images / (classes * count)));
}
