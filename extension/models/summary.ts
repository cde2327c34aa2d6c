import type { LayerSummary, ModelSummary, ParameterSummary } from '../protocol/events';
import { type ResolvedLayer, resolveLayers, type Shape } from './plan';
import type { ModelSpec, OptimizerSpec } from './spec';

/**
 * A network's layers and parameters with PyTorch's names, shapes and the arithmetic of the counts
 * (notebook: `20*1*3*3 + 20 + 10*13520 + 10`).
 * @throws LabError `input` when the layers do not fit the images.
 */
export function summarizeModel(spec: ModelSpec, imageShape: Shape): ModelSummary {
  const layers = resolveLayers(spec, imageShape).map(summarizeLayer);
  const parameters = layers.flatMap((layer) => layer.parameters);
  return {
    id: spec.id,
    label: spec.label,
    layers,
    parameters,
    total: parameters.reduce((sum, { count }) => sum + count, 0),
    arithmetic: parameters.map(({ arithmetic }) => arithmetic).join(' + '),
    optimizer: describeOptimizer(spec.optimizer),
  };
}

function summarizeLayer({ plan, outputShape }: ResolvedLayer): LayerSummary {
  switch (plan.type) {
    case 'linear': {
      const { name, inFeatures, outFeatures } = plan;
      return {
        name,
        type: plan.type,
        description: `Linear(${inFeatures}, ${outFeatures})`,
        outputShape,
        parameters: weightAndBias(name, [outFeatures, inFeatures]),
      };
    }
    case 'conv2d': {
      const { name, inChannels, outChannels, kernelSize, stride } = plan;
      return {
        name,
        type: plan.type,
        description: `Conv2d(${inChannels}, ${outChannels}, kernel_size=${pair(kernelSize)}, stride=${pair(stride)})`,
        outputShape,
        parameters: weightAndBias(name, [outChannels, inChannels, ...kernelSize]),
      };
    }
    case 'sigmoid':
      return activation(plan.type, 'Sigmoid()', outputShape);
    case 'relu':
      return activation(plan.type, 'ReLU()', outputShape);
  }
}

function activation(type: string, description: string, outputShape: Shape): LayerSummary {
  return { name: type, type, description, outputShape, parameters: [] };
}

function weightAndBias(layer: string, shape: readonly [number, ...number[]]): ParameterSummary[] {
  return [parameter(`${layer}.weight`, shape), parameter(`${layer}.bias`, [shape[0]])];
}

function parameter(name: string, shape: readonly number[]): ParameterSummary {
  const count = shape.reduce((product, size) => product * size, 1);
  return { name, shape, count, arithmetic: shape.join('*') };
}

/** As PyTorch prints it: one number where both directions are the same. */
function pair([height, width]: readonly [number, number]): string {
  return height === width ? height.toString() : `(${height}, ${width})`;
}

function describeOptimizer({ type, lr }: OptimizerSpec): string {
  return `${type === 'adam' ? 'Adam' : 'SGD'}, lr ${lr}`;
}
