import * as v from 'valibot';
import { FLOAT, product } from '../kernels/sizes';
import { fill } from '../kernels/structs';
import { fields, kind } from '../schema/schema';
import { type KernelLayer, type LayOutContext, plainLayer } from './kernel-layer';
import { anyBatch, type LayerKind } from './kind';
import type { OnnxValue } from './onnx-graph';
import { type FusedActivation, tensorsOf } from './tensors';
import { pad2d } from './pad2d';
import {
  layerBias,
  layerName,
  layerWidth,
  layOutPacked,
  weightAndBias,
  withoutBias,
} from './weighted';
import {
  describeWindow,
  onnxWindow,
  type Pair,
  placeWindow,
  size2d,
  type Window,
  windowFields,
} from './window';

const schema = fields({
  type: kind('conv2d', { markdownDescription: '%config.layer.conv2d%' }),
  name: layerName(),
  out_channels: layerWidth('%config.layer.out_channels%'),
  kernel_size: size2d(1, { markdownDescription: '%config.conv2d.kernel_size%' }),
  stride: v.exactOptional(size2d(1, { default: 1, markdownDescription: '%config.conv2d.stride%' })),
  /** Zeros on each side. */
  padding: v.exactOptional(
    size2d(0, { default: 0, markdownDescription: '%config.conv2d.padding%' }),
  ),
  bias: layerBias(),
});

export interface Conv2dPlan extends Window {
  readonly type: 'conv2d';
  readonly name: string;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly bias: boolean;
}

/** `nn.Conv2d`. */
export const conv2d = {
  schema,
  snippet: { out_channels: '^${1:16}', kernel_size: '^${2:3}' },
  resolve: (spec, inputShape, context) => {
    const { channels, ...window } = placeWindow(spec, 1, inputShape, context);
    const outChannels = context.widthOf(spec.out_channels);
    const { name } = context;
    const bias = spec.bias ?? true;
    return {
      plan: { type: 'conv2d', name, inChannels: channels, outChannels, ...window, bias },
      outputShape: [outChannels, ...window.outputSize],
    };
  },
  describe: (plan) =>
    `Conv2d(${plan.inChannels}, ${plan.outChannels}, ${describeWindow(plan)}${withoutBias(plan.bias)})`,
  flops: ({ inChannels, kernelSize, bias }, outputs) =>
    outputs * (2 * inChannels * product(kernelSize) + (bias ? 1 : 0)),
  tensors: ({ name, inChannels, outChannels, kernelSize, bias }) =>
    weightAndBias(name, [outChannels, inChannels, ...kernelSize], bias),
  width: 'out_channels',
  smallestBatch: anyBatch,
  // Between padding and the layer below nothing can be fused.
  fusion: {
    activation: null,
    appliesActivation: true,
    appliesDerivative: ({ padding }) => !isPadded(padding),
  },
  lower: (plan, { fused }) => {
    const { inChannels, inputSize, padding } = plan;
    if (!isPadded(padding)) return [unpadded(plan, inputSize, fused)];
    const padded = [inputSize[0] + 2 * padding[0], inputSize[1] + 2 * padding[1]] as const;
    return [pad2d(plan, inChannels, inputSize, padding), unpadded(plan, padded, fused)];
  },
  onnx: (plan, x, graph): OnnxValue =>
    graph.add('Conv', [x, ...tensorsOf(conv2d.tensors(plan), graph)], {
      attributes: onnxWindow(plan),
      shape: [plan.outChannels, ...plan.outputSize],
    }),
  pytorch: (plan): string[] => [`nn.${conv2d.describe(plan)}`],
} satisfies LayerKind<typeof schema, Conv2dPlan>;

function isPadded([height, width]: Pair): boolean {
  return height > 0 || width > 0;
}

/**
 * Whether its one pixel is a product of all weights with all of the input: then it is a linear layer, with the
 * same weights in the same order.
 * @param inputSize padding included
 */
export function coversInput({ kernelSize }: Pick<Window, 'kernelSize'>, inputSize: Pair): boolean {
  return kernelSize[0] === inputSize[0] && kernelSize[1] === inputSize[1];
}

/** @param inputSize padding included */
function unpadded(plan: Conv2dPlan, inputSize: Pair, fused: FusedActivation | null): KernelLayer {
  const { name, inChannels, outChannels, outputSize } = plan;
  const [height, width] = outputSize;
  const whole = coversInput(plan, inputSize);
  const layer: KernelLayer = {
    ...plainLayer,
    plan,
    kind: whole ? 'KIND_LINEAR' : 'KIND_CONV2D',
    inFeatures: inChannels * product(inputSize),
    outFeatures: outChannels * product(outputSize),
    parameters: conv2d.tensors(plan).parameters.map((one) => ({ ...one, onPixels: false })),
    fused,
    maps: { name, channels: outChannels, height, width },
    input: { spanRows: whole ? 0 : inputSize[0] },
    layOut: (context) => {
      layOutPacked(context, layer);
      if (!whole) layOutConv2d(context, { ...plan, inputSize });
    },
  };
  return layer;
}

function layOutConv2d(context: LayOutContext, plan: Conv2dPlan): void {
  const { kernels, reserve, scratch, struct, inputSpans, needTemporary } = context;
  const { inChannels, outChannels } = plan;
  const details = reserve.struct(kernels.CONV2D_SHAPE_BYTES.value);
  fill(context, 'conv2dShape', details, {
    inChannels,
    outChannels,
    ...windowFields(plan),
  });
  const taps = product(plan.kernelSize);
  const offsets = reserve.allocate(inChannels * taps * 4, 'tables');
  const gradientOffsets = reserve.allocate(outChannels * taps * 4, 'tables');
  context.initialize(() => {
    kernels.conv2dOffsets(offsets, details);
    kernels.conv2dGradientOffsets(gradientOffsets, details);
  });
  fill(context, 'layer', struct, {
    details,
    offsets,
    gradientOffsets,
    lanes: scratch.reserve(kernels.conv2dLaneBytes(details)),
    inputSpans,
    outputSpans: inputSpans === 0 ? 0 : context.reserveSpans(plan.outputSize[0]),
  });
  needTemporary(kernels.conv2dWorkBytes(details));
  if (context.needsInputGradient) needTemporary(kernels.conv2dGradientFloats(details) * FLOAT);
}
