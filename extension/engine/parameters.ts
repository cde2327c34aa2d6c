import { product } from '../kernels/sizes';
import type { Kernels } from '../kernels/variant';
import type { KernelLayer, KernelParameter } from '../layers/kernel-layer';

/** A parameter tensor and its place among all parameters. */
export interface ParameterPlace extends KernelParameter {
  readonly count: number;
  /** Floats from the start of the parameters; a multiple of 4. */
  readonly offset: number;
}

export interface ParameterPlaces {
  /** Places of each layer, in order. */
  readonly layers: readonly (readonly ParameterPlace[])[];
  /** Floats of all parameters, each tensor padded to a multiple of 4. */
  readonly count: number;
}

/** Puts all trained tensors one after the other. */
export function placeParameters(kernels: Kernels, layers: readonly KernelLayer[]): ParameterPlaces {
  let end = 0;
  const placed = layers.map(({ parameters }) =>
    parameters.map((tensor): ParameterPlace => {
      const count = product(tensor.shape);
      const offset = end;
      const [outFeatures, inFeatures] = tensor.shape;
      end += tensor.onPixels
        ? kernels.pixelWeightFloats(inFeatures!, outFeatures!)
        : Math.ceil(count / 4) * 4;
      return { ...tensor, count, offset };
    }),
  );
  return { layers: placed, count: end };
}
