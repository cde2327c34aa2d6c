import type {
  LayerSummary,
  ModelSummary,
  ParameterMatch,
  ParameterSummary,
} from '../protocol/events';
import { describeLayer, describeTraining } from './describe';
import { flopsOf } from './flops';
import type { ResolvedLayer } from './layers';
import { sizeOf } from './shape';
import type { ModelSpec } from './spec';

/**
 * A network's layers and parameters with PyTorch's names, shapes and the arithmetic of the counts
 * (notebook: `20*1*3*3 + 20 + 10*13520 + 10`).
 */
export function summarizeModel(
  id: string,
  spec: ModelSpec,
  resolved: readonly ResolvedLayer[],
  match: ParameterMatch | null,
): ModelSummary {
  const layers = resolved.map(summarizeLayer);
  const parameters = layers.flatMap((layer) => layer.parameters);
  return {
    id,
    label: spec.label ?? id,
    layers,
    parameters,
    buffers: layers.flatMap((layer) => layer.buffers),
    total: parameters.reduce((sum, { count }) => sum + count, 0),
    flops: layers.reduce((sum, { flops }) => sum + flops, 0),
    arithmetic: parameters.map(({ arithmetic }) => arithmetic).join(' + '),
    optimizer: describeTraining(spec),
    match,
  };
}

/** Trained numbers of a network. */
export function parameterTotal(layers: readonly ResolvedLayer[]): number {
  return layers
    .flatMap((layer) => tensorsOf(layer).parameters)
    .reduce((sum, { count }) => sum + count, 0);
}

function summarizeLayer(layer: ResolvedLayer): LayerSummary {
  const { spec, plan, outputShape } = layer;
  return {
    name: plan !== null && 'name' in plan ? plan.name : spec.type,
    type: spec.type,
    description: describeLayer(plan),
    outputShape,
    ...tensorsOf(layer),
    flops: flopsOf(plan, outputShape),
  };
}

type Tensors = Pick<LayerSummary, 'parameters' | 'buffers'>;

function tensorsOf({ plan }: ResolvedLayer): Tensors {
  switch (plan?.type) {
    case 'linear':
      return weightAndBias(plan.name, [plan.outFeatures, plan.inFeatures], plan.bias);
    case 'conv2d': {
      const shape = [plan.outChannels, plan.inChannels, ...plan.kernelSize] as const;
      return weightAndBias(plan.name, shape, plan.bias);
    }
    case 'batch_norm1d':
    case 'batch_norm2d': {
      const named = (names: readonly string[]): ParameterSummary[] =>
        names.map((name) => tensor(`${plan.name}.${name}`, [plan.channels]));
      return {
        parameters: named(['weight', 'bias']),
        buffers: named(['running_mean', 'running_var']),
      };
    }
    default:
      return { parameters: [], buffers: [] };
  }
}

function weightAndBias(
  layer: string,
  shape: readonly [number, ...number[]],
  bias: boolean,
): Tensors {
  const parameters = [tensor(`${layer}.weight`, shape)];
  if (bias) parameters.push(tensor(`${layer}.bias`, [shape[0]]));
  return { parameters, buffers: [] };
}

function tensor(name: string, shape: readonly number[]): ParameterSummary {
  return { name, shape, count: sizeOf(shape), arithmetic: shape.join('*') };
}
