import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { FLOAT, PACK, product } from '../kernels/sizes';
import { fill } from '../kernels/structs';
import { pythonCall } from '../python';
import { fields, flag, kind, number } from '../schema/schema';
import { type KernelLayer, type LayOutContext, plainLayer } from './kernel-layer';
import { anyBatch, type LayerKind, noFusion } from './kind';
import { float, int, type OnnxTensor } from './onnx-graph';
import { type ParameterTensor, type Tensors, tensorsOf } from './tensors';
import { formatShape, type Shape } from './shape';
import { layerName } from './weighted';

/** (C, H, W) */
const MAXIMUM_RANK = 3;

const schema = fields({
  type: kind('layer_norm', { markdownDescription: '%config.layer.layer_norm%' }),
  name: layerName(),
  /** Default: all sizes of what comes in. */
  normalized_shape: v.exactOptional(lastSizes()),
  eps: v.exactOptional(
    number(
      { above: 0, maximum: 1 },
      { default: 1e-5, markdownDescription: '%config.batch_norm.eps%' },
    ),
  ),
  elementwise_affine: v.exactOptional(
    flag({ default: true, markdownDescription: '%config.layer_norm.elementwise_affine%' }),
  ),
  bias: v.exactOptional(flag({ default: true, markdownDescription: '%config.layer_norm.bias%' })),
});

function lastSizes() {
  const cure = (): string =>
    t('give the last sizes of what comes in, such as 10, [28, 28] or [16, 28, 28]');
  const size = v.pipe(v.number(cure), v.integer(cure), v.minValue(1, cure));
  const sizes = v.pipe(v.array(size, cure), v.minLength(1, cure), v.maxLength(MAXIMUM_RANK, cure));
  return v.pipe(
    v.union([size, sizes], cure),
    v.metadata({
      markdownDescription: '%config.layer_norm.normalized_shape%',
      errorMessage: cure,
    }),
  );
}

/** Statistics of each image by itself, over the last of its sizes. */
export interface LayerNormPlan {
  readonly type: 'layer_norm';
  readonly name: string;
  readonly normalizedShape: Shape;
  readonly eps: number;
  readonly elementwiseAffine: boolean;
  /** False without an affine. */
  readonly bias: boolean;
}

/** `nn.LayerNorm` (Ba, Kiros and Hinton 2016). */
export const layerNorm = {
  schema,
  snippet: {},
  resolve: (spec, inputShape, { name, refuse }) => {
    const { normalized_shape: asked = inputShape, eps = 1e-5 } = spec;
    const { elementwise_affine: elementwiseAffine = true } = spec;
    const bias = elementwiseAffine && (spec.bias ?? true);
    const normalizedShape = typeof asked === 'number' ? [asked] : asked;
    const last = inputShape.slice(-normalizedShape.length);
    if (
      last.length < normalizedShape.length ||
      last.some((size, i) => size !== normalizedShape[i])
    ) {
      throw refuse(
        t(
          'normalized_shape {0} is not how {1}, which comes in, ends: take its last sizes, or leave it out for all of them.',
          formatShape(normalizedShape),
          formatShape(inputShape),
        ),
      );
    }
    return {
      plan: { type: 'layer_norm', name, normalizedShape, eps, elementwiseAffine, bias },
      outputShape: inputShape,
    };
  },
  describe: ({ normalizedShape, elementwiseAffine, bias }) =>
    `LayerNorm(${formatShape(normalizedShape)}${withoutAffine(elementwiseAffine, bias)})`,
  // A value: its share of the mean, its distance from that, its share of the squares, and the quotient; then
  // scale and shift. A row: eps, root and reciprocal.
  flops: (plan, outputs) =>
    outputs * (5 + tensors(plan).parameters.length) + (3 * outputs) / product(plan.normalizedShape),
  tensors,
  width: null,
  smallestBatch: anyBatch,
  fusion: noFusion,
  lower: (plan, { inFeatures }): readonly KernelLayer[] => [
    {
      ...plainLayer,
      plan,
      kind: 'KIND_LAYER_NORM',
      inFeatures,
      outFeatures: inFeatures,
      parameters: tensors(plan).parameters.map((one) => ({ ...one, onPixels: false })),
      seenAs: 'norm',
      layOut: (context) => {
        layOutLayerNorm(context, plan, inFeatures);
      },
    },
  ],
  onnx: (plan, x, graph) => {
    const { normalizedShape, eps } = plan;
    const given = tensorsOf(tensors(plan), graph);
    // ONNX's has a scale in any case.
    const ones = (): OnnxTensor =>
      graph.constant(new Array<number>(product(normalizedShape)).fill(1), normalizedShape);
    return graph.add('LayerNormalization', [x, ...(given.length === 0 ? [ones()] : given)], {
      attributes: { axis: int(-normalizedShape.length), epsilon: float(eps) },
    });
  },
  pytorch: ({ normalizedShape, eps, elementwiseAffine, bias }) => [
    pythonCall('nn.LayerNorm', [normalizedShape], {
      eps,
      ...(elementwiseAffine ? {} : { elementwise_affine: false }),
      // What PyTorch has since 2.1.
      ...(elementwiseAffine && !bias ? { bias } : {}),
    }),
  ],
} satisfies LayerKind<typeof schema, LayerNormPlan>;

function withoutAffine(elementwiseAffine: boolean, bias: boolean): string {
  if (!elementwiseAffine) return ', elementwise_affine=False';
  return bias ? '' : ', bias=False';
}

function tensors({ name, normalizedShape, elementwiseAffine, bias }: LayerNormPlan): Tensors {
  const sizes = { shape: normalizedShape, fanIn: 1, fanOut: 1 };
  const parameters: ParameterTensor[] = [];
  if (elementwiseAffine) parameters.push({ name: `${name}.weight`, ...sizes, constant: 1 });
  if (bias) parameters.push({ name: `${name}.bias`, ...sizes, constant: 0 });
  return { parameters, buffers: [] };
}

function layOutLayerNorm(
  context: LayOutContext,
  { normalizedShape, eps }: LayerNormPlan,
  inFeatures: number,
): void {
  const { kernels, reserve, scratch, struct, offsets, packs } = context;
  const size = product(normalizedShape);
  const rows = (packs * inFeatures) / size;
  const details = reserve.struct(kernels.LAYER_NORM_BYTES.value);
  fill(context, 'layerNorm', details, {
    size,
    eps,
    // (rows, 2, 8)
    statistics: scratch.reserve(rows * 2 * PACK * FLOAT),
  });
  const [weight = kernels.NO_BIAS.value, bias = kernels.NO_BIAS.value] = offsets;
  fill(context, 'layer', struct, { details, weight, bias });
}
