import type { LayerPlan } from '../layers/kinds';
import type { OptimizerPlan } from '../optimizers/kinds';

/** (C, H, W) of one image. */
export type ImageShape = readonly [number, number, number];

/**
 * What the engine is told about a network: layers in order with every size resolved, and the
 * optimiser. Shapes are for one image, channels first, as PyTorch has them.
 */
export interface NetworkPlan {
  readonly inputShape: ImageShape;
  readonly layers: readonly LayerPlan[];
  readonly optimizer: OptimizerPlan;
  readonly initialization: Initialization;
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
