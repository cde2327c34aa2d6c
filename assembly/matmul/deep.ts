/**
 * Long products: how they are cut. A float32 sum of n terms in one chain is off by about n roundings of a term, one
 * of chunks by about sqrt(n): so chunks begin with 0, and only their sums are added up (panel.ts). A chunk's end
 * costs time. So chunks are no shorter than it takes to be no further from float64 than PyTorch is at the same size
 * (test/kernels/precision.test.ts).
 */

/** Products of one chain of a convolution. With 128, input gradients of a 7 x 7 kernel are off by 1.7 times PyTorch's. */
const MOST: i32 = 40;

/** oneDNN's chains are blocks of so many channels: longer products are two chunks at least. */
const BLOCK: i32 = 16;

/** Fewer products than this are one chain: what begins with 0 rounds its first product. */
const SHORTEST: i32 = 5;

/** Products of a chain, if no chain is longer than `most` and all are about as long. */
// @ts-ignore: decorator
@inline
export function evenChunk(depth: i32, most: i32): i32 {
  const chunks = (depth + most - 1) / most;
  return chunks > 1 ? (depth + chunks - 1) / chunks : depth;
}

/** The length of a convolution's chunks. */
export function convolutionChunk(depth: i32): i32 {
  return depth > BLOCK ? evenChunk(depth, min(MOST, (depth + 1) >> 1)) : depth;
}

/** The length of chunks with which the sum rounds least: as many chunks as products in each. */
export function shortChunk(depth: i32): i32 {
  return evenChunk(depth, max(SHORTEST, <i32>Math.sqrt(<f64>depth)));
}

/** Likewise the length of blocks that are made of such chunks. */
export function shortBlock(depth: i32): i32 {
  return evenChunk(depth, max(SHORTEST, <i32>Math.cbrt(<f64>depth * <f64>depth)));
}
