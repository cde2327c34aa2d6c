import { product } from '../kernels/sizes';
import { fields, kind } from '../schema/schema';
import { anyBatch, type LayerKind, noFusion } from './kind';
import { int, type OnnxGraph, type OnnxValue } from './onnx-graph';
import { noTensors } from './tensors';

const schema = fields({
  type: kind('flatten', { markdownDescription: '%config.layer.flatten%' }),
});

export interface FlattenPlan {
  readonly type: 'flatten';
}

/** `nn.Flatten`, in the order C, H, W: nothing moves, for activations are stored so. */
export const flatten = {
  schema,
  snippet: {},
  resolve: (_, inputShape) => ({ plan: { type: 'flatten' }, outputShape: [product(inputShape)] }),
  describe: () => 'Flatten()',
  flops: () => 0,
  tensors: () => noTensors,
  width: null,
  smallestBatch: anyBatch,
  fusion: noFusion,
  lower: () => [],
  onnx: (_, x, graph) => flattened(x, graph),
  pytorch: () => ['nn.Flatten()'],
} satisfies LayerKind<typeof schema, FlattenPlan>;

/** (F), whatever it was. */
export function flattened(x: OnnxValue, graph: OnnxGraph): OnnxValue {
  if (x.shape.length === 1) return x;
  const shape = [product(x.shape)];
  return graph.add('Flatten', [x], { attributes: { axis: int(1) }, shape });
}
