/** Images in a pack, see assembly/simd.ts. */
export const PACK = 8;
/** Bytes of a float32. */
export const FLOAT = 4;

/** Bytes of one value for each image of a batch, a batch norm's input for instance. */
export function batchBytes(features: number, batchSize: number): number {
  return Math.ceil(batchSize / PACK) * PACK * features * FLOAT;
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((result, size) => result * size, 1);
}
