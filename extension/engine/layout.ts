import type { Arena } from './arena';
import type { Conv2dPlan, LinearPlan, NetworkPlan } from './network-plan';
import type { Kernels } from './variant';
import { LabError } from '../errors';

/** Images in a pack, see assembly/simd.ts. */
const PACK = 8;
/** float32 */
const FLOAT = 4;

/**
 * Bytes of activations that a tile may have. Larger tiles make the weight gradients of linear layers
 * cheaper, which end in a sum over SIMD lanes; smaller ones stay closer in cache.
 */
const TILE_BYTES = 2 ** 21;
const MAXIMUM_TILE_PACKS = 16;

/** More threads than this find no work in a batch; eight shards keep the reduction cheap. */
const MAXIMUM_SHARDS = 8;
/** A shard of fewer packs costs more to reduce than it saves. */
const SHARD_PACKS = 4;

/** A parameter tensor and its place among all parameters. */
export interface ParameterPlace {
  readonly name: string;
  readonly shape: readonly number[];
  readonly count: number;
  /** Floats from the start of the parameters; a multiple of 4. */
  readonly offset: number;
  /** Inputs of one output: bounds PyTorch's initialisation. */
  readonly fanIn: number;
}

/** Where everything of one network is in memory. */
export interface NetworkLayout {
  readonly network: number;
  readonly parameters: number;
  readonly gradients: number;
  readonly losses: number;
  readonly indices: number;
  readonly places: readonly ParameterPlace[];
  readonly classes: number;
  readonly scratchBytes: number;
}

/** Shards that a batch is cut into: a function of its size alone, so that threads do not change bits. */
export function shardCount(images: number): number {
  const packs = Math.ceil(images / PACK);
  return Math.max(1, Math.min(MAXIMUM_SHARDS, Math.floor(packs / SHARD_PACKS)));
}

interface WeightedLayer {
  readonly plan: LinearPlan | Conv2dPlan;
  readonly activation: number;
  readonly weight: ParameterPlace;
  readonly bias: ParameterPlace;
}

