import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { product } from '../kernels/sizes';
import { fields, kind } from '../schema/schema';
import { type KernelLayer, plainLayer } from './kernel-layer';
import { anyBatch, type LayerKind, noFusion } from './kind';
import { noTensors } from './tensors';
import { layOutPlane } from './plane';
import { describePair, imagesOf, MAXIMUM_SIZE, type Pair } from './window';

const schema = fields({
  type: kind('adaptive_avg_pool2d', { markdownDescription: '%config.layer.adaptive_avg_pool2d%' }),
  output_size: outputSizes(),
});

function outputSizes() {
  const cure = (): string =>
    t(
      'give a whole number, or [height, width], from 1 to {0}, with null for a size that stays',
      MAXIMUM_SIZE,
    );
  const size = v.pipe(
    v.number(cure),
    v.integer(cure),
    v.minValue(1, cure),
    v.maxValue(MAXIMUM_SIZE, cure),
  );
  const kept = v.nullable(size);
  return v.pipe(
    v.union([size, v.strictTuple([kept, kept], cure)], cure),
    v.metadata({
      markdownDescription: '%config.adaptive_avg_pool2d.output_size%',
      errorMessage: cure,
    }),
  );
}

export interface AdaptiveAvgPool2dPlan {
  readonly type: 'adaptive_avg_pool2d';
  readonly channels: number;
  readonly inputSize: Pair;
  readonly outputSize: Pair;
}

/** `nn.AdaptiveAvgPool2d`. */
export const adaptiveAvgPool2d = {
  schema,
  snippet: { output_size: '^${1:1}' },
  resolve: ({ output_size: asked }, inputShape, context) => {
    const { channels, inputSize } = imagesOf(inputShape, context);
    const [height, width] = typeof asked === 'number' ? [asked, asked] : asked;
    const outputSize = [height ?? inputSize[0], width ?? inputSize[1]] as const;
    return {
      plan: { type: 'adaptive_avg_pool2d', channels, inputSize, outputSize },
      outputShape: [channels, ...outputSize],
    };
  },
  describe: ({ outputSize }) => `AdaptiveAvgPool2d(output_size=${describePair(outputSize)})`,
  // As many of each window as it has pixels.
  flops: ({ channels, inputSize, outputSize }) =>
    channels * windowTotal(inputSize[0], outputSize[0]) * windowTotal(inputSize[1], outputSize[1]),
  tensors: () => noTensors,
  width: null,
  smallestBatch: anyBatch,
  fusion: noFusion,
  lower: (plan, { inFeatures }): readonly KernelLayer[] => [
    {
      ...plainLayer,
      plan,
      kind: 'KIND_ADAPTIVE_AVG_POOL2D',
      inFeatures,
      outFeatures: plan.channels * product(plan.outputSize),
      layOut: (context) => {
        const { channels, inputSize, outputSize } = plan;
        layOutPlane(context, inputSize, [0, 0], {
          channels,
          inHeight: inputSize[0],
          inWidth: inputSize[1],
          outHeight: outputSize[0],
          outWidth: outputSize[1],
        });
      },
    },
  ],
} satisfies LayerKind<typeof schema, AdaptiveAvgPool2dPlan>;

/** Rows (or columns) of all windows together: see assembly/pool2d/adaptive.ts. */
function windowTotal(size: number, windows: number): number {
  let total = 0;
  for (let index = 0; index < windows; index++) {
    total += Math.ceil(((index + 1) * size) / windows) - Math.floor((index * size) / windows);
  }
  return total;
}
