/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011):
 * random bits as a function of a counter and a key. Any element can be computed by any thread, in any
 * order. Four counters are encrypted at once, one a lane.
 */
import { madd } from '../simd';

/** Upper and lower halves of the products of unsigned 32-bit lanes. */
// @ts-ignore: decorator
@inline
function high(a: v128, factor: v128): v128 {
  return v128.shuffle<i32>(
    i64x2.extmul_low_i32x4_u(a, factor),
    i64x2.extmul_high_i32x4_u(a, factor),
    1,
    3,
    5,
    7, // prettier-ignore
  );
}

/**
 * `4 * groups` blocks of four words: block i is Philox of the counter (first + i, counter1, counter2,
 * counter3). Written in order, so word j of block i is at index 4 i + j.
 */
export function philox4x32(
  output: usize, // (groups * 4, 4) u32
  groups: i32,
  first: u32,
  counter1: u32,
  counter2: u32,
  counter3: u32,
  key0: u32,
  key1: u32,
): void {
  const m0 = i32x4.splat(<i32>0xd2511f53);
  const m1 = i32x4.splat(<i32>0xcd9e8d57);
  for (let group = 0; group < groups; group++) {
    const base = first + ((<u32>group) << 2);
    let x0 = i32x4.replace_lane(i32x4.splat(base), 1, base + 1);
    x0 = i32x4.replace_lane(x0, 2, base + 2);
    x0 = i32x4.replace_lane(x0, 3, base + 3);
    let x1 = i32x4.splat(counter1);
    let x2 = i32x4.splat(counter2);
    let x3 = i32x4.splat(counter3);
    let k0 = key0;
    let k1 = key1;
    for (let round = 0; round < 10; round++) {
      const high0 = high(x0, m0);
      const high1 = high(x2, m1);
      const low0 = i32x4.mul(x0, m0);
      const low1 = i32x4.mul(x2, m1);
      x0 = v128.xor(v128.xor(high1, x1), i32x4.splat(k0));
      x2 = v128.xor(v128.xor(high0, x3), i32x4.splat(k1));
      x1 = low1;
      x3 = low0;
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    // Lanes are blocks; memory wants words of one block together.
    const a = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
    const b = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
    const c = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
    const d = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
    v128.store(output, v128.shuffle<i32>(a, b, 0, 1, 4, 5));
    v128.store(output, v128.shuffle<i32>(a, b, 2, 3, 6, 7), 16);
    v128.store(output, v128.shuffle<i32>(c, d, 0, 1, 4, 5), 32);
    v128.store(output, v128.shuffle<i32>(c, d, 2, 3, 6, 7), 48);
    output += 64;
  }
}

/**
 * `count` floats from U(-bound, bound). 24 random bits each. Writes up to 15 floats past the end.
 */
export function uniform(
  output: usize, // (count)
  count: i32,
  bound: f32,
  seed: u32,
  network: u32, // keeps networks of one run apart
  tensor: u32, // keeps the tensors of one network apart
): void {
  philox4x32(output, (count + 15) / 16, 0, tensor, 0, 0, seed, network);
  const scale = f32x4.splat(bound * <f32>1.1920928955078125e-7); // bound * 2^-23
  const shift = f32x4.splat(-bound);
  for (; count > 0; count -= 4) {
    const bits = i32x4.shr_u(v128.load(output), 8);
    v128.store(output, madd(f32x4.convert_i32x4_u(bits), scale, shift));
    output += 16;
  }
}

/**
 * `count` floats from N(0, deviation²), by Box and Muller's transform in float64: two uniform words make
 * two values. Writes up to 15 floats past the end.
 */
export function normal(
  output: usize, // (count)
  count: i32,
  deviation: f64,
  seed: u32,
  network: u32,
  tensor: u32,
): void {
  philox4x32(output, (count + 15) / 16, 0, tensor, 0, 0, seed, network);
  for (; count > 0; count -= 2) {
    // In (0, 1], so that the logarithm is finite.
    const u = (<f64>load<u32>(output) + 1) / 4294967296.0;
    const angle = ((2 * Math.PI) / 4294967296.0) * <f64>load<u32>(output, 4);
    const radius = deviation * Math.sqrt(-2 * Math.log(u));
    store<f32>(output, <f32>(radius * Math.cos(angle)));
    store<f32>(output, <f32>(radius * Math.sin(angle)), 4);
    output += 8;
  }
}
