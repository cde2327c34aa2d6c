import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { product } from '../kernels/sizes';
import { fields, kind } from '../schema/schema';
import { type KernelLayer, plainLayer } from './kernel-layer';
import { anyBatch, type LayerKind, noFusion } from './kind';
import type { OnnxGraph, OnnxValue } from './onnx-graph';
import { noTensors } from './tensors';
import { layOutPlane } from './plane';
import { describePair, imagesOf, MAXIMUM_SIZE, onnxWindow, type Pair } from './window';

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
  onnx: (plan, x, graph) => onnx(plan, x, graph),
  pytorch: (plan): string[] => [`nn.${adaptiveAvgPool2d.describe(plan)}`],
} satisfies LayerKind<typeof schema, AdaptiveAvgPool2dPlan>;

/** Rows (or columns) of an input that the windows go over, from the first to before the last. */
function windowsOf(size: number, windows: number): (readonly [number, number])[] {
  return Array.from({ length: windows }, (_, index) => [
    Math.floor((index * size) / windows),
    Math.ceil(((index + 1) * size) / windows),
  ]);
}

/** ONNX has pooling by windows of one size; where these are of several, the means are products with two matrices. */
function onnx(
  { channels, inputSize, outputSize }: AdaptiveAvgPool2dPlan,
  x: OnnxValue,
  graph: OnnxGraph,
): OnnxValue {
  const shape = [channels, ...outputSize];
  const isEven = ([0, 1] as const).every((axis) => inputSize[axis] % outputSize[axis] === 0);
  if (isEven) {
    const stride = [inputSize[0] / outputSize[0], inputSize[1] / outputSize[1]] as const;
    const window = { kernelSize: stride, stride, padding: [0, 0] } as const;
    return graph.add('AveragePool', [x], { attributes: onnxWindow(window), shape });
  }
  const [rows, columns] = [
    meansOf(inputSize[0], outputSize[0]),
    meansOf(inputSize[1], outputSize[1]),
  ];
  const narrow = [channels, inputSize[0], outputSize[1]];
  const byColumn = graph.add(
    'MatMul',
    [x, graph.constant(transpose(columns).flat(), [inputSize[1], outputSize[1]])],
    { shape: narrow },
  );
  return graph.add(
    'MatMul',
    [graph.constant(rows.flat(), [outputSize[0], inputSize[0]]), byColumn],
    { shape },
  );
}

/** (windows, size) The share of each row in each window's mean. */
function meansOf(size: number, windows: number): number[][] {
  return windowsOf(size, windows).map(([from, to]) =>
    Array.from({ length: size }, (_, at) => (at >= from && at < to ? 1 / (to - from) : 0)),
  );
}

function transpose(matrix: readonly (readonly number[])[]): number[][] {
  return matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));
}

/** Rows (or columns) of all windows together: see assembly/pool2d/adaptive.ts. */
function windowTotal(size: number, windows: number): number {
  return windowsOf(size, windows).reduce((total, [from, to]) => total + to - from, 0);
}
