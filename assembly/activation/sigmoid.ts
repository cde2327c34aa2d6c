/**
 * Sigmoid, 1 / (1 + exp(-x)), within 2 ulp over all floats, down into the subnormals.
 *
 * exp(-x) = 2^n (1 + w): n is -x / ln 2 rounded, read from the low mantissa bits of -x / ln 2 + 1.5 * 2^23; the
 * rest r = x + n ln 2 is at most ln 2 / 2, with ln 2 in two parts (Cody and Waite); w = exp(-r) - 1 is r times a
 * polynomial fitted for least relative error (3e-9). Everything is scaled by 2^-30, so that the exponential
 * of the lowest x is finite and that of the highest is not subnormal:
 *
 *     y = -2^-30 / ((2^(n-30) (-w) - 2^-30) - 2^(n-30))
 *
 * Its denominator is added up smallest part first: only the last addition and the division round by as much
 * as half a unit. Constants live in memory because V8 rebuilds a vector constant wherever it is used.
 */
import { madd } from '../simd';

const constants = memory.data<f32>([
  -104.0, // below this the result rounds to zero
  64.0, // above this it is 1
  -1.44269504, // -1 / ln 2
  12582912.0, // 1.5 * 2^23
  0.693145751953125, // ln 2, upper part
  1.4286068202862268e-6, // ln 2, the rest
  -0.4999999403953552, // of -w: r^2
  0.1666652113199234,
  -0.04166838899254799,
  0.00836874544620514,
  -0.0013814540579915047, // r^6
  9.313225746154785e-10, // 2^-30, also as an integer: the exponent bits (127 - 30) << 23
  -9.313225746154785e-10,
]);

// @ts-ignore: decorator
@inline
function constant(index: i32): v128 {
  return v128.load32_splat(constants + ((<usize>index) << 2));
}

/** In place over `count` floats, a multiple of 4. NaN in, NaN out. */
export function sigmoidForward(values: usize, count: i32): void {
  const end = values + ((<usize>count) << 2);
  const floor = constant(0);
  const ceiling = constant(1);
  const log2e = constant(2);
  const magic = constant(3);
  const ln2High = constant(4);
  const ln2Low = constant(5);
  const c2 = constant(6);
  const c3 = constant(7);
  const c4 = constant(8);
  const c5 = constant(9);
  const c6 = constant(10);
  const exponent = constant(11);
  const minusOne = constant(12);
  for (; values < end; values += 16) {
    // pmax and pmin keep NaN: comparisons with it are false.
    const x = f32x4.pmin(f32x4.pmax(v128.load(values), floor), ceiling);
    const shifted = madd(x, log2e, magic);
    const scale = i32x4.add(i32x4.shl(shifted, 23), exponent);
    const n = f32x4.sub(shifted, magic);
    const r = madd(n, ln2Low, madd(n, ln2High, x));
    // r + r² (c2 + c3 r + r² (c4 + c5 r + c6 r²)): a shorter chain than Horner's.
    const rr = f32x4.mul(r, r);
    const high = madd(c6, rr, madd(c5, r, c4));
    const minusW = madd(madd(high, rr, madd(c3, r, c2)), rr, r);
    const sum = f32x4.sub(madd(scale, minusW, minusOne), scale);
    v128.store(values, f32x4.div(minusOne, sum));
  }
}
