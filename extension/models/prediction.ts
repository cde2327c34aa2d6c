/**
 * The class that a network takes an image for: the most probable one, the first of equals.
 * @param probabilities (count, classes), row after row
 */
export function predictedClass(
  probabilities: ArrayLike<number>,
  image: number,
  classes: number,
): number {
  const first = image * classes;
  let predicted = 0;
  for (let i = 1; i < classes; i++) {
    if (probabilities[first + i]! > probabilities[first + predicted]!) predicted = i;
  }
  return predicted;
}
