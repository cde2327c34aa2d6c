/**
 * Batch gather: picks 8 images of bytes, normalises them to `pixel / 256 - 0.5` (notebook, cell 1; both
 * steps are exact in float32) and turns them round to (pixels, 8), images innermost. Four images are
 * interleaved byte by byte, so that each widened vector is one pixel of four images.
 */
import { PACK, ROW } from '../simd';

// @ts-ignore: decorator
@inline
function store4(output: usize, bytes: v128, step: usize): void {
  // Four pixels of four images.
  const low = i16x8.extend_low_i8x16_u(bytes);
  const high = i16x8.extend_high_i8x16_u(bytes);
  store1(output, i32x4.extend_low_i16x8_u(low));
  store1(output + step, i32x4.extend_high_i16x8_u(low));
  store1(output + 2 * step, i32x4.extend_low_i16x8_u(high));
  store1(output + 3 * step, i32x4.extend_high_i16x8_u(high));
}

// @ts-ignore: decorator
@inline
function store1(output: usize, pixels: v128): void {
  const x = f32x4.mul(f32x4.convert_i32x4_u(pixels), f32x4.splat(0.00390625));
  v128.store(output, f32x4.sub(x, f32x4.splat(0.5)));
}

/** Gathers one pack. Lanes from `valid` on repeat the last valid image. */
export function gatherPack(
  output: usize, // (pixels, 8)
  images: usize, // (N, pixels) u8
  indices: usize, // (valid) u32
  valid: i32, // 1..8
  pixels: i32,
): void {
  for (let lane = 0; lane < PACK; lane += 4) {
    const r0 = imageAt(images, indices, min(lane, valid - 1), pixels);
    const r1 = imageAt(images, indices, min(lane + 1, valid - 1), pixels);
    const r2 = imageAt(images, indices, min(lane + 2, valid - 1), pixels);
    const r3 = imageAt(images, indices, min(lane + 3, valid - 1), pixels);
    const column = output + ((<usize>lane) << 2);
    let pixel = 0;
    for (; pixel + 16 <= pixels; pixel += 16) {
      const a = v128.load(r0 + pixel);
      const b = v128.load(r1 + pixel);
      const c = v128.load(r2 + pixel);
      const d = v128.load(r3 + pixel);
      // prettier-ignore
      const abLow = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      // prettier-ignore
      const abHigh = i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      // prettier-ignore
      const cdLow = i8x16.shuffle(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      // prettier-ignore
      const cdHigh = i8x16.shuffle(c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const at = column + <usize>pixel * ROW;
      store4(at, i16x8.shuffle(abLow, cdLow, 0, 8, 1, 9, 2, 10, 3, 11), ROW);
      store4(at + 4 * ROW, i16x8.shuffle(abLow, cdLow, 4, 12, 5, 13, 6, 14, 7, 15), ROW);
      store4(at + 8 * ROW, i16x8.shuffle(abHigh, cdHigh, 0, 8, 1, 9, 2, 10, 3, 11), ROW);
      store4(at + 12 * ROW, i16x8.shuffle(abHigh, cdHigh, 4, 12, 5, 13, 6, 14, 7, 15), ROW);
    }
    for (; pixel < pixels; pixel++) {
      const bytes = i32x4.replace_lane(
        i32x4.replace_lane(
          i32x4.replace_lane(i32x4.splat(load<u8>(r0 + pixel)), 1, load<u8>(r1 + pixel)),
          2,
          load<u8>(r2 + pixel),
        ),
        3,
        load<u8>(r3 + pixel),
      );
      store1(column + <usize>pixel * ROW, bytes);
    }
  }
}

// @ts-ignore: decorator
@inline
function imageAt(images: usize, indices: usize, lane: i32, pixels: i32): usize {
  return images + <usize>load<u32>(indices + ((<usize>lane) << 2)) * <usize>pixels;
}

/** Gathers the labels of one pack; lanes from `valid` on are 0 and masked by the loss. */
export function gatherLabels(
  output: usize, // (8) u8
  labels: usize, // (N) u8
  indices: usize, // (valid) u32
  valid: i32, // 1..8
): void {
  store<u64>(output, 0);
  for (let lane = 0; lane < valid; lane++) {
    store<u8>(output + lane, load<u8>(labels + load<u32>(indices + ((<usize>lane) << 2))));
  }
}
