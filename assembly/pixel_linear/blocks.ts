/**
 * The weights of a linear layer on the image itself are kept in blocks of outputs, up to 12 vectors of 4:
 *
 *     block b: (in, w)   w = 4, 8, … 48 outputs side by side, zeros past the last output
 *
 * So the weights of one pixel are a short run of vectors, and those of neighbouring pixels follow: what
 * `sumLists` reads. The optimiser works on this layout, hence nothing is packed in a step; PyTorch's (out,
 * in) is made where weights leave the engine.
 */
import { evenStart } from '../matmul/panel';

/** Vectors of sums in a block: with a vector of weights and a factor they are 14 of V8's 15 registers. */
// @ts-ignore: decorator
@inline
export const MAX_BLOCK_VECTORS: i32 = 12;

/** Vectors that hold so many outputs. */
// @ts-ignore: decorator
@inline
export function vectorCount(outFeatures: i32): i32 {
  return (outFeatures + 3) >> 2;
}

// @ts-ignore: decorator
@inline
export function blockCount(outFeatures: i32): i32 {
  return (vectorCount(outFeatures) + MAX_BLOCK_VECTORS - 1) / MAX_BLOCK_VECTORS;
}

/** First vector of block `index`; widths differ by at most one. */
// @ts-ignore: decorator
@inline
export function blockStart(outFeatures: i32, index: i32): i32 {
  return evenStart(vectorCount(outFeatures), blockCount(outFeatures), index);
}

/** Where the weight of output `out` and pixel `k` is, in bytes from the first. */
// @ts-ignore: decorator
@inline
function placeOf(start: i32, width: i32, inFeatures: i32, out: i32, k: i32): usize {
  return ((<usize>(start * inFeatures + k * width)) << 4) + ((<usize>(out - start * 4)) << 2);
}

/** From PyTorch's layout to blocks. */
export function pixelPackWeights(
  blocks: usize, // blocks of (in, w)
  weights: usize, // (out, in)
  inFeatures: i32,
  outFeatures: i32,
): void {
  for (let block = 0; block < blockCount(outFeatures); block++) {
    const start = blockStart(outFeatures, block);
    const width = blockStart(outFeatures, block + 1) - start;
    for (let out = start * 4; out < (start + width) * 4; out++) {
      for (let k = 0; k < inFeatures; k++) {
        const from = weights + ((<usize>(out * inFeatures + k)) << 2);
        const to = blocks + placeOf(start, width, inFeatures, out, k);
        store<f32>(to, out < outFeatures ? load<f32>(from) : 0);
      }
    }
  }
}

/** From blocks to PyTorch's layout. */
export function pixelUnpackWeights(
  weights: usize, // (out, in)
  blocks: usize, // blocks of (in, w)
  inFeatures: i32,
  outFeatures: i32,
): void {
  for (let block = 0; block < blockCount(outFeatures); block++) {
    const start = blockStart(outFeatures, block);
    const width = blockStart(outFeatures, block + 1) - start;
    for (let out = start * 4; out < min((start + width) * 4, outFeatures); out++) {
      for (let k = 0; k < inFeatures; k++) {
        const from = blocks + placeOf(start, width, inFeatures, out, k);
        store<f32>(weights + ((<usize>(out * inFeatures + k)) << 2), load<f32>(from));
      }
    }
  }
}

/**
 * What an image of nothing but background gives: the bias, minus half of the sum of an output's weights.
 * Threads share the blocks out: `first, first + step, …`.
 */
export function pixelBackground(
  background: usize, // (vectors, 4)
  blocks: usize, // blocks of (in, w)
  bias: usize, // (vectors, 4), or 0 for none
  inFeatures: i32,
  outFeatures: i32,
  first: i32,
  step: i32,
): void {
  for (let block = first; block < blockCount(outFeatures); block += step) {
    const start = blockStart(outFeatures, block);
    const end = blockStart(outFeatures, block + 1);
    const pitch = (<usize>(end - start)) << 4;
    let column = blocks + ((<usize>(start * inFeatures)) << 4);
    for (let vector = start; vector < end; vector++) {
      // Four sums, as one would wait for itself.
      let a = f32x4.splat(0);
      let b = a;
      let c = a;
      let d = a;
      let from = column;
      let k = 0;
      for (; k + 4 <= inFeatures; k += 4) {
        a = f32x4.add(a, v128.load(from));
        b = f32x4.add(b, v128.load(from + pitch));
        c = f32x4.add(c, v128.load(from + 2 * pitch));
        d = f32x4.add(d, v128.load(from + 3 * pitch));
        from += 4 * pitch;
      }
      for (; k < inFeatures; k++) {
        a = f32x4.add(a, v128.load(from));
        from += pitch;
      }
      const sum = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
      const at = (<usize>vector) << 4;
      const given = bias ? v128.load(bias + at) : f32x4.splat(0);
      v128.store(background + at, f32x4.sub(given, f32x4.mul(sum, f32x4.splat(0.5))));
      column += 16;
    }
  }
}
