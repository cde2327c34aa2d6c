import type { Reserve } from '../kernels/arena';
import { FLOAT, PACK, product } from '../kernels/sizes';
import { fill, type KernelMemory } from '../kernels/structs';
import type { KernelLayer } from '../layers/kernel-layer';
import { type OptimizerPlan, optimizerKind } from '../optimizers/kinds';
import { featureMaps, type MapPlace } from './feature-maps';
import { type InputFields, layOutInput } from './input';
import { lowerNetwork } from './lower';
import { type ParameterPlace, placeParameters } from './parameters';
import type { NetworkPlan, RandomSource } from './plan';
import { segmentStarts, tilePacks } from './tiles';

/** A tensor that is saved with the weights but not trained. */
export interface BufferPlace {
  readonly name: string;
  readonly count: number;
  readonly address: number;
  /** Its first value. */
  readonly constant: number;
}

/** Parameters and buffers of a layer, in PyTorch's order. */
export interface LayerState {
  readonly parameters: readonly ParameterPlace[];
  readonly buffers: readonly BufferPlace[];
}

/** What the optimiser keeps, by PyTorch's name, of all parameters. */
export interface OptimizerPlace {
  readonly name: string;
  readonly address: number;
}

/** Where everything of one network is in memory. */
export interface NetworkLayout {
  readonly network: number;
  readonly parameters: number;
  readonly gradients: number;
  readonly losses: number;
  readonly indices: number;
  readonly order: number;
  /** Room for one tensor in PyTorch's layout, or for the probabilities of a batch. */
  readonly output: number;
  /** Values of an image, and what becomes of them before the first layer. */
  readonly pixels: number;
  readonly input: InputFields;
  readonly states: readonly LayerState[];
  /** What the optimiser keeps of the parameters, each laid out as they are. */
  readonly optimizer: readonly OptimizerPlace[];
  readonly classes: number;
  readonly maps: readonly MapPlace[];
  readonly scratchBytes: number;
  /** Fills what is not zero at first. To be done once memory is there. */
  readonly initialize: () => void;
}

/** Labels and small vectors of a tile. */
const SMALL_BYTES = 128;
/** Generators of random numbers write whole blocks. */
const BLOCK = 16;

