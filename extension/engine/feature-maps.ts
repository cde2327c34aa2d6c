import type { KernelLayer } from '../layers/kernel-layer';
import type { FeatureMaps } from './api';

/** Where a convolution's feature maps are once an image has gone through the network. */
export interface MapPlace extends Omit<FeatureMaps, 'values'> {
  /** Bytes from the start of a thread's scratch to (channels, height, width, 8). */
  readonly offset: number;
}

/**
 * The feature maps of each convolution: its output after its activation, with the norm between the two
 * where there is one. Without an activation they are what the convolution itself gives.
 * @param outputs of each layer, in bytes from the start of a thread's scratch
 */
export function featureMaps(
  layers: readonly KernelLayer[],
  outputs: readonly number[],
): MapPlace[] {
  return layers.flatMap(({ maps }, index) =>
    maps === null ? [] : [{ ...maps, offset: outputs[activationAfter(layers, index)]! }],
  );
}

/** Place of the layer whose output is a convolution's, seen with its activation. */
function activationAfter(layers: readonly KernelLayer[], index: number): number {
  const next = layers[index + 1]?.seenAs === 'norm' ? index + 2 : index + 1;
  return layers[next]?.seenAs === 'activation' ? next : index;
}
