import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { product } from '../kernels/sizes';
import { pythonCall } from '../python';
import { batchBytes, FLOAT } from '../kernels/sizes';
import { fill } from '../kernels/structs';
import { fields, kind, number } from '../schema/schema';
import { type LayOutContext, plainLayer } from './kernel-layer';
import { type LayerKind, noFusion } from './kind';
import { float } from './onnx-graph';
import { type Tensors, tensorsOf } from './tensors';
import { formatShape, type Shape } from './shape';
import { layerName } from './weighted';

type BatchNormType = 'batch_norm1d' | 'batch_norm2d';

/** Statistics over the batch and the pixels of each channel. */
export interface BatchNormPlan<Type extends BatchNormType = BatchNormType> {
  readonly type: Type;
  readonly name: string;
  readonly channels: number;
  /** 1 for `batch_norm1d`. */
  readonly pixels: number;
  readonly eps: number;
  readonly momentum: number;
}

function schemaOf<Type extends BatchNormType>(type: Type) {
  return fields({
    type: kind(type, { markdownDescription: `%config.layer.${type}%` }),
    name: layerName(),
    eps: v.exactOptional(
      number(
        { above: 0, maximum: 1 },
        { default: 1e-5, markdownDescription: '%config.batch_norm.eps%' },
      ),
    ),
    /** Weight of the newest batch in the running statistics. */
    momentum: v.exactOptional(
      number(
        { minimum: 0, maximum: 1 },
        { default: 0.1, markdownDescription: '%config.batch_norm.momentum%' },
      ),
    ),
  });
}

/**
 * Batch norm (Ioffe and Szegedy 2015) over whatever comes in.
 * @param name PyTorch's
 * @param misfit what is wrong with this input, if anything is
 */
export function batchNorm<Type extends BatchNormType>(
  type: Type,
  name: string,
  misfit: (inputShape: Shape) => string | null,
) {
  return {
    schema: schemaOf(type),
    snippet: {},
    resolve: (spec, inputShape, context) => {
      const problem = misfit(inputShape);
      if (problem !== null) throw context.refuse(problem);
      const [channels, ...pixels] = inputShape;
      const { eps = 1e-5, momentum = 0.1 } = spec;
      const sizes = { channels: channels!, pixels: product(pixels), eps, momentum };
      return { plan: { type, name: context.name, ...sizes }, outputShape: inputShape };
    },
    describe: ({ channels }) => `${name}(${channels})`,
    // As it predicts: a multiply-add for each value.
    flops: (_, outputs) => 2 * outputs,
    tensors,
    width: null,
    // One value a channel has no variance.
    smallestBatch: ({ pixels }) => (pixels === 1 ? 2 : 1),
    fusion: noFusion,
    lower: (plan, { inFeatures }) => {
      const { parameters, buffers } = tensors(plan);
      return [
        {
          ...plainLayer,
          plan,
          kind: 'KIND_BATCH_NORM',
          inFeatures,
          outFeatures: inFeatures,
          parameters: parameters.map((one) => ({ ...one, onPixels: false })),
          buffers,
          beginsSegment: true,
          seenAs: 'norm',
          layOut: (context) => {
            layOutBatchNorm(context, plan);
          },
        },
      ];
    },
    onnx: (plan, x, graph) =>
      graph.add('BatchNormalization', [x, ...tensorsOf(tensors(plan), graph)], {
        attributes: { epsilon: float(plan.eps) },
      }),
    pytorch: ({ channels, eps, momentum }) => [
      pythonCall(`nn.${name}`, [channels], { eps, momentum }),
    ],
  } satisfies LayerKind<ReturnType<typeof schemaOf<Type>>, BatchNormPlan<Type>>;
}

function tensors({ name, channels }: BatchNormPlan): Tensors {
  const shape = [channels];
  const fans = { fanIn: 1, fanOut: 1 };
  return {
    parameters: [
      { name: `${name}.weight`, shape, ...fans, constant: 1 },
      { name: `${name}.bias`, shape, ...fans, constant: 0 },
    ],
    buffers: [
      { name: `${name}.running_mean`, shape, constant: 0 },
      { name: `${name}.running_var`, shape, constant: 1 },
    ],
  };
}

/** @returns what to say of images, or of flat input, to who expected the other */
export function needsFlat(inputShape: Shape): string | null {
  if (inputShape.length === 1) return null;
  const found = formatShape(inputShape);
  return t('needs flat input (F), but {0} comes in: use {1} here.', found, 'batch_norm2d');
}

export function needsImages(inputShape: Shape): string | null {
  if (inputShape.length > 1) return null;
  const found = formatShape(inputShape);
  return t('needs images (C, H, W), but {0} comes in: use {1} here.', found, 'batch_norm1d');
}

function layOutBatchNorm(
  context: LayOutContext,
  { channels, pixels, eps, momentum }: BatchNormPlan,
): void {
  const { kernels, reserve, scratch, struct, offsets, buffers, batchSize } = context;
  const shards = kernels.MAXIMUM_SHARDS.value;
  const stored = batchBytes(channels * pixels, batchSize);
  // (shards, channels, 2) f64
  const sums = shards * channels * 2 * 8;
  const details = reserve.struct(kernels.BATCH_NORM_BYTES.value);
  const [runningMean, runningVariance] = buffers;
  fill(context, 'batchNorm', details, {
    channels,
    pixels,
    eps,
    momentum,
    runningMean: runningMean!,
    runningVariance: runningVariance!,
    stored: reserve.allocate(stored, 'statistics'),
    storedGradient: reserve.allocate(stored, 'statistics'),
    sums: reserve.allocate(sums, 'statistics'),
    gradientSums: reserve.allocate(sums, 'statistics'),
    statistics: scratch.reserve(4 * channels * FLOAT),
  });
  const [weight, bias] = offsets;
  fill(context, 'layer', struct, { details, weight: weight!, bias: bias! });
}
