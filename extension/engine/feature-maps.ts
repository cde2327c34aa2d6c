import { isBatchNorm, type LoweredLayer } from './lower';
import type { FeatureMaps } from './network-plan';

/** Where a convolution's feature maps are once an image has gone through the network. */
export interface MapPlace extends Omit<FeatureMaps, 'values'> {
  /** Bytes from the start of a thread's scratch to (channels, height, width, 8). */
  readonly offset: number;
}

const activations = ['relu', 'leaky_relu', 'sigmoid', 'tanh', 'gelu', 'silu'];

/**
 * The feature maps of each convolution: its output after its activation, with the batch norm between the
 * two where there is one. Without an activation they are what the convolution itself gives.
 * @param outputs of each layer, in bytes from the start of a thread's scratch
 */
export function featureMaps(
  layers: readonly LoweredLayer[],
  outputs: readonly number[],
): MapPlace[] {
  return layers.flatMap(({ plan }, index) => {
    if (plan.type !== 'conv2d') return [];
    const [height, width] = plan.outputSize;
    const offset = outputs[activationAfter(layers, index)]!;
    return { name: plan.name, channels: plan.outChannels, height, width, offset };
  });
}

/** Place of the layer whose output is a convolution's, seen with its activation. */
function activationAfter(layers: readonly LoweredLayer[], index: number): number {
  const above = layers[index + 1];
  const next = above !== undefined && isBatchNorm(above) ? index + 2 : index + 1;
  return activations.includes(layers[next]?.plan.type ?? '') ? next : index;
}
