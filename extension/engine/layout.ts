import type { Arena } from './arena';
import { featureMaps, type MapPlace } from './feature-maps';
import {
  type BatchNormLayer,
  isBatchNorm,
  isConvolution,
  isOnPixels,
  isWeighted,
  type LoweredLayer,
  lowerNetwork,
  pixelRowFloats,
  type ParameterPlace,
  type PixelLinearLayer,
  product,
  type WeightedLayer,
} from './lower';
import type { Conv2dPlan, NetworkPlan, OptimizerPlan, Pair, RandomSource } from './network-plan';
import { batchBytes, FLOAT, MAXIMUM_SHARDS, PACK, segmentStarts, tilePacks } from './sizes';
import type { Kernels } from './variant';

/** A tensor that is saved with the weights but not trained. */
export interface BufferPlace {
  readonly name: string;
  readonly count: number;
  readonly address: number;
  /** Its first value. */
  readonly constant: number;
}

/** Where everything of one network is in memory. */
export interface NetworkLayout {
  readonly network: number;
  readonly parameters: number;
  readonly gradients: number;
  readonly losses: number;
  readonly indices: number;
  readonly order: number;
  readonly places: readonly ParameterPlace[];
  readonly buffers: readonly BufferPlace[];
  readonly classes: number;
  readonly maps: readonly MapPlace[];
  readonly scratchBytes: number;
}

/** Reserves a network's memory and fills the structs that the step reads. */
export function layOutNetwork(
  kernels: Kernels,
  arena: Arena,
  plan: NetworkPlan,
  batchSize: number,
  random: RandomSource,
): NetworkLayout {
  const lowered = lowerNetwork(plan);
  const { layers, places, parameterCount, pixels, classes } = lowered;
  const packs = tilePacks(lowered);
  const images = packs * PACK;
  const network = arena.allocate(kernels.NETWORK_BYTES.value);
  const layerBytes = kernels.LAYER_BYTES.value;
  const structs = arena.allocate(layers.length * layerBytes);
  const parameters = arena.allocate(parameterCount * FLOAT);
  const gradients = arena.allocate(MAXIMUM_SHARDS * parameterCount * FLOAT);
  const losses = arena.allocate(MAXIMUM_SHARDS * 8);
  const indices = arena.allocate(batchSize * 4);
  const order = arena.allocate(kernels.batchOrderBytes(batchSize));
  const starts = segmentStarts(lowered);
  const segments = arena.allocate(starts.length * 4);
  arena.words(segments, starts.length).set(starts);

  const outputs: number[] = [];
  const scratch = new ScratchPlan();
  const small = scratch.reserve(128);
  const firstTrained = layers.findIndex((layer) => isWeighted(layer) || isBatchNorm(layer));
  const context: LayerContext = {
    kernels,
    arena,
    scratch,
    batchSize,
    images,
    buffers: [],
    temporary: 0,
    spans: isConvolution(layers[0]!) ? reserveSpans(scratch, packs, layers[0].plan.inputSize) : 0,
  };
  let input = scratch.reserve(
    isOnPixels(layers[0]!) ? kernels.pixelListBytes(images, pixels) : images * pixels * FLOAT,
  );
  layers.forEach((layer, index) => {
    const struct = structs + index * layerBytes;
    const { inFeatures, outFeatures } = layer;
    const output = scratch.reserve(images * outFeatures * FLOAT);
    kernels.setLayer(struct, kindOf(kernels, layer), inFeatures, outFeatures, input, output);
    layOutLayer(context, struct, layer, layers[index - 1], index > firstTrained);
    if (!isConvolution(layer)) context.spans = 0;
    outputs.push(output);
    input = output;
  });
  const temporary = scratch.reserve(context.temporary);

  kernels.setNetwork(
    network,
    structs,
    layers.length,
    firstTrained,
    segments,
    starts.length - 1,
    pixels,
    classes,
    packs,
    parameterCount,
    parameters,
    gradients,
    losses,
    small,
    temporary,
  );
  kernels.setRandom(network, random.seed, random.stream);
  layOutOptimizer(kernels, arena, network, parameterCount * FLOAT, plan.optimizer);
  const { buffers } = context;
  const scratchBytes = scratch.bytes;
  return {
    network,
    parameters,
    gradients,
    losses,
    indices,
    order,
    places,
    buffers,
    classes,
    maps: featureMaps(layers, outputs),
    scratchBytes,
  };
}

/** Offsets within a thread's scratch. */
class ScratchPlan {
  bytes = 0;

  reserve(bytes: number): number {
    const offset = this.bytes;
    this.bytes += Math.ceil(bytes / 64) * 64;
    return offset;
  }
}

