/**
 * Pooling, plane by plane, 8 images at a time: PyTorch's MaxPool2d and AvgPool2d. A window is cut off where
 * it reaches into the padding, which a maximum never chooses and an average counts as zeros.
 *
 * Backward clears the input's plane and adds each window's share to it, so windows may overlap. As in PyTorch, of
 * equal values the first one, row by row, is the maximum, and NaN is larger than any number; of several the last.
 */
import { ROW } from '../simd';
import { averageWindow, shareGradient } from './average';
import { PlaneShape } from './shape';

/** First row or column of a window that is not padding. */
// @ts-ignore: decorator
@inline
function windowStart(index: i32, stride: i32, padding: i32): i32 {
  return max(0, index * stride - padding);
}

/** The one after its last row or column. */
// @ts-ignore: decorator
@inline
function windowEnd(index: i32, stride: i32, padding: i32, kernel: i32, size: i32): i32 {
  return min(size, index * stride - padding + kernel);
}

export function maxPool2dForward(
  output: usize, // (planes, outHeight, outWidth, 8)
  input: usize, // (planes, inHeight, inWidth, 8)
  shapeAddress: usize,
  planes: i32, // packs * channels
): void {
  const shape = changetype<PlaneShape>(shapeAddress);
  for (let plane = 0; plane < planes; plane++) {
    for (let oy = 0; oy < shape.outHeight; oy++) {
      const y0 = windowStart(oy, shape.strideHeight, shape.paddingHeight);
      const y1 = windowEnd(oy, shape.strideHeight, shape.paddingHeight, shape.kernelHeight, shape.inHeight); // prettier-ignore
      for (let ox = 0; ox < shape.outWidth; ox++) {
        const x0 = windowStart(ox, shape.strideWidth, shape.paddingWidth);
        const x1 = windowEnd(ox, shape.strideWidth, shape.paddingWidth, shape.kernelWidth, shape.inWidth); // prettier-ignore
        let a = f32x4.splat(-Infinity);
        let b = a;
        for (let y = y0; y < y1; y++) {
          let at = input + <usize>(y * shape.inWidth + x0) * ROW;
          for (let x = x0; x < x1; x++) {
            a = f32x4.max(a, v128.load(at));
            b = f32x4.max(b, v128.load(at, 16));
            at += ROW;
          }
        }
        v128.store(output, a);
        v128.store(output, b, 16);
        output += ROW;
      }
    }
    input += <usize>shape.inPixels * ROW;
  }
}

export function maxPool2dBackward(
  inputGradient: usize, // (planes, inHeight, inWidth, 8); holds x, receives dx
  outputGradient: usize, // (planes, outHeight, outWidth, 8)
  shapeAddress: usize,
  planes: i32,
  values: usize, // scratch (inHeight, inWidth, 8)
): void {
  const shape = changetype<PlaneShape>(shapeAddress);
  const bytes = <usize>shape.inPixels * ROW;
  for (let plane = 0; plane < planes; plane++) {
    memory.copy(values, inputGradient, bytes);
    memory.fill(inputGradient, 0, bytes);
    for (let oy = 0; oy < shape.outHeight; oy++) {
      const y0 = windowStart(oy, shape.strideHeight, shape.paddingHeight);
      const y1 = windowEnd(oy, shape.strideHeight, shape.paddingHeight, shape.kernelHeight, shape.inHeight); // prettier-ignore
      for (let ox = 0; ox < shape.outWidth; ox++) {
        const x0 = windowStart(ox, shape.strideWidth, shape.paddingWidth);
        const x1 = windowEnd(ox, shape.strideWidth, shape.paddingWidth, shape.kernelWidth, shape.inWidth); // prettier-ignore
        for (let half: usize = 0; half < ROW; half += 16) {
          const dy = v128.load(outputGradient + half);
          let best = f32x4.splat(-Infinity);
          let chosen = i32x4.splat(y0 * shape.inWidth + x0);
          for (let y = y0; y < y1; y++) {
            for (let x = x0; x < x1; x++) {
              const pixel = y * shape.inWidth + x;
              const value = v128.load(values + <usize>pixel * ROW + half);
              const larger = v128.or(f32x4.gt(value, best), f32x4.ne(value, value));
              best = v128.bitselect(value, best, larger);
              chosen = v128.bitselect(i32x4.splat(pixel), chosen, larger);
            }
          }
          for (let y = y0; y < y1; y++) {
            for (let x = x0; x < x1; x++) {
              const pixel = y * shape.inWidth + x;
              const to = inputGradient + <usize>pixel * ROW + half;
              const share = v128.and(dy, i32x4.eq(chosen, i32x4.splat(pixel)));
              v128.store(to, f32x4.add(v128.load(to), share));
            }
          }
        }
        outputGradient += ROW;
      }
    }
    inputGradient += bytes;
  }
}

export function avgPool2dForward(
  output: usize, // (planes, outHeight, outWidth, 8)
  input: usize, // (planes, inHeight, inWidth, 8)
  shapeAddress: usize,
  planes: i32,
): void {
  const shape = changetype<PlaneShape>(shapeAddress);
  const size = f32x4.splat(<f32>(shape.kernelHeight * shape.kernelWidth));
  for (let plane = 0; plane < planes; plane++) {
    for (let oy = 0; oy < shape.outHeight; oy++) {
      const y0 = windowStart(oy, shape.strideHeight, shape.paddingHeight);
      const y1 = windowEnd(oy, shape.strideHeight, shape.paddingHeight, shape.kernelHeight, shape.inHeight); // prettier-ignore
      for (let ox = 0; ox < shape.outWidth; ox++) {
        const x0 = windowStart(ox, shape.strideWidth, shape.paddingWidth);
        const x1 = windowEnd(ox, shape.strideWidth, shape.paddingWidth, shape.kernelWidth, shape.inWidth); // prettier-ignore
        averageWindow(output, input, shape.inWidth, y0, y1, x0, x1, size);
        output += ROW;
      }
    }
    input += <usize>shape.inPixels * ROW;
  }
}

export function avgPool2dBackward(
  inputGradient: usize, // (planes, inHeight, inWidth, 8)
  outputGradient: usize, // (planes, outHeight, outWidth, 8)
  shapeAddress: usize,
  planes: i32,
): void {
  const shape = changetype<PlaneShape>(shapeAddress);
  const size = f32x4.splat(<f32>(shape.kernelHeight * shape.kernelWidth));
  const bytes = <usize>shape.inPixels * ROW;
  for (let plane = 0; plane < planes; plane++) {
    memory.fill(inputGradient, 0, bytes);
    for (let oy = 0; oy < shape.outHeight; oy++) {
      const y0 = windowStart(oy, shape.strideHeight, shape.paddingHeight);
      const y1 = windowEnd(oy, shape.strideHeight, shape.paddingHeight, shape.kernelHeight, shape.inHeight); // prettier-ignore
      for (let ox = 0; ox < shape.outWidth; ox++) {
        const x0 = windowStart(ox, shape.strideWidth, shape.paddingWidth);
        const x1 = windowEnd(ox, shape.strideWidth, shape.paddingWidth, shape.kernelWidth, shape.inWidth); // prettier-ignore
        shareGradient(inputGradient, outputGradient, shape.inWidth, y0, y1, x0, x1, size);
        outputGradient += ROW;
      }
    }
    inputGradient += bytes;
  }
}
