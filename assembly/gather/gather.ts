/**
 * Batch gather: picks 8 images of bytes, normalises them by channel (normalization.ts) and turns them
 * round to (pixels, 8), images innermost. Four images are
 * interleaved byte by byte, so that each widened vector is one pixel of four images.
 */
import { PACK, ROW } from '../simd';
import { channelCount, meanOf, scaleOf } from './normalization';

// @ts-ignore: decorator
@inline
function store4(output: usize, bytes: v128, step: usize, mean: v128, scale: v128): void {
  // Four pixels of four images.
  const low = i16x8.extend_low_i8x16_u(bytes);
  const high = i16x8.extend_high_i8x16_u(bytes);
  store1(output, i32x4.extend_low_i16x8_u(low), mean, scale);
  store1(output + step, i32x4.extend_high_i16x8_u(low), mean, scale);
  store1(output + 2 * step, i32x4.extend_low_i16x8_u(high), mean, scale);
  store1(output + 3 * step, i32x4.extend_high_i16x8_u(high), mean, scale);
}

// @ts-ignore: decorator
@inline
function store1(output: usize, pixels: v128, mean: v128, scale: v128): void {
  v128.store(output, f32x4.mul(f32x4.sub(f32x4.convert_i32x4_u(pixels), mean), scale));
}

/** Gathers one pack. Lanes from `valid` on repeat the last valid image. */
export function gatherPack(
  output: usize, // (pixels, 8)
  images: usize, // (N, pixels) u8
  indices: usize, // (valid) u32
  valid: i32, // 1..8
  pixels: i32,
  normalization: usize,
): void {
  const channels = channelCount(normalization);
  const plane = pixels / channels;
  for (let lane = 0; lane < PACK; lane += 4) {
    let r0 = imageAt(images, indices, min(lane, valid - 1), pixels);
    let r1 = imageAt(images, indices, min(lane + 1, valid - 1), pixels);
    let r2 = imageAt(images, indices, min(lane + 2, valid - 1), pixels);
    let r3 = imageAt(images, indices, min(lane + 3, valid - 1), pixels);
    let column = output + ((<usize>lane) << 2);
    for (let channel = 0; channel < channels; channel++) {
      const mean = f32x4.splat(meanOf(normalization, channel));
      const scale = f32x4.splat(scaleOf(normalization, channel));
      gatherPlane(column, r0, r1, r2, r3, plane, mean, scale);
      r0 += plane;
      r1 += plane;
      r2 += plane;
      r3 += plane;
      column += <usize>plane * ROW;
    }
  }
}

/** One channel of four images. */
// @ts-ignore: decorator
@inline
function gatherPlane(
  column: usize, // (pixels, 8), of which four lanes are written
  r0: usize, // (pixels) u8 each
  r1: usize,
  r2: usize,
  r3: usize,
  pixels: i32,
  mean: v128,
  scale: v128,
): void {
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
    store4(at, i16x8.shuffle(abLow, cdLow, 0, 8, 1, 9, 2, 10, 3, 11), ROW, mean, scale);
    store4(at + 4 * ROW, i16x8.shuffle(abLow, cdLow, 4, 12, 5, 13, 6, 14, 7, 15), ROW, mean, scale);
    store4(at + 8 * ROW, i16x8.shuffle(abHigh, cdHigh, 0, 8, 1, 9, 2, 10, 3, 11), ROW, mean, scale);
    store4(
      at + 12 * ROW,
      i16x8.shuffle(abHigh, cdHigh, 4, 12, 5, 13, 6, 14, 7, 15),
      ROW,
      mean,
      scale,
    );
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
    store1(column + <usize>pixel * ROW, bytes, mean, scale);
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
