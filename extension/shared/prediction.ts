import { argmax } from './argmax';

/** The class that a network finds likeliest. */
export interface Prediction {
  readonly predicted: number;
  /** 0 to 1 */
  readonly probability: number;
}

/** Null where there are no numbers: the network has diverged. */
export function predictionOf(probabilities: readonly number[]): Prediction | null {
  if (probabilities.length === 0 || !probabilities.every(Number.isFinite)) return null;
  const predicted = argmax(probabilities);
  return { predicted, probability: probabilities[predicted]! };
}
