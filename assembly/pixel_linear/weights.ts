/**
 * The weights of a linear layer on the image itself, turned round: (in, stride), a row of outputs for each
 * pixel. What is past the last output stays zero. The optimiser works on this layout, hence nothing is
 * packed in a step; PyTorch's (out, in) is made where weights leave the engine.
 */
import { backgroundOf, channelCount } from '../gather/normalization';
import { loadRow } from '../matmul/dot';
import { highWide, lowWide, narrow } from '../simd';

/** Vectors of a row. */
// @ts-ignore: decorator
@inline
export function rowVectors(outFeatures: i32): i32 {
  return (outFeatures + 3) >> 2;
}

/**
 * Bytes from one row to the next: whole cache lines, so that no row begins within one. An odd number of them,
 * so that the same outputs of many rows do not all fall into the same few places of the cache.
 */
// @ts-ignore: decorator
@inline
export function rowBytes(outFeatures: i32): usize {
  return (<usize>(((rowVectors(outFeatures) + 3) >> 2) | 1)) << 6;
}

/** Floats of the weights of so many pixels. */
export function pixelWeightFloats(inFeatures: i32, outFeatures: i32): i32 {
  return inFeatures * <i32>(rowBytes(outFeatures) >> 2);
}

/** From PyTorch's layout. */
export function pixelPackWeights(
  rows: usize, // (in, stride)
  weights: usize, // (out, in)
  inFeatures: i32,
  outFeatures: i32,
): void {
  const pitch = rowBytes(outFeatures);
  for (let k = 0; k < inFeatures; k++) {
    memory.fill(rows, 0, pitch);
    for (let out = 0; out < outFeatures; out++) {
      const from = weights + ((<usize>(out * inFeatures + k)) << 2);
      store<f32>(rows + ((<usize>out) << 2), load<f32>(from));
    }
    rows += pitch;
  }
}

/** To PyTorch's layout. */
export function pixelUnpackWeights(
  weights: usize, // (out, in)
  rows: usize, // (in, stride)
  inFeatures: i32,
  outFeatures: i32,
): void {
  for (let k = 0; k < inFeatures; k++) {
    for (let out = 0; out < outFeatures; out++) {
      const to = weights + ((<usize>(out * inFeatures + k)) << 2);
      store<f32>(to, load<f32>(rows + ((<usize>out) << 2)));
    }
    rows += rowBytes(outFeatures);
  }
}

/** Rows that are summed up in float32 before float64 takes their sum: short sums round less. */
const PART: i32 = 32;

/** Sum of one vector of each row: four sums, as one would wait for itself. */
function sumPart(from: usize, pitch: usize, count: i32): v128 {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (; count >= 4; count -= 4) {
    a = f32x4.add(a, v128.load(from));
    b = f32x4.add(b, v128.load(from + pitch));
    c = f32x4.add(c, v128.load(from + 2 * pitch));
    d = f32x4.add(d, v128.load(from + 3 * pitch));
    from += 4 * pitch;
  }
  for (; count > 0; count--) {
    a = f32x4.add(a, v128.load(from));
    from += pitch;
  }
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

/**
 * What an image of nothing but background gives: the bias, and the sum of an output's weights of each channel times what
 * background counts as there.
 * Threads share the vectors out: `first, first + step, …`.
 */
export function pixelBackground(
  background: usize, // (stride)
  rows: usize, // (in, stride)
  bias: usize, // (out), or 0 for none
  inFeatures: i32,
  outFeatures: i32,
  first: i32,
  step: i32,
  normalization: usize,
): void {
  const pitch = rowBytes(outFeatures);
  const channels = channelCount(normalization);
  const plane = inFeatures / channels;
  for (let vector = first; vector < rowVectors(outFeatures); vector += step) {
    const at = (<usize>vector) << 4;
    let low = f64x2.splat(0);
    let high = low;
    for (let channel = 0; channel < channels; channel++) {
      const factor = f64x2.splat(<f64>backgroundOf(normalization, channel));
      const end = (channel + 1) * plane;
      let lowSum = f64x2.splat(0);
      let highSum = lowSum;
      for (let k = channel * plane; k < end; k += PART) {
        const part = sumPart(rows + at + <usize>k * pitch, pitch, min(PART, end - k));
        lowSum = f64x2.add(lowSum, lowWide(part));
        highSum = f64x2.add(highSum, highWide(part));
      }
      low = f64x2.add(low, f64x2.mul(lowSum, factor));
      high = f64x2.add(high, f64x2.mul(highSum, factor));
    }
    if (bias) {
      const values = loadRow(bias + at, min(4, outFeatures - vector * 4));
      low = f64x2.add(low, lowWide(values));
      high = f64x2.add(high, highWide(values));
    }
    v128.store(background + at, narrow(low, high));
  }
}
