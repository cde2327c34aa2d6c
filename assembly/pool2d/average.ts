/** Means over the windows of a plane, 8 images at a time. */
import { ROW } from '../simd';

/** Writes a window's sum, divided by `count`. */
// @ts-ignore: decorator
@inline
export function averageWindow(
  output: usize, // (8)
  plane: usize, // (height, width, 8)
  width: i32,
  y0: i32, // first row
  y1: i32, // the one after the last
  x0: i32, // first column
  x1: i32, // the one after the last
  count: v128, // in each lane
): void {
  let a = f32x4.splat(0);
  let b = a;
  // Row by row: short sums round less.
  for (let y = y0; y < y1; y++) {
    let at = plane + <usize>(y * width + x0) * ROW;
    let rowA = f32x4.splat(0);
    let rowB = rowA;
    for (let x = x0; x < x1; x++) {
      rowA = f32x4.add(rowA, v128.load(at));
      rowB = f32x4.add(rowB, v128.load(at, 16));
      at += ROW;
    }
    a = f32x4.add(a, rowA);
    b = f32x4.add(b, rowB);
  }
  v128.store(output, f32x4.div(a, count));
  v128.store(output, f32x4.div(b, count), 16);
}

/** Adds the gradient of a window's mean, divided by `count`, to that of each of its pixels. */
// @ts-ignore: decorator
@inline
export function shareGradient(
  plane: usize, // (height, width, 8)
  outputGradient: usize, // (8)
  width: i32,
  y0: i32,
  y1: i32,
  x0: i32,
  x1: i32,
  count: v128,
): void {
  const a = f32x4.div(v128.load(outputGradient), count);
  const b = f32x4.div(v128.load(outputGradient, 16), count);
  for (let y = y0; y < y1; y++) {
    let to = plane + <usize>(y * width + x0) * ROW;
    for (let x = x0; x < x1; x++) {
      v128.store(to, f32x4.add(v128.load(to), a));
      v128.store(to, f32x4.add(v128.load(to, 16), b), 16);
      to += ROW;
    }
  }
}
