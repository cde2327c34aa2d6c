import { predictionOf } from '#shared/prediction';

/** What one network takes an image for. */
export interface Vote {
  readonly model: string;
  /** Index of the class; null where the probabilities are no numbers: the network has diverged. */
  readonly predicted: number | null;
  /** 0 to 1 */
  readonly probability: number;
}

/** The likeliest class. */
export function voteOf(model: string, probabilities: readonly number[]): Vote {
  return { model, ...(predictionOf(probabilities) ?? { predicted: null, probability: 0 }) };
}

/** Networks that take an image for the same class. */
export interface Camp {
  readonly predicted: number | null;
  readonly models: readonly string[];
}

/** Who agrees with whom: in the order of the networks, the largest camp last. */
export function campsOf(votes: readonly Vote[]): readonly Camp[] {
  const camps = [...new Set(votes.map(({ predicted }) => predicted))].map((predicted) => ({
    predicted,
    models: votes.filter((vote) => vote.predicted === predicted).map(({ model }) => model),
  }));
  // Sorting keeps the order of equals.
  return camps.sort((a, b) => a.models.length - b.models.length);
}

/** Indices of the classes to show: all in their order, or the likeliest of many. */
export function classesToShow(probabilities: readonly number[], limit: number): readonly number[] {
  const indices = probabilities.map((_, i) => i);
  if (indices.length <= limit) return indices;
  return indices.sort((a, b) => probabilities[b]! - probabilities[a]!).slice(0, limit);
}
