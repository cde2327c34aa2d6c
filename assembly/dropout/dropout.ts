/**
 * Dropout: while training, each value is zero with probability p, and the others are scaled by 1 / (1 - p).
 *
 * Which ones follows from seed, network, layer, step, place in the batch and feature alone (Philox, see
 * random/), so the backward pass draws the same ones again instead of keeping them, and threads do not
 * matter. Initial weights use counters whose last word is 0; here it is the pack's number, from 1.
 */
import { philox4x32 } from '../random/philox';

/** Draws the 32-bit words for one pack: a word below `limit` means a zero. */
// @ts-ignore: decorator
@inline
function draw(
  words: usize,
  count: i32,
  seed: u32,
  stream: u32,
  layer: u32,
  step: u32,
  pack: u32,
): void {
  philox4x32(words, (count + 15) / 16, 0, layer, step, pack + 1, seed, stream);
}

/**
 * Forward with x, and backward with dy in its place: both scale and clear the same values, but for NaN and
 * infinities: a product with 0 is NaN, as in PyTorch. `count` floats, a multiple of 8, of one pack.
 */
export function dropoutPack(
  output: usize, // (count)
  input: usize, // (count)
  count: i32,
  p: f64,
  words: usize, // scratch (count + 16) u32
  seed: u32,
  stream: u32,
  layer: u32,
  step: u32,
  pack: u32, // its place in the batch
): void {
  draw(words, count, seed, stream, layer, step, pack);
  const limit = i32x4.splat(<i32>(<u32>(p * 4294967296.0)));
  const scale = f32x4.splat(<f32>(1 / (1 - p)));
  for (; count > 0; count -= 4) {
    const kept = i32x4.ge_u(v128.load(words), limit);
    v128.store(output, f32x4.mul(v128.load(input), v128.and(scale, kept)));
    input += 16;
    output += 16;
    words += 16;
  }
}