interface LayerContext {
  readonly kernels: Kernels;
  readonly arena: Arena;
  readonly scratch: ScratchPlan;
  readonly batchSize: number;
  /** Of a tile. */
  readonly images: number;
  readonly buffers: BufferPlace[];
  /** Bytes of scratch that the neediest layer uses while it is at work. */
  temporary: number;
  /** Where the spans of the next layer's input are (see assembly/conv2d/spans.ts), 0 if it has none. */
  spans: number;
}

/** Room for the spans of a tile's rows. */
function reserveSpans(scratch: ScratchPlan, packs: number, [height]: Pair): number {
  return scratch.reserve(packs * height * 2 * 4);
}

function kindOf(kernels: Kernels, layer: LoweredLayer): number {
  if (isOnPixels(layer)) return kernels.KIND_PIXEL_LINEAR.value;
  switch (layer.plan.type) {
    case 'linear':
      return kernels.KIND_LINEAR.value;
    case 'conv2d':
      return kernels.KIND_CONV2D.value;
    case 'pad2d':
      return kernels.KIND_PAD2D.value;
    case 'max_pool2d':
      return kernels.KIND_MAX_POOL2D.value;
    case 'avg_pool2d':
      return kernels.KIND_AVG_POOL2D.value;
    case 'dropout':
      return kernels.KIND_DROPOUT.value;
    case 'batch_norm1d':
    case 'batch_norm2d':
      return kernels.KIND_BATCH_NORM.value;
    default:
      return kernels.KIND_ACTIVATION.value;
  }
}

function layOutLayer(
  context: LayerContext,
  struct: number,
  layer: LoweredLayer,
  below: LoweredLayer | undefined,
  needsInputGradient: boolean,
): void {
  if (isOnPixels(layer)) {
    layOutPixelLinear(context, struct, layer);
    return;
  }
  if (isWeighted(layer)) {
    layOutWeighted(context, struct, layer, below, needsInputGradient);
    return;
  }
  if (isBatchNorm(layer)) {
    layOutBatchNorm(context, struct, layer);
    return;
  }
  const { kernels, arena } = context;
  const { plan, outFeatures } = layer;
  switch (plan.type) {
    case 'pad2d':
    case 'max_pool2d':
    case 'avg_pool2d': {
      const { channels, inputSize, outputSize, padding } = plan;
      const { kernelSize, stride }: Window = plan.type === 'pad2d' ? NO_WINDOW : plan;
      kernels.setPlane(
        struct,
        arena.allocate(kernels.PLANE_SHAPE_BYTES.value),
        channels,
        ...inputSize,
        ...outputSize,
        ...kernelSize,
        ...stride,
        ...padding,
      );
      needTemporary(context, product(inputSize) * PACK * FLOAT);
      break;
    }
    case 'dropout':
      kernels.setArgument(struct, kernels.ACTIVATION_NONE.value, plan.p);
      // The generator writes whole blocks.
      needTemporary(context, (outFeatures * PACK + 16) * 4);
      break;
    default:
      kernels.setArgument(struct, activationCode(kernels, plan.type), plan.negativeSlope ?? 0);
  }
}

interface Window {
  readonly kernelSize: Pair;
  readonly stride: Pair;
}

const NO_WINDOW: Window = { kernelSize: [0, 0], stride: [0, 0] };

function needTemporary(context: LayerContext, bytes: number): void {
  context.temporary = Math.max(context.temporary, bytes);
}

function layOutPixelLinear(context: LayerContext, struct: number, layer: PixelLinearLayer): void {
  const { kernels, arena, images } = context;
  const { weight, bias } = layer;
  kernels.setPixelLinear(
    struct,
    activationCode(kernels, layer.fused),
    weight.offset,
    bias === null ? kernels.NO_BIAS.value : bias.offset,
    arena.allocate(pixelRowFloats(layer.outFeatures) * FLOAT),
    arena.allocate(kernels.PIXEL_ORDER_BYTES.value),
  );
  needTemporary(context, kernels.pixelWorkBytes(images, layer.inFeatures, layer.outFeatures));
}

