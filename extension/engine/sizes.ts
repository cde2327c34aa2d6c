import { isBatchNorm, type LoweredNetwork } from './lower';

/** Images in a pack, see assembly/simd.ts. */
export const PACK = 8;
/** Bytes of a float32. */
export const FLOAT = 4;

/**
 * Bytes of activations that a tile may have. Larger tiles make the weight gradients of linear layers
 * cheaper, which end in a sum over SIMD lanes; smaller ones stay closer in cache.
 */
const TILE_BYTES = 2 ** 21;
const MAXIMUM_TILE_PACKS = 16;

/** More threads than this find no work in a batch; eight shards keep the reduction cheap. */
export const MAXIMUM_SHARDS = 8;
/** A shard of fewer packs costs more to reduce than it saves. */
const SHARD_PACKS = 4;

/** Packs that go through the network together. */
export function tilePacks({ layers, pixels }: LoweredNetwork): number {
  const floats = layers.reduce((sum, { outFeatures }) => sum + outFeatures, pixels) * PACK;
  return Math.max(1, Math.min(MAXIMUM_TILE_PACKS, Math.floor(TILE_BYTES / (floats * FLOAT))));
}

/** Shards that a batch is cut into: a function of its size alone, so that threads do not change bits. */
export function shardCount(images: number): number {
  const packs = Math.ceil(images / PACK);
  return Math.max(1, Math.min(MAXIMUM_SHARDS, Math.floor(packs / SHARD_PACKS)));
}

/** Bytes of one value for each image of a batch, a batch norm's input for instance. */
export function batchBytes(features: number, batchSize: number): number {
  return Math.ceil(batchSize / PACK) * PACK * features * FLOAT;
}

/** Where each segment begins (see assembly/step/shard.ts), and the number of layers. */
export function segmentStarts({ layers }: LoweredNetwork): number[] {
  const norms = [...layers.keys()].filter((index) => isBatchNorm(layers[index]!));
  return [0, ...norms, layers.length];
}
