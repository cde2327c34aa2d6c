import type { NetworkPlan } from '../../extension/engine/plan';
import type { LayerPlan } from '../../extension/layers/kinds';

/**
 * Floating-point operations of one training step for one image: a multiplication and an addition for
 * each product, of the output, the weight gradient and, except in the first layer, the input gradient.
 * Activations, loss and optimiser are not counted.
 */
export function trainingFlops(plan: NetworkPlan): number {
  return plan.layers.reduce(
    (sum, layer, index) => sum + (index === 0 ? 4 : 6) * products(layer),
    0,
  );
}

function products(layer: LayerPlan): number {
  if (layer.type === 'linear') return layer.inFeatures * layer.outFeatures;
  if (layer.type === 'conv2d') {
    const taps = layer.inChannels * layer.kernelSize[0] * layer.kernelSize[1];
    return taps * layer.outChannels * layer.outputSize[0] * layer.outputSize[1];
  }
  return 0;
}
