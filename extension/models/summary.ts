import type {
  LayerSummary,
  ModelSummary,
  ParameterMatch,
  ParameterSummary,
} from '#shared/protocol/events';
import type { ImageShape } from '#shared/image-shape';
import type { Tensors } from '../layers/tensors';
import { layerKind } from '../layers/kinds';
import { sizeOf } from '../layers/shape';
import { describeTraining } from './describe';
import type { ResolvedLayer } from './layers';
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
  input: string,
  inputShape: ImageShape,
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
    ...(input === '' ? {} : { input }),
    inputShape: [...inputShape],
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
  const kind = layerKind(plan.type);
  return {
    name: 'name' in plan ? plan.name : spec.type,
    type: spec.type,
    description: kind.describe(plan),
    outputShape,
    ...tensorsOf(layer),
    flops: kind.flops(plan, sizeOf(outputShape)),
  };
}

function tensorsOf({ plan }: ResolvedLayer): Pick<LayerSummary, 'parameters' | 'buffers'> {
  const { parameters, buffers } = layerKind(plan.type).tensors(plan);
  return { parameters: parameters.map(summarizeTensor), buffers: buffers.map(summarizeTensor) };
}

function summarizeTensor({
  name,
  shape,
}: Tensors['buffers'][number] | Tensors['parameters'][number]): ParameterSummary {
  return { name, shape, count: sizeOf(shape), arithmetic: shape.join('*') };
}
