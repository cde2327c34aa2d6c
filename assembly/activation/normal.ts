/**
 * The standard normal distribution, 4 lanes at a time: what GELU is made of.
 *
 * Its tail is exp(-x²/2) t P(t) / 2 with t = 1 / (1 + 0.3 |x| / sqrt 2), where t P(t), of degree 9,
 * approximates erfc(z) exp(z²) within 2e-8 (fitted for z up to 10.5).
 */
import { madd } from '../simd';
import { expNonPositive } from './exp';

const constants = memory.data<f32>([
  0.16918744146823883,
  0.17072328925132751,
  0.14828945696353912,
  0.21509623527526855,
  -0.09500520676374435,
  0.5481809377670288,
  -0.5126439332962036,
  0.4857255518436432,
  -0.12955377995967865,
  0.21213203435596426, // 0.3 / sqrt 2
  0.3989422804014327, // 1 / sqrt(2 pi)
]);

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load32_splat(constants + (index << 2));
}

/** exp(-x²/2), from which both functions below follow. */
// @ts-ignore: decorator
@inline
export function bell(x: v128): v128 {
  return expNonPositive(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
}

/** Density, from `bell(x)`. */
// @ts-ignore: decorator
@inline
export function normalDensity(bell: v128): v128 {
  return f32x4.mul(bell, constant(10));
}

/** Probability of a value below x, from x and `bell(x)`. */
// @ts-ignore: decorator
@inline
export function normalProbability(x: v128, bell: v128): v128 {
  const one = f32x4.splat(1);
  const t = f32x4.div(one, madd(f32x4.abs(x), constant(9), one));
  let p = madd(constant(8), t, constant(7));
  p = madd(p, t, constant(6));
  p = madd(p, t, constant(5));
  p = madd(p, t, constant(4));
  p = madd(p, t, constant(3));
  p = madd(p, t, constant(2));
  p = madd(p, t, constant(1));
  p = madd(p, t, constant(0));
  const tail = f32x4.mul(f32x4.mul(f32x4.mul(p, t), bell), f32x4.splat(0.5));
  const below = f32x4.lt(x, f32x4.splat(0));
  return v128.bitselect(tail, f32x4.sub(one, tail), below);
}
