import type { ParameterPlace } from './parameters';
import type { Initialization } from './plan';

/** Where a parameter's first values come from. */
export type Distribution =
  | { readonly type: 'constant'; readonly value: number }
  /** U(-bound, bound) */
  | { readonly type: 'uniform'; readonly bound: number }
  /** N(0, deviation²) */
  | { readonly type: 'normal'; readonly deviation: number };

/** Gain of `nn.init.kaiming_*` as called without arguments: leaky ReLU with slope 0. */
const KAIMING_GAIN = Math.SQRT2;

/**
 * PyTorch's: biases are always U(±1/sqrt(fan_in)), as `Linear` and `Conv2d` make them. The other
 * initialisations are those of `nn.init`, applied to weights: Xavier is Glorot and Bengio 2010, Kaiming is
 * He et al. 2015.
 */
export function distributionOf(
  place: ParameterPlace,
  initialization: Initialization,
): Distribution {
  const { fanIn, fanOut, shape } = place;
  if (place.constant !== undefined) return { type: 'constant', value: place.constant };
  const isBias = shape.length === 1;
  switch (isBias ? 'default' : initialization) {
    case 'default':
      return { type: 'uniform', bound: 1 / Math.sqrt(fanIn) };
    case 'xavier_uniform':
      return { type: 'uniform', bound: Math.sqrt(6 / (fanIn + fanOut)) };
    case 'xavier_normal':
      return { type: 'normal', deviation: Math.sqrt(2 / (fanIn + fanOut)) };
    case 'kaiming_uniform':
      return { type: 'uniform', bound: KAIMING_GAIN * Math.sqrt(3 / fanIn) };
    case 'kaiming_normal':
      return { type: 'normal', deviation: KAIMING_GAIN / Math.sqrt(fanIn) };
  }
}