/** Reserves a network's memory and fills the structs that the step reads. */
export function layOutNetwork(
  kernels: Kernels,
  arena: Arena,
  plan: NetworkPlan,
  batchSize: number,
): NetworkLayout {
  const layers = fuseActivations(kernels, plan);
  const places = layers.flatMap((layer) => [layer.weight, layer.bias]);
  const last = layers.at(-1);
  if (last === undefined) throw new LabError('input', 'A network needs at least one linear layer.');
  const classes = features(last.plan).out;
  const end = last.bias.offset + pad(last.bias.count);
  const [channels, height, width] = plan.inputShape;
  const pixels = channels * height * width;

  const packFloats = layers.reduce((sum, layer) => sum + features(layer.plan).out, pixels) * PACK;
  const tilePacks = Math.max(
    1,
    Math.min(MAXIMUM_TILE_PACKS, Math.floor(TILE_BYTES / (packFloats * FLOAT))),
  );

  const network = arena.allocate(kernels.NETWORK_BYTES.value);
  const layerBytes = kernels.LAYER_BYTES.value;
  const structs = arena.allocate(layers.length * layerBytes);
  const parameters = arena.allocate(end * FLOAT);
  const gradients = arena.allocate(MAXIMUM_SHARDS * end * FLOAT);
  const losses = arena.allocate(MAXIMUM_SHARDS * 8);
  const indices = arena.allocate(batchSize * 4);

  const scratch = new ScratchPlan();
  const small = scratch.reserve(128);
  let input = scratch.reserve(tilePacks * pixels * PACK * FLOAT);
  let inputActivation = kernels.ACTIVATION_NONE.value;
  let borderFloats = 0;
  layers.forEach((layer, index) => {
    const { in: inFeatures, out: outFeatures } = features(layer.plan);
    const struct = structs + index * layerBytes;
    const output = scratch.reserve(tilePacks * outFeatures * PACK * FLOAT);
    kernels.setLayer(
      struct,
      layer.activation,
      inputActivation,
      inFeatures,
      outFeatures,
      layer.weight.offset,
      layer.bias.offset,
      arena.allocate(layer.weight.count * FLOAT),
      index === 0 ? 0 : arena.allocate(layer.weight.count * FLOAT),
      input,
      output,
    );
    if (layer.plan.type === 'conv2d') {
      const shape = layOutShape(kernels, arena, layer.plan);
      const taps = layer.plan.kernelSize[0] * layer.plan.kernelSize[1];
      kernels.setConv2d(
        struct,
        shape,
        arena.allocate(layer.plan.inChannels * taps * 4),
        arena.allocate(layer.plan.outChannels * taps * 4),
        scratch.reserve(layer.weight.count * 4 * FLOAT),
      );
      if (index > 0) borderFloats = Math.max(borderFloats, kernels.conv2dBorderFloats(shape));
    }
    input = output;
    inputActivation = layer.activation;
  });
  const bordered = scratch.reserve(borderFloats * FLOAT);

  kernels.setNetwork(
    network,
    structs,
    layers.length,
    pixels,
    classes,
    tilePacks,
    end,
    parameters,
    gradients,
    losses,
    small,
    bordered,
  );
  const { optimizer } = plan;
  if (optimizer.type === 'adam') {
    const firstMoments = arena.allocate(end * FLOAT);
    const secondMoments = arena.allocate(end * FLOAT);
    const [beta1, beta2] = optimizer.betas;
    kernels.setAdam(
      network,
      firstMoments,
      secondMoments,
      optimizer.lr,
      beta1,
      beta2,
      optimizer.eps,
    );
  } else {
    kernels.setSgd(network, optimizer.lr);
  }
  return {
    network,
    parameters,
    gradients,
    losses,
    indices,
    places,
    classes,
    scratchBytes: scratch.bytes,
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

/** The step knows an activation as part of the layer before it. */
function fuseActivations(kernels: Kernels, plan: NetworkPlan): WeightedLayer[] {
  const layers: WeightedLayer[] = [];
  let offset = 0;
  plan.layers.forEach((layer, index) => {
    if (layer.type === 'linear' || layer.type === 'conv2d') {
      const place = (suffix: string, shape: readonly number[], fanIn: number): ParameterPlace => {
        const count = shape.reduce((product, size) => product * size, 1);
        const at = { name: `${layer.name}.${suffix}`, shape, count, offset, fanIn };
        offset += pad(count);
        return at;
      };
      const shape = weightShape(layer);
      const fanIn = shape.slice(1).reduce((product, size) => product * size, 1);
      layers.push({
        plan: layer,
        activation: activationCode(kernels, plan.layers[index + 1]?.type),
        weight: place('weight', shape, fanIn),
        bias: place('bias', [shape[0]!], fanIn),
      });
    } else {
      const before = plan.layers[index - 1]?.type;
      if (before !== 'linear' && before !== 'conv2d') {
        throw new LabError(
          'input',
          `layers[${index.toString()}] ${layer.type}: an activation must follow a linear or conv2d layer.`,
        );
      }
    }
  });
  return layers;
}

function activationCode(kernels: Kernels, type: string | undefined): number {
  if (type === 'sigmoid') return kernels.ACTIVATION_SIGMOID.value;
  if (type === 'relu') return kernels.ACTIVATION_RELU.value;
  return kernels.ACTIVATION_NONE.value;
}

function weightShape(layer: LinearPlan | Conv2dPlan): number[] {
  if (layer.type === 'linear') return [layer.outFeatures, layer.inFeatures];
  return [layer.outChannels, layer.inChannels, ...layer.kernelSize];
}

function features(layer: LinearPlan | Conv2dPlan): { in: number; out: number } {
  if (layer.type === 'linear') return { in: layer.inFeatures, out: layer.outFeatures };
  const { inputSize, outputSize } = layer;
  return {
    in: layer.inChannels * inputSize[0] * inputSize[1],
    out: layer.outChannels * outputSize[0] * outputSize[1],
  };
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

function pad(count: number): number {
  return Math.ceil(count / 4) * 4;
}
