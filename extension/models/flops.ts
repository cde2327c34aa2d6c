import type { LayerPlan } from '../engine/network-plan';
import { type Shape, sizeOf } from './shape';

/**
 * Floating-point operations of a forward pass for one image, a multiply-add being two, and every
 * function of a single value (exp, tanh, a comparison) one. Batch norm counts as it predicts: a
 * multiply-add for each value.
 */
export function flopsOf(plan: LayerPlan | null, outputShape: Shape): number {
  const outputs = sizeOf(outputShape);
  switch (plan?.type) {
    case undefined:
    case 'dropout':
      return 0;
    case 'linear':
      return outputs * (2 * plan.inFeatures + (plan.bias ? 1 : 0));
    case 'conv2d': {
      const products = plan.inChannels * sizeOf(plan.kernelSize);
      return outputs * (2 * products + (plan.bias ? 1 : 0));
    }
    case 'max_pool2d':
    case 'avg_pool2d':
      return outputs * sizeOf(plan.kernelSize);
    case 'batch_norm1d':
    case 'batch_norm2d':
      return 2 * outputs;
    default:
      return outputs;
  }
}
