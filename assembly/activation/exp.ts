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
export function expNonPositive(x: v128): v128 {
  const magic = v128.load32_splat(constants, 8);
  // pmax keeps NaN: the comparison with it is false.
  x = f32x4.pmax(x, v128.load32_splat(constants));
  const shifted = madd(x, v128.load32_splat(constants, 4), magic);
  const n = f32x4.sub(shifted, magic);
  let r = madd(n, v128.load32_splat(constants, 12), x);
  r = madd(n, v128.load32_splat(constants, 16), r);
  // 1 + r + r² (c2 + c3 r + r² (c4 + c5 r + c6 r²)): a shorter chain than Horner's.
  const rr = f32x4.mul(r, r);
  const low = madd(v128.load32_splat(constants, 24), r, v128.load32_splat(constants, 20));
  const middle = madd(v128.load32_splat(constants, 32), r, v128.load32_splat(constants, 28));
  const high = madd(v128.load32_splat(constants, 36), rr, middle);
  const q = madd(high, rr, low);
  const p = f32x4.add(madd(q, rr, r), v128.load32_splat(constants, 40));
  const scale = i32x4.add(i32x4.shl(shifted, 23), v128.load32_splat(constants, 48));
  return f32x4.mul(f32x4.mul(p, scale), v128.load32_splat(constants, 44));
}
