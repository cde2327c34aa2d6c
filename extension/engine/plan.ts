import type { ImageShape } from '#shared/image-shape';
import type { LayerPlan } from '../layers/kinds';
import type { OptimizerPlan } from '../optimizers/kinds';

/**
 * What the engine is told about a network: layers in order with every size resolved, and the
 * optimiser. Shapes are for one image, channels first, as PyTorch has them.
 */
export interface NetworkPlan {
  readonly inputShape: ImageShape;
  readonly layers: readonly LayerPlan[];
  readonly optimizer: OptimizerPlan;
  readonly initialization: Initialization;
  readonly normalization: Normalization;
  /** How training varies images; null: not at all. */
  readonly augment: AugmentPlan | null;
  /**
   * (classes) What the loss of an image in training counts by, the mean being weighted too: PyTorch's
   * `CrossEntropyLoss(weight)`. Absent: all count the same.
   */
  readonly classWeights?: readonly number[];
}

/** What a byte of each channel counts as: (byte - mean) / deviation. */
export interface Normalization {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** See assembly/augment: all of it drawn anew for each image of each batch. */
export interface AugmentPlan {
  /** The most of turning, to either side. */
  readonly degrees: number;
  /** The most of shearing along x, to either side, in degrees. */
  readonly shear: number;
  /** Pixels along x and y, to either side. */
  readonly shift: readonly [number, number];
  readonly scale: readonly [number, number];
  /** Probability of swapping left and right. */
  readonly flip: number;
  /** Strength, and deviation and radius of the Gaussian that smoothes it, in pixels. */
  readonly elastic: {
    readonly alpha: number;
    readonly sigma: number;
    readonly radius: number;
  } | null;
  /** Probability, share of the area, height by width. */
  readonly erasing: {
    readonly p: number;
    readonly scale: readonly [number, number];
    readonly ratio: readonly [number, number];
  } | null;
}

/** First weights; biases are always U(-1/sqrt(fan_in), 1/sqrt(fan_in)). */
export type Initialization =
  'default' | 'xavier_uniform' | 'xavier_normal' | 'kaiming_uniform' | 'kaiming_normal';

/** Where a network's random numbers come from. */
export interface RandomSource {
  /** Unsigned 32-bit integer. */
  readonly seed: number;
  /** Keeps networks apart that share a seed; unsigned 32-bit integer. */
  readonly stream: number;
}
