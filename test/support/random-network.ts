import type { LayerSpec } from '../../extension/layers/kinds';
import type { ModelSpec } from '../../extension/models/spec';
import type { OptimizerSpec } from '../../extension/optimizers/kinds';
import { product } from '../../extension/kernels/sizes';
import { TestRandom } from './random';

/** A small network with images and labels for it. */
export interface RandomCase {
  readonly spec: ModelSpec;
  readonly imageShape: readonly [number, number, number];
  readonly classes: number;
  /** (count, C*H*W) */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

const MAXIMUM_LAYERS = 8;

/** Half of the images are grey; the others have few channels, or more than a panel's six rows. */
function channelsOf(seed: number): number {
  return [1, 3, 1, 2, 1, 7][seed % 6]!;
}

const activations = ['relu', 'sigmoid', 'tanh', 'gelu', 'silu'] as const;

/** A network of up to 8 layers of any kinds, in any order that fits together, and any optimiser. */
export function randomCase(seed: number, count: number): RandomCase {
  const random = new TestRandom(seed);
  const imageShape = [channelsOf(seed), random.integer(1, 12), random.integer(1, 12)] as const;
  const classes = random.integer(1, 13);
  const layers: LayerSpec[] = [];
  let size: readonly [number, number] | null = [imageShape[1], imageShape[2]];
  const before = random.integer(0, MAXIMUM_LAYERS - 1);
  while (layers.length < before) {
    // Width 0: a layer that needs an image when there is none any more.
    const picked: { layer: LayerSpec; size: readonly [number, number] | null } =
      size === null ? { layer: randomFlatLayer(random), size } : randomImageLayer(random, size);
    layers.push(picked.layer);
    size = picked.size;
  }
  layers.push({ type: 'linear', out_features: 'classes', bias: random.next() < 0.8 });
  return {
    spec: {
      layers,
      optimizer: randomOptimizer(random),
      initialization: random.pick(initializations),
    },
    imageShape,
    classes,
    images: reaching(random.bytes(count * product(imageShape)), imageShape[2]),
    labels: Uint8Array.from({ length: count }, () => random.integer(0, classes - 1)),
  };
}

/**
 * The same images, all of them reaching as far to both sides: so they are packed in the order of the batch
 * (assembly/gather/order.ts), and dropout draws by that.
 */
function reaching(images: Uint8Array, width: number): Uint8Array {
  return images.map((byte, at) =>
    at % width === 0 || at % width === width - 1 ? byte || 1 : byte,
  );
}

/** A network that begins with convolutions without padding, and images that are background in part. */
export function drawnCase(seed: number, count: number): RandomCase {
  const random = new TestRandom(seed);
  const imageShape = [channelsOf(seed), random.integer(4, 20), random.integer(4, 20)] as const;
  const classes = random.integer(2, 13);
  const layers: LayerSpec[] = [];
  let [height, width]: readonly [number, number] = [imageShape[1], imageShape[2]];
  for (let convolutions = random.integer(1, 3); convolutions > 0; convolutions--) {
    const kernel_size = [
      random.integer(1, Math.min(4, height)),
      random.integer(1, Math.min(4, width)),
    ] as const;
    const stride = [random.integer(1, 3), random.integer(1, 3)] as const;
    const out_channels = random.integer(1, 7);
    layers.push({ type: 'conv2d', out_channels, kernel_size, stride, bias: random.next() < 0.7 });
    height = Math.floor((height - kernel_size[0]) / stride[0]) + 1;
    width = Math.floor((width - kernel_size[1]) / stride[1]) + 1;
    // Without an activation or with one that is fused the spans go on, with another they end.
    const activation = random.pick(['relu', 'sigmoid', 'sigmoid', 'tanh', null] as const);
    if (activation !== null) layers.push({ type: activation });
  }
  layers.push({ type: 'linear', out_features: 'classes' });
  return {
    spec: { layers, optimizer: randomOptimizer(random) },
    imageShape,
    classes,
    images: drawings(random, count, imageShape),
    labels: Uint8Array.from({ length: count }, () => random.integer(0, classes - 1)),
  };
}

/** Images that are background but for a rectangle; every 16 of them have one of their own within that. */
export function drawings(
  random: TestRandom,
  count: number,
  [channels, height, width]: readonly [number, number, number],
): Uint8Array {
  const range = ([first, end]: readonly [number, number]): readonly [number, number] => {
    const start = random.integer(first, end);
    return [start, random.integer(start, end)];
  };
  const inside = ([first, end]: readonly [number, number], at: number): boolean =>
    at >= first && at < end;
  const pixels = channels * height * width;
  const images = new Uint8Array(count * pixels);
  const all = { rows: range([0, height]), columns: range([0, width]) };
  let { rows, columns } = all;
  for (let at = 0; at < images.length; at++) {
    if (at % (16 * pixels) === 0) [rows, columns] = [range(all.rows), range(all.columns)];
    const drawn = inside(rows, Math.floor(at / width) % height) && inside(columns, at % width);
    if (drawn) images[at] = random.integer(0, 255);
  }
  return images;
}

const initializations = [
  'default',
  'xavier_uniform',
  'xavier_normal',
  'kaiming_uniform',
  'kaiming_normal',
] as const;

// prettier-ignore
const imageKinds = ['conv2d', 'conv2d', 'pool', 'adaptive', 'norm', 'layer_norm', 'plain', 'flatten'] as const;

function randomImageLayer(
  random: TestRandom,
  size: readonly [number, number],
): { layer: LayerSpec; size: readonly [number, number] | null } {
  const axes = [0, 1] as const;
  const pair = (of: (axis: 0 | 1) => number): [number, number] => [of(0), of(1)];
  const kind = random.pick(imageKinds);
  if (kind === 'conv2d' || kind === 'pool') {
    const padding = pair(() => random.integer(0, 2));
    const kernel_size = pair((axis) => {
      const smallest = kind === 'pool' ? Math.max(1, 2 * padding[axis]) : 1;
      return random.integer(smallest, Math.max(smallest, Math.min(4, size[axis] + padding[axis])));
    });
    const stride = pair(() => random.integer(1, 3));
    const out = pair(
      (axis) => Math.floor((size[axis] + 2 * padding[axis] - kernel_size[axis]) / stride[axis]) + 1,
    );
    if (axes.every((axis) => out[axis] >= 1)) {
      const window = { kernel_size, stride, padding };
      if (kind === 'pool') {
        return { layer: { type: random.pick(['max_pool2d', 'avg_pool2d']), ...window }, size: out };
      }
      const out_channels = random.integer(1, 7);
      const bias = random.next() < 0.7;
      return { layer: { type: 'conv2d', out_channels, ...window, bias }, size: out };
    }
  }
  if (kind === 'norm') {
    return { layer: { type: 'batch_norm2d', momentum: random.pick([0.1, 0.5]) }, size };
  }
  if (kind === 'adaptive') {
    const out = pair(() => random.integer(1, 7));
    const output_size = random.pick([out, [null, out[1]], [out[0], null]] as const);
    return {
      layer: { type: 'adaptive_avg_pool2d', output_size },
      size: pair((axis) => output_size[axis] ?? size[axis]),
    };
  }
  if (kind === 'layer_norm') {
    const normalized_shape = random.pick([undefined, size, [size[1]], size[1]]);
    const layer = randomLayerNorm(random);
    return { layer: normalized_shape === undefined ? layer : { ...layer, normalized_shape }, size };
  }
  if (kind === 'flatten') return { layer: { type: 'flatten' }, size: null };
  return { layer: randomPlainLayer(random), size };
}

function randomFlatLayer(random: TestRandom): LayerSpec {
  const kind = random.pick(['linear', 'linear', 'norm', 'layer_norm', 'plain'] as const);
  if (kind === 'layer_norm') return randomLayerNorm(random);
  if (kind === 'norm') return { type: 'batch_norm1d', eps: random.pick([1e-5, 1e-3]) };
  if (kind === 'plain') return randomPlainLayer(random);
  return { type: 'linear', out_features: random.integer(1, 23), bias: random.next() < 0.7 };
}

/** Over all that comes in. */
function randomLayerNorm(random: TestRandom): Extract<LayerSpec, { type: 'layer_norm' }> {
  const eps = random.pick([1e-5, 1e-2]);
  const elementwise_affine = random.next() < 0.8;
  return { type: 'layer_norm', eps, elementwise_affine, bias: random.next() < 0.8 };
}

function randomPlainLayer(random: TestRandom): LayerSpec {
  const kind = random.pick(['activation', 'activation', 'leaky', 'dropout'] as const);
  if (kind === 'dropout') return { type: 'dropout', p: random.pick([0, 0.2, 0.5, 0.9]) };
  if (kind === 'leaky') return { type: 'leaky_relu', negative_slope: random.pick([0.01, 0.3]) };
  return { type: random.pick(activations) };
}

function randomOptimizer(random: TestRandom): OptimizerSpec {
  return random.pick<OptimizerSpec>([
    { type: 'sgd', lr: 0.1 },
    { type: 'sgd', lr: 0.05, momentum: 0.9, nesterov: true, weight_decay: 0.01 },
    { type: 'sgd', lr: 0.05, weight_decay: 0.1 },
    { type: 'adam', lr: 0.01 },
    { type: 'adam', lr: 0.01, betas: [0.7, 0.9], eps: 1e-4, weight_decay: 0.1 },
    { type: 'adamw', lr: 0.01, weight_decay: 0.2 },
    { type: 'rmsprop', lr: 0.01 },
    { type: 'rmsprop', lr: 0.01, alpha: 0.8, momentum: 0.5, weight_decay: 0.02 },
  ]);
}
