/**
 * exp(x) for x <= 0, 4 lanes at a time, down into the subnormals.
 *
 * x = n ln 2 + r with |r| <= ln 2 / 2: ln 2 is subtracted in two parts (Cody and Waite), exp(r) is a
 * polynomial of degree 6 fitted for least relative error (3e-9), and 2^n is built in the exponent
 * bits. n is read from the low mantissa bits of x / ln 2 + 1.5 * 2^23. The scale is 2^(n + 24) times
 * 2^-24, so that results below the normal range round once and correctly. NaN in, NaN out.
 *
 * The constants live in memory because V8 rebuilds a vector constant wherever it is used: a broadcast
 * load is one instruction.
 */
import { madd } from '../simd';

const constants = memory.data<f32>([
  -105.0, // below this the result rounds to zero
  1.44269504, // 1 / ln 2
  12582912.0, // 1.5 * 2^23
  -0.693145751953125, // -ln 2, upper part
  -1.4286068202862268e-6, // -ln 2, the rest
  0.4999999403953552, // r^2
  0.1666652113199234,
  0.04166838899254799,
  0.00836874544620514,
  0.0013814540579915047, // r^6
  1.0,
  5.9604644775390625e-8, // 2^-24
  16777216.0, // 2^24: as an integer, the exponent bits (127 + 24) << 23
]);

// @ts-ignore: decorator
@inline
function constant(index: i32): v128 {
  return v128.load32_splat(constants + ((<usize>index) << 2));
}

/** exp(x) for x <= 0. */
// @ts-ignore: decorator
@inline
export function expNonPositive(x: v128): v128 {
  const magic = constant(2);
  // pmax keeps NaN: the comparison with it is false.
  x = f32x4.pmax(x, constant(0));
  const shifted = madd(x, constant(1), magic);
  const n = f32x4.sub(shifted, magic);
  // 2^n, also where it is subnormal; off the long chain of r.
  const scale = f32x4.mul(i32x4.add(i32x4.shl(shifted, 23), constant(12)), constant(11));
  let r = madd(n, constant(3), x);
  r = madd(n, constant(4), r);
  // 1 + r + r² (c2 + c3 r + r² (c4 + c5 r + c6 r²)): a shorter chain than Horner's.
  const rr = f32x4.mul(r, r);
  const high = madd(constant(9), rr, madd(constant(8), r, constant(7)));
  const q = madd(high, rr, madd(constant(6), r, constant(5)));
  const p = f32x4.add(madd(q, rr, r), constant(10));
  return f32x4.mul(p, scale);
}
