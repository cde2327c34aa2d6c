import { FLOAT, PACK } from '../kernels/sizes';
import type { LoweredNetwork } from './lower';

/**
 * Bytes of activations that a tile may have. Larger tiles make the weight gradients of linear layers
 * cheaper, which end in a sum over SIMD lanes; smaller ones stay closer in cache.
 */
const TILE_BYTES = 2 ** 21;
const MAXIMUM_TILE_PACKS = 16;

/** Packs that go through the network together. */
export function tilePacks({
  layers,
  pixels,
}: {
  readonly layers: readonly { readonly outFeatures: number }[];
  readonly pixels: number;
}): number {
  const floats = layers.reduce((sum, { outFeatures }) => sum + outFeatures, pixels) * PACK;
  return Math.max(1, Math.min(MAXIMUM_TILE_PACKS, Math.floor(TILE_BYTES / (floats * FLOAT))));
}

/** Where each segment begins (see assembly/step/shard.ts), and the number of layers. */
export function segmentStarts({ layers }: LoweredNetwork): number[] {
  const inner = [...layers.keys()].filter((index) => layers[index]!.beginsSegment);
  return [0, ...inner, layers.length];
}
