import * as v from 'valibot';
import { PACK } from '../kernels/sizes';
import { fill } from '../kernels/structs';
import { fields, kind, number } from '../schema/schema';
import { plainLayer } from './kernel-layer';
import { anyBatch, type LayerKind, noFusion } from './kind';
import { noTensors } from './tensors';

const schema = fields({
  type: kind('dropout', { markdownDescription: '%config.layer.dropout%' }),
  /** Probability of a zero while training. */
  p: v.exactOptional(
    number({ minimum: 0, below: 1 }, { default: 0.5, markdownDescription: '%config.dropout.p%' }),
  ),
});

export interface DropoutPlan {
  readonly type: 'dropout';
  /** Probability of a zero, from 0 to below 1. */
  readonly p: number;
}

/** The generator writes whole blocks. */
const BLOCK = 16;

/** `nn.Dropout` (Srivastava et al. 2014). */
export const dropout = {
  schema,
  snippet: { p: '^${1:0.5}' },
  resolve: ({ p = 0.5 }, inputShape) => ({
    plan: { type: 'dropout', p },
    outputShape: inputShape,
  }),
  describe: ({ p }) => `Dropout(p=${p})`,
  // It does nothing as it predicts.
  flops: () => 0,
  tensors: () => noTensors,
  width: null,
  smallestBatch: anyBatch,
  fusion: noFusion,
  lower: (plan, { inFeatures }) => [
    {
      ...plainLayer,
      plan,
      kind: 'KIND_DROPOUT',
      inFeatures,
      outFeatures: inFeatures,
      layOut: (context) => {
        fill(context, 'layer', context.struct, { argument: plan.p });
        context.needTemporary((inFeatures * PACK + BLOCK) * 4);
      },
    },
  ],
  onnx: (_, x) => x,
  pytorch: (plan): string[] => [`nn.${dropout.describe(plan)}`],
} satisfies LayerKind<typeof schema, DropoutPlan>;
