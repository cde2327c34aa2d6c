import type { Reserve } from '../kernels/arena';
import { FLOAT, PACK, product } from '../kernels/sizes';
import { fill, type KernelMemory } from '../kernels/structs';
import type { ImageShape } from '#shared/image-shape';
import type { AugmentPlan, NetworkPlan, Normalization } from './plan';

/** Images are read 16 bytes at a time, also the last one. */
export const IMAGE_SLACK = 16;

/** Fields of the network's struct that say what becomes of an image before the first layer. */
export interface InputFields {
  readonly normalization: number;
  readonly augment: number;
  readonly varied: number;
  readonly variedIndices: number;
  readonly augmentWork: number;
}

/**
 * Reserves what images are normalised and varied with.
 * @param packs of a tile
 */
export function layOutInput(
  at: KernelMemory,
  reserve: Reserve,
  scratch: { readonly reserve: (bytes: number) => number },
  { inputShape, normalization, augment }: NetworkPlan,
  packs: number,
  seed: number,
  initialize: (tables: () => void) => void,
): InputFields {
  const table = layOutNormalization(at, reserve, normalization, initialize);
  if (augment === null) {
    return { normalization: table, augment: 0, varied: 0, variedIndices: 0, augmentWork: 0 };
  }
  const images = packs * PACK;
  const struct = layOutAugment(at, reserve, augment, inputShape, seed, initialize);
  return {
    normalization: table,
    augment: struct,
    varied: scratch.reserve(images * product(inputShape) + IMAGE_SLACK),
    variedIndices: scratch.reserve(images * 4),
    augmentWork: scratch.reserve(at.kernels.augmentWorkBytes(struct)),
  };
}

/** See assembly/gather/normalization.ts. */
function layOutNormalization(
  { kernels, memory }: KernelMemory,
  reserve: Reserve,
  { mean, deviation }: Normalization,
  initialize: (tables: () => void) => void,
): number {
  const address = reserve.allocate(kernels.normalizationBytes(mean.length), 'tables');
  initialize(() => {
    new Int32Array(memory.buffer, address, 1)[0] = mean.length;
    const values = mean.flatMap((value, channel) => [value, 1 / deviation[channel]!]);
    new Float32Array(memory.buffer, address + 4, values.length).set(values);
  });
  return address;
}

/** See assembly/augment/settings.ts. */
function layOutAugment(
  at: KernelMemory,
  reserve: Reserve,
  { degrees, shear, shift, scale, flip, elastic, erasing }: AugmentPlan,
  [channels, height, width]: ImageShape,
  seed: number,
  initialize: (tables: () => void) => void,
): number {
  const struct = reserve.struct(at.kernels.AUGMENT_BYTES.value);
  const weights = elastic === null ? [] : gaussian(elastic.sigma, elastic.radius);
  const table = reserve.allocate(weights.length * FLOAT, 'tables');
  initialize(() => {
    new Float32Array(at.memory.buffer, table, weights.length).set(weights);
  });
  const [areaFrom, areaTo] = erasing?.scale ?? [0, 0];
  const [ratioFrom, ratioTo] = erasing?.ratio ?? [1, 1];
  fill(at, 'augment', struct, {
    channels,
    height,
    width,
    seed,
    degrees,
    shear,
    shiftX: shift[0],
    shiftY: shift[1],
    scaleFrom: scale[0],
    scaleTo: scale[1],
    flip,
    alpha: elastic?.alpha ?? 0,
    radius: elastic?.radius ?? 0,
    gaussian: table,
    erasing: erasing?.p ?? 0,
    areaFrom,
    areaTo,
    ratioFrom: Math.log(ratioFrom),
    ratioTo: Math.log(ratioTo),
  });
  return struct;
}

/** Half of a Gaussian whose whole adds up to 1, middle first. */
function gaussian(sigma: number, radius: number): number[] {
  const half = Array.from({ length: radius + 1 }, (_, i) => Math.exp(-0.5 * (i / sigma) ** 2));
  const sum = half.reduce((so, value) => so + 2 * value, -half[0]!);
  return half.map((value) => value / sum);
}
