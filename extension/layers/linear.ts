import { product } from '../kernels/sizes';
import { FLOAT, PACK } from '../kernels/sizes';
import { fill } from '../kernels/structs';
import { fields, kind } from '../schema/schema';
import { type KernelLayer, type LayOutContext, plainLayer } from './kernel-layer';
import { flatten, flattened } from './flatten';
import { anyBatch, type LayerKind, type LowerContext } from './kind';
import { int, type OnnxValue } from './onnx-graph';
import { tensorsOf } from './tensors';
import {
  layerBias,
  layerName,
  layerWidth,
  layOutPacked,
  weightAndBias,
  weightFields,
  withoutBias,
} from './weighted';

const schema = fields({
  type: kind('linear', { markdownDescription: '%config.layer.linear%' }),
  name: layerName(),
  out_features: layerWidth('%config.layer.out_features%'),
  bias: layerBias(),
});

export interface LinearPlan {
  readonly type: 'linear';
  readonly name: string;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly bias: boolean;
}

/** `nn.Linear`. The first one flattens what comes in, as `nn.Flatten` does, in the order C, H, W. */
export const linear = {
  schema,
  snippet: { out_features: '^${1:128}' },
  resolve: (spec, inputShape, { name, widthOf }) => {
    const outFeatures = widthOf(spec.out_features);
    const inFeatures = product(inputShape);
    return {
      plan: { type: 'linear', name, inFeatures, outFeatures, bias: spec.bias ?? true },
      outputShape: [outFeatures],
    };
  },
  describe: ({ inFeatures, outFeatures, bias }) =>
    `Linear(${inFeatures}, ${outFeatures}${withoutBias(bias)})`,
  flops: ({ inFeatures, bias }, outputs) => outputs * (2 * inFeatures + (bias ? 1 : 0)),
  tensors: ({ name, inFeatures, outFeatures, bias }) =>
    weightAndBias(name, [outFeatures, inFeatures], bias),
  width: 'out_features',
  smallestBatch: anyBatch,
  fusion: { activation: null, appliesActivation: true, appliesDerivative: () => true },
  lower: (plan, context) => [context.first ? onPixels(plan, context) : inPacks(plan, context)],
  onnx: (plan, x, graph): OnnxValue =>
    graph.add('Gemm', [flattened(x, graph), ...tensorsOf(linear.tensors(plan), graph)], {
      attributes: { transB: int(1) },
      shape: [plan.outFeatures],
    }),
  pytorch: (plan, inputShape): string[] => [
    ...(inputShape.length > 1 ? flatten.pytorch() : []),
    `nn.${linear.describe(plan)}`,
  ],
} satisfies LayerKind<typeof schema, LinearPlan>;

/** What both kernels have in common. */
function lowered(plan: LinearPlan, { inFeatures, fused }: LowerContext) {
  return { ...plainLayer, plan, inFeatures, outFeatures: plan.outFeatures, fused };
}

function inPacks(plan: LinearPlan, context: LowerContext): KernelLayer {
  const layer: KernelLayer = {
    ...lowered(plan, context),
    kind: 'KIND_LINEAR',
    parameters: linear.tensors(plan).parameters.map((one) => ({ ...one, onPixels: false })),
    layOut: (at) => {
      layOutPacked(at, layer);
    },
  };
  return layer;
}

/** On the image's bytes: see assembly/pixel_linear. */
function onPixels(plan: LinearPlan, context: LowerContext): KernelLayer {
  const [weight, ...bias] = linear.tensors(plan).parameters;
  return {
    ...lowered(plan, context),
    kind: 'KIND_PIXEL_LINEAR',
    parameters: [
      { ...weight!, onPixels: true },
      ...bias.map((one) => ({ ...one, onPixels: false })),
    ],
    input: 'lists',
    layOut: (at) => {
      layOutOnPixels(at, plan, context);
    },
  };
}

function layOutOnPixels(
  context: LayOutContext,
  { inFeatures, outFeatures }: LinearPlan,
  { fused }: LowerContext,
): void {
  const { kernels, reserve, struct, packs, needTemporary, initialize } = context;
  const orders = reserve.allocate(kernels.PIXEL_ORDER_BYTES.value, 'tables');
  initialize(() => {
    kernels.pixelOrders(orders);
  });
  fill(context, 'layer', struct, {
    ...weightFields(context, fused),
    background: reserve.allocate(kernels.pixelWeightFloats(1, outFeatures) * FLOAT, 'tables'),
    orders,
  });
  needTemporary(kernels.pixelWorkBytes(packs * PACK, inFeatures, outFeatures));
}