/** Reserves a network's memory and fills the structs that the step reads. */
export function layOutNetwork(
  at: KernelMemory,
  reserve: Reserve,
  plan: NetworkPlan,
  batchSize: number,
  { seed, stream }: RandomSource,
): NetworkLayout {
  const { kernels } = at;
  const lowered = lowerNetwork(plan);
  const { layers, pixels, classes } = lowered;
  const packs = tilePacks(lowered);
  const places = placeParameters(kernels, layers);
  const parameterBytes = places.count * FLOAT;
  const shards = kernels.MAXIMUM_SHARDS.value;
  const longest = Math.max(...places.layers.flat().map(({ count }) => count));
  const outputFloats = Math.max(longest + BLOCK, batchSize * classes);

  const network = reserve.struct(kernels.NETWORK_BYTES.value);
  const layerBytes = kernels.LAYER_BYTES.value;
  const structs = reserve.struct(layers.length * layerBytes);
  const starts = segmentStarts(lowered);
  const segments = reserve.struct(starts.length * 4);
  new Uint32Array(at.memory.buffer, segments, starts.length).set(starts);
  const parameters = reserve.allocate(parameterBytes, 'parameters');
  const gradients = reserve.allocate(shards * parameterBytes, 'gradients');
  const initializers: (() => void)[] = [];
  const { classWeights } = plan;
  const weights =
    classWeights === undefined ? 0 : reserve.allocate(classWeights.length * FLOAT, 'tables');
  if (classWeights !== undefined) {
    initializers.push(() => {
      new Float32Array(at.memory.buffer, weights, classWeights.length).set(classWeights);
    });
  }
  const losses = reserve.allocate(shards * 8, 'tables');
  const indices = reserve.allocate(batchSize * 4, 'tables');
  const order = reserve.allocate(kernels.batchOrderBytes(batchSize), 'tables');
  const output = reserve.allocate(outputFloats * FLOAT, 'tables');

  const scratch = new Scratch();
  const small = scratch.reserve(SMALL_BYTES);
  const firstTrained = layers.findIndex(({ parameters }) => parameters.length > 0);
  const states: LayerState[] = [];
  const outputs: number[] = [];
  let temporaryBytes = 0;
  const images = layOutInput(at, reserve, scratch, plan, packs, seed, (tables) => {
    initializers.push(tables);
  });
  let spans = reserveImageSpans(scratch, layers[0]!, packs);
  let input = scratch.reserve(imageBytes(at, layers[0]!, packs, pixels));
  layers.forEach((layer, index) => {
    const struct = structs + index * layerBytes;
    const { inFeatures, outFeatures } = layer;
    const out = scratch.reserve(packs * PACK * outFeatures * FLOAT);
    fill(at, 'layer', struct, {
      kind: kernels[layer.kind].value,
      inFeatures,
      outFeatures,
      input,
      output: out,
    });
    const buffers = layer.buffers.map(({ name, shape, constant }): BufferPlace => {
      const count = product(shape);
      return { name, count, address: reserve.allocate(count * FLOAT, 'statistics'), constant };
    });
    const layerPlaces = places.layers[index]!;
    const inputSpans = spans;
    spans = 0;
    layer.layOut({
      ...at,
      reserve,
      scratch,
      struct,
      offsets: layerPlaces.map(({ offset }) => offset),
      buffers: buffers.map(({ address }) => address),
      batchSize,
      packs,
      needsInputGradient: index > firstTrained,
      fusedBelow: layers[index - 1]?.fused ?? null,
      inputSpans,
      reserveSpans: (rows) => (spans = scratch.reserve(spanBytes(packs, rows))),
      needTemporary: (bytes) => (temporaryBytes = Math.max(temporaryBytes, bytes)),
      initialize: (tables) => initializers.push(tables),
    });
    states.push({ parameters: layerPlaces, buffers });
    outputs.push(out);
    input = out;
  });
  const temporary = scratch.reserve(temporaryBytes);
  const optimizer = reserveOptimizer(at, reserve, plan.optimizer, places.count, initializers);

  fill(at, 'network', network, {
    layers: structs,
    layerCount: layers.length,
    firstTrained,
    segments,
    segmentCount: starts.length - 1,
    pixels,
    ...images,
    classes,
    tilePacks: packs,
    parameterCount: places.count,
    parameters,
    gradients,
    losses,
    classWeights: weights,
    small,
    temporary,
    seed,
    stream,
    ...optimizerKind(plan.optimizer.type).fields(plan.optimizer, kernels),
    learningRate: plan.optimizer.lr,
    firstMoments: optimizer[0]?.address ?? 0,
    secondMoments: optimizer[1]?.address ?? 0,
  });
  return {
    network,
    parameters,
    gradients,
    losses,
    indices,
    order,
    output,
    pixels,
    input: images,
    states,
    optimizer,
    classes,
    maps: featureMaps(layers, outputs),
    scratchBytes: scratch.bytes,
    initialize: () => {
      for (const initialize of initializers) initialize();
    },
  };
}

/** Offsets within a thread's scratch. */
class Scratch {
  bytes = 0;

  reserve(bytes: number): number {
    const offset = this.bytes;
    this.bytes += Math.ceil(bytes / 64) * 64;
    return offset;
  }
}

/** Bytes of a tile's images as the first layer reads them. */
function imageBytes(
  { kernels }: KernelMemory,
  { input }: KernelLayer,
  packs: number,
  pixels: number,
): number {
  const images = packs * PACK;
  return input === 'lists' ? kernels.pixelListBytes(images, pixels) : images * pixels * FLOAT;
}

function reserveImageSpans(scratch: Scratch, { input }: KernelLayer, packs: number): number {
  if (input === 'lists' || input.spanRows === 0) return 0;
  return scratch.reserve(spanBytes(packs, input.spanRows));
}

/** See assembly/conv2d/spans.ts. */
function spanBytes(packs: number, rows: number): number {
  return packs * rows * 2 * 4;
}

function reserveOptimizer(
  { memory }: KernelMemory,
  reserve: Reserve,
  plan: OptimizerPlan,
  parameterCount: number,
  initializers: (() => void)[],
): OptimizerPlace[] {
  const kind = optimizerKind(plan.type);
  const places = kind.states(plan).map((name): OptimizerPlace => {
    return { name, address: reserve.allocate(parameterCount * FLOAT, 'optimizer') };
  });
  const first = kind.firstState(plan);
  if (first !== 0) {
    initializers.push(() => {
      for (const { address } of places)
        new Float32Array(memory.buffer, address, parameterCount).fill(first);
    });
  }
  return places;
}
