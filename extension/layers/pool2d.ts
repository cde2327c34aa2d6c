import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { product } from '../kernels/sizes';
import { fields, kind } from '../schema/schema';
import { type KernelLayer, plainLayer } from './kernel-layer';
import { anyBatch, type LayerKind, noFusion } from './kind';
import type { OnnxDetails } from './onnx-graph';
import { noTensors } from './tensors';
import { layOutPlane } from './plane';
import { formatSize } from './shape';
import {
  describeWindow,
  onnxWindow,
  placeWindow,
  size2d,
  type Window,
  windowFields,
} from './window';

type PoolType = 'max_pool2d' | 'avg_pool2d';

export interface Pool2dPlan<Type extends PoolType = PoolType> extends Window {
  readonly type: Type;
  readonly channels: number;
}

function schemaOf<Type extends PoolType>(type: Type) {
  return fields({
    type: kind(type, { markdownDescription: `%config.layer.${type}%` }),
    kernel_size: size2d(1, { markdownDescription: '%config.pool.kernel_size%' }),
    /** Default: the kernel size. */
    stride: v.exactOptional(size2d(1, { markdownDescription: '%config.pool.stride%' })),
    /** At most half the kernel. Never chosen by a maximum; zeros that count in an average. */
    padding: v.exactOptional(
      size2d(0, { default: 0, markdownDescription: '%config.pool.padding%' }),
    ),
  });
}

/** A window that slides over each channel. @param name PyTorch's */
export function pool2d<Type extends PoolType>(
  type: Type,
  name: string,
  kernelKind: KernelLayer['kind'],
  onnx: { readonly operator: string; readonly attributes?: OnnxDetails['attributes'] },
) {
  return {
    schema: schemaOf(type),
    snippet: { kernel_size: '^${1:2}' },
    resolve: (spec, inputShape, context) => {
      const window = placeWindow(spec, spec.kernel_size, inputShape, context);
      const { kernelSize, padding, channels, outputSize } = window;
      if (2 * padding[0] > kernelSize[0] || 2 * padding[1] > kernelSize[1]) {
        throw context.refuse(
          t(
            'padding {0} is more than half of kernel {1}: choose a smaller padding.',
            formatSize(padding),
            formatSize(kernelSize),
          ),
        );
      }
      return { plan: { type, ...window }, outputShape: [channels, ...outputSize] };
    },
    describe: (plan) => `${name}(${describeWindow(plan)})`,
    flops: ({ kernelSize }, outputs) => outputs * product(kernelSize),
    tensors: () => noTensors,
    width: null,
    smallestBatch: anyBatch,
    fusion: noFusion,
    lower: (plan, { inFeatures }) => [
      {
        ...plainLayer,
        plan,
        kind: kernelKind,
        inFeatures,
        outFeatures: plan.channels * product(plan.outputSize),
        layOut: (context) => {
          const { channels, inputSize, padding } = plan;
          layOutPlane(context, inputSize, padding, { channels, ...windowFields(plan) });
        },
      },
    ],
    onnx: (plan, x, graph) =>
      graph.add(onnx.operator, [x], {
        attributes: { ...onnxWindow(plan), ...onnx.attributes },
        shape: [plan.channels, ...plan.outputSize],
      }),
    pytorch: (plan) => [`nn.${name}(${describeWindow(plan)})`],
  } satisfies LayerKind<ReturnType<typeof schemaOf<Type>>, Pool2dPlan<Type>>;
}
