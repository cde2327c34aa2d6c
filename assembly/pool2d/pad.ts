/**
 * Zero padding, plane by plane: what makes a padded convolution out of one that knows no padding. Rows
 * are copied whole.
 */
import { ROW } from '../simd';
import { PlaneShape } from './shape';

/** Bytes from a padded plane's start to its first pixel that is not padding. */
// @ts-ignore: decorator
@inline
function inside(shape: PlaneShape): usize {
  return <usize>(shape.paddingHeight * shape.outWidth + shape.paddingWidth) * ROW;
}

export function pad2dForward(
  output: usize, // (planes, outHeight, outWidth, 8)
  input: usize, // (planes, inHeight, inWidth, 8)
  shapeAddress: usize,
  planes: i32, // packs * channels
): void {
  const shape = changetype<PlaneShape>(shapeAddress);
  const outStep = <usize>shape.outPixels * ROW;
  const row = <usize>shape.inWidth * ROW;
  memory.fill(output, 0, <usize>planes * outStep);
  for (let plane = 0; plane < planes; plane++) {
    let to = output + <usize>plane * outStep + inside(shape);
    for (let y = 0; y < shape.inHeight; y++) {
      memory.copy(to, input, row);
      input += row;
      to += <usize>shape.outWidth * ROW;
    }
  }
}

/** Padding got nothing from below, so its gradient goes nowhere. */
export function pad2dBackward(
  inputGradient: usize, // (planes, inHeight, inWidth, 8)
  outputGradient: usize, // (planes, outHeight, outWidth, 8)
  shapeAddress: usize,
  planes: i32,
): void {
  const shape = changetype<PlaneShape>(shapeAddress);
  const row = <usize>shape.inWidth * ROW;
  for (let plane = 0; plane < planes; plane++) {
    let from = outputGradient + <usize>(plane * shape.outPixels) * ROW + inside(shape);
    for (let y = 0; y < shape.inHeight; y++) {
      memory.copy(inputGradient, from, row);
      inputGradient += row;
      from += <usize>shape.outWidth * ROW;
    }
  }
}
