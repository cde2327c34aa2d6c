/**
 * Adaptive average pooling, plane by plane, 8 images at a time: PyTorch's AdaptiveAvgPool2d. Of the windows that are
 * asked for, the one at `o` goes from floor(o in / out) to before ceil((o + 1) in / out): together they cover the
 * plane, overlap where `out` does not divide `in`, and hold a pixel at least, were there more of them than pixels.
 *
 * Backward clears the input's plane and adds each window's share to it.
 */
import { ROW } from '../simd';
import { averageWindow, shareGradient } from './average';
import { PlaneShape } from './shape';

/** First row or column of a window. */
// @ts-ignore: decorator
@inline
function windowStart(index: i32, size: i32, windows: i32): i32 {
  return (index * size) / windows;
}

/** The one after its last row or column. */
// @ts-ignore: decorator
@inline
function windowEnd(index: i32, size: i32, windows: i32): i32 {
  return ((index + 1) * size + windows - 1) / windows;
}

export function adaptiveAvgPool2dForward(
  output: usize, // (planes, outHeight, outWidth, 8)
  input: usize, // (planes, inHeight, inWidth, 8)
  shapeAddress: usize,
  planes: i32, // packs * channels
): void {
  const shape = changetype<PlaneShape>(shapeAddress);
  for (let plane = 0; plane < planes; plane++) {
    for (let oy = 0; oy < shape.outHeight; oy++) {
      const y0 = windowStart(oy, shape.inHeight, shape.outHeight);
      const y1 = windowEnd(oy, shape.inHeight, shape.outHeight);
      for (let ox = 0; ox < shape.outWidth; ox++) {
        const x0 = windowStart(ox, shape.inWidth, shape.outWidth);
        const x1 = windowEnd(ox, shape.inWidth, shape.outWidth);
        const size = f32x4.splat(<f32>((y1 - y0) * (x1 - x0)));
        averageWindow(output, input, shape.inWidth, y0, y1, x0, x1, size);
        output += ROW;
      }
    }
    input += <usize>shape.inPixels * ROW;
  }
}

export function adaptiveAvgPool2dBackward(
  inputGradient: usize, // (planes, inHeight, inWidth, 8)
  outputGradient: usize, // (planes, outHeight, outWidth, 8)
  shapeAddress: usize,
  planes: i32,
): void {
  const shape = changetype<PlaneShape>(shapeAddress);
  const bytes = <usize>shape.inPixels * ROW;
  for (let plane = 0; plane < planes; plane++) {
    memory.fill(inputGradient, 0, bytes);
    for (let oy = 0; oy < shape.outHeight; oy++) {
      const y0 = windowStart(oy, shape.inHeight, shape.outHeight);
      const y1 = windowEnd(oy, shape.inHeight, shape.outHeight);
      for (let ox = 0; ox < shape.outWidth; ox++) {
        const x0 = windowStart(ox, shape.inWidth, shape.outWidth);
        const x1 = windowEnd(ox, shape.inWidth, shape.outWidth);
        const size = f32x4.splat(<f32>((y1 - y0) * (x1 - x0)));
        shareGradient(inputGradient, outputGradient, shape.inWidth, y0, y1, x0, x1, size);
        outputGradient += ROW;
      }
    }
    inputGradient += bytes;
  }
}