function layOutWeighted(
  context: LayerContext,
  struct: number,
  layer: WeightedLayer,
  below: LoweredLayer | undefined,
  needsInputGradient: boolean,
): void {
  const { kernels, arena, scratch, images } = context;
  const { plan, weight, bias } = layer;
  const fusedBelow = below !== undefined && isWeighted(below) ? below.fused : null;
  kernels.setWeighted(
    struct,
    activationCode(kernels, layer.fused),
    activationCode(kernels, fusedBelow),
    weight.offset,
    bias === null ? kernels.NO_BIAS.value : bias.offset,
    arena.allocate(weight.count * FLOAT),
    needsInputGradient ? arena.allocate(weight.count * FLOAT) : 0,
  );
  if (needsInputGradient) needTemporary(context, kernels.linearWorkBytes(images / PACK));
  if (plan.type !== 'conv2d') return;
  const shape = layOutShape(kernels, arena, plan);
  const taps = product(plan.kernelSize);
  const inputSpans = context.spans;
  if (inputSpans !== 0) context.spans = reserveSpans(scratch, images / PACK, plan.outputSize);
  kernels.setConv2d(
    struct,
    shape,
    arena.allocate(plan.inChannels * taps * 4),
    arena.allocate(plan.outChannels * taps * 4),
    scratch.reserve(kernels.conv2dLaneBytes(shape)),
    inputSpans,
    context.spans,
  );
  needTemporary(context, kernels.conv2dWorkBytes(shape));
  if (needsInputGradient) needTemporary(context, kernels.conv2dGradientFloats(shape) * FLOAT);
}

function layOutShape(kernels: Kernels, arena: Arena, layer: Conv2dPlan): number {
  const shape = arena.allocate(kernels.CONV2D_SHAPE_BYTES.value);
  kernels.setConv2dShape(
    shape,
    layer.inChannels,
    ...layer.inputSize,
    layer.outChannels,
    ...layer.outputSize,
    ...layer.kernelSize,
    ...layer.stride,
  );
  return shape;
}

function layOutBatchNorm(context: LayerContext, struct: number, layer: BatchNormLayer): void {
  const { kernels, arena, scratch, batchSize, buffers } = context;
  const { name, channels, pixels, eps, momentum } = layer.plan;
  const stored = batchBytes(layer.inFeatures, batchSize);
  const running = arena.allocate(2 * channels * FLOAT);
  kernels.setBatchNorm(
    struct,
    arena.allocate(kernels.BATCH_NORM_BYTES.value),
    channels,
    pixels,
    eps,
    momentum,
    layer.weight.offset,
    layer.bias.offset,
    running,
    arena.allocate(stored),
    arena.allocate(stored),
    arena.allocate(2 * MAXIMUM_SHARDS * channels * 2 * 8),
    scratch.reserve(4 * channels * FLOAT),
    MAXIMUM_SHARDS,
  );
  buffers.push(
    { name: `${name}.running_mean`, count: channels, address: running, constant: 0 },
    {
      name: `${name}.running_var`,
      count: channels,
      address: running + channels * FLOAT,
      constant: 1,
    },
  );
}

function layOutOptimizer(
  kernels: Kernels,
  arena: Arena,
  network: number,
  bytes: number,
  optimizer: OptimizerPlan,
): void {
  kernels.setLearningRate(network, optimizer.lr);
  const { weightDecay } = optimizer;
  switch (optimizer.type) {
    case 'sgd': {
      const { momentum, nesterov } = optimizer;
      const velocity = momentum === 0 && weightDecay === 0 ? 0 : arena.allocate(bytes);
      kernels.setSgd(network, velocity, momentum, nesterov, weightDecay);
      break;
    }
    case 'adam':
    case 'adamw':
      kernels.setAdam(
        network,
        arena.allocate(bytes),
        arena.allocate(bytes),
        ...optimizer.betas,
        optimizer.eps,
        weightDecay,
        optimizer.type === 'adamw',
      );
      break;
    case 'rmsprop': {
      const { alpha, eps, momentum } = optimizer;
      const velocity = arena.allocate(bytes);
      kernels.setRmsprop(
        network,
        velocity,
        arena.allocate(bytes),
        alpha,
        eps,
        momentum,
        weightDecay,
      );
      break;
    }
  }
}

function activationCode(
  kernels: Kernels,
  type: 'relu' | 'leaky_relu' | 'sigmoid' | 'tanh' | 'gelu' | 'silu' | null,
): number {
  switch (type) {
    case 'relu':
      return kernels.ACTIVATION_RELU.value;
    case 'leaky_relu':
      return kernels.ACTIVATION_LEAKY_RELU.value;
    case 'sigmoid':
      return kernels.ACTIVATION_SIGMOID.value;
    case 'tanh':
      return kernels.ACTIVATION_TANH.value;
    case 'gelu':
      return kernels.ACTIVATION_GELU.value;
    case 'silu':
      return kernels.ACTIVATION_SILU.value;
    case null:
      return kernels.ACTIVATION_NONE.value;
  }
}
