/** The class that a network finds likeliest. */
export interface Prediction {
  readonly predicted: number;
  /** 0 to 1 */
  readonly probability: number;
}

/** Null where there are no numbers: the network has diverged. */
export function predictionOf(probabilities: readonly (number | null)[]): Prediction | null {
  let best: Prediction | null = null;
  for (const [predicted, probability] of probabilities.entries()) {
    // On its way through JSON a probability of NaN becomes null.
    if (probability === null || !Number.isFinite(probability)) return null;
    if (best === null || probability > best.probability) best = { predicted, probability };
  }
  return best;
}
