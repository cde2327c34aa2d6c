import * as v from 'valibot';
import { fields, kind, number } from '../schema/schema';
import { lowerActivation } from './activation';
import { anyBatch, type LayerKind, noFusion } from './kind';
import { float } from './onnx-graph';
import { noTensors } from './tensors';

const schema = fields({
  type: kind('leaky_relu', { markdownDescription: '%config.layer.leaky_relu%' }),
  negative_slope: v.exactOptional(
    number(
      { minimum: 0, maximum: 1 },
      { default: 0.01, markdownDescription: '%config.leaky_relu.negative_slope%' },
    ),
  ),
});

export interface LeakyReluPlan {
  readonly type: 'leaky_relu';
  readonly negativeSlope: number;
}

/** `nn.LeakyReLU`. */
export const leakyRelu = {
  schema,
  snippet: {},
  resolve: ({ negative_slope: negativeSlope = 0.01 }, inputShape) => ({
    plan: { type: 'leaky_relu', negativeSlope },
    outputShape: inputShape,
  }),
  describe: ({ negativeSlope }) => `LeakyReLU(negative_slope=${negativeSlope})`,
  flops: (_, outputs) => outputs,
  tensors: () => noTensors,
  width: null,
  smallestBatch: anyBatch,
  fusion: noFusion,
  lower: (plan, { inFeatures }) => [
    lowerActivation(plan, inFeatures, 'ACTIVATION_LEAKY_RELU', plan.negativeSlope),
  ],
  onnx: ({ negativeSlope }, x, graph) =>
    graph.add('LeakyRelu', [x], { attributes: { alpha: float(negativeSlope) } }),
  pytorch: (plan): string[] => [`nn.${leakyRelu.describe(plan)}`],
} satisfies LayerKind<typeof schema, LeakyReluPlan>;
