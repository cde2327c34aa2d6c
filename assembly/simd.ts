/**
 * The vocabulary that all kernels share.
 *
 * A *pack* is 8 images side by side: every activation is stored as (features, 8), image innermost, so
 * that one feature of a pack is two SIMD vectors. Whatever a layer does, its vectors run over images,
 * and no kernel has a tail in width, height or channels. A batch that is not a multiple of 8 ends in a
 * pack whose spare lanes repeat an image and are masked in the loss, hence have zero gradients.
 */

/** Images in a pack. */
// @ts-ignore: decorator
@inline
export const PACK: i32 = 8;

/** Bytes of one feature of a pack: 8 float32. */
// @ts-ignore: decorator
@inline
export const ROW: usize = 32;

/** Which of 16 bytes are not 0, a bit each; those from `valid` on count as 0. */
// @ts-ignore: decorator
@inline
export function someOf(bytes: v128, valid: i32): i32 {
  const mask = i8x16.bitmask(i8x16.ne(bytes, i8x16.splat(0)));
  return valid < 16 ? mask & ((1 << valid) - 1) : mask;
}

/**
 * `a * b + c`: fused in the relaxed variants (one rounding), two roundings in the portable ones, which
 * is why only portable SIMD gives the same bits on every machine.
 */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    return f32x4.relaxed_madd(a, b, c);
  } else {
    return f32x4.add(f32x4.mul(a, b), c);
  }
}

/** The lower two lanes in float64. */
// @ts-ignore: decorator
@inline
export function lowWide(a: v128): v128 {
  return f64x2.promote_low_f32x4(a);
}

/** The upper two lanes in float64. */
// @ts-ignore: decorator
@inline
export function highWide(a: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(a, a, 2, 3, 0, 1));
}

/** Two vectors of float64, rounded to float32. */
// @ts-ignore: decorator
@inline
export function narrow(low: v128, high: v128): v128 {
  const a = f32x4.demote_f64x2_zero(low);
  return v128.shuffle<f32>(a, f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}
