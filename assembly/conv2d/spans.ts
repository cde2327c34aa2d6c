/**
 * Background, byte 0 in all images of a pack, is nearly always left and right of the digits, or whole rows.
 * So a pack's rows have *spans*: outside of [first, end), every pixel of a channel has the same value in
 * every lane. It is -0.5 in the image, and what a convolution makes of such patches is the same everywhere
 * again, so its output has spans, too.
 *
 * A convolution needs one background pixel for all of them. Forward, its result is copied. Back, it stands
 * for the others with the sum of their gradients: what a background pixel adds to weight and bias gradient is
 * its own gradient times something that is the same for all of them, and so is what it adds to the input
 * gradient's sum over the input's background, where all its taps are. More than that sum the convolution below
 * does not ask for; in the spans, no background pixel of the output takes part.
 */
import { highWide, lowWide, narrow, ROW, someOf } from '../simd';
import { ceilDivide, Conv2dShape } from './shape';

/** Where nothing is background. */
// @ts-ignore: decorator
@inline
export const NO_BACKGROUND: i32 = -1;

/** Bytes of a row's span. */
// @ts-ignore: decorator
@inline
export const SPAN: usize = 8;

/** Finds the spans of one pack of images. */
export function imageSpans(
  spans: usize, // (height, 2) i32
  images: usize, // (N, channels, height, width) u8, and 16 bytes to read
  indices: usize, // (valid) u32
  valid: i32, // 1..8
  channels: i32,
  height: i32,
  width: i32,
): void {
  const plane = <usize>(height * width);
  const pixels = <usize>channels * plane;
  const lastIndex = indices + ((<usize>valid) << 2);
  const zero = i8x16.splat(0);
  for (let row = 0; row < height; row++) {
    let first = 0;
    let end = 0;
    for (let x = 0; x < width; x += 16) {
      let some = zero;
      for (let index = indices; index < lastIndex; index += 4) {
        let at = images + <usize>load<u32>(index) * pixels + <usize>(row * width + x);
        for (let channel = 0; channel < channels; channel++) {
          some = v128.or(some, v128.load(at));
          at += plane;
        }
      }
      const mask = someOf(some, width - x);
      if (!mask) continue;
      if (!end) first = x + ctz(mask);
      end = x + 32 - clz(mask);
    }
    store<i32>(spans, first);
    store<i32>(spans, end, 4);
    spans += SPAN;
  }
}

/** The spans of a convolution's output: pixels of which some tap may be in the input's. */
export function conv2dSpans(
  outputSpans: usize, // (T, outHeight, 2) i32
  inputSpans: usize, // (T, inHeight, 2) i32
  shapeAddress: usize,
  packs: i32, // T
): void {
  const shape = changetype<Conv2dShape>(shapeAddress);
  const width = shape.outWidth;
  const stride = shape.strideWidth;
  for (let pack = 0; pack < packs; pack++) {
    for (let row = 0; row < shape.outHeight; row++) {
      let first = shape.inWidth;
      let end = 0;
      let span = inputSpans + <usize>(row * shape.strideHeight) * SPAN;
      for (let tap = 0; tap < shape.kernelHeight; tap++) {
        if (load<i32>(span) < load<i32>(span, 4)) {
          first = min(first, load<i32>(span));
          end = max(end, load<i32>(span, 4));
        }
        span += SPAN;
      }
      end = min(width, ceilDivide(end, stride));
      first = min(end, ceilDivide(max(0, first - shape.kernelWidth + 1), stride));
      store<i32>(outputSpans, first);
      store<i32>(outputSpans, end, 4);
      outputSpans += SPAN;
    }
    inputSpans += <usize>shape.inHeight * SPAN;
  }
}

/**
 * The spans of one pack's input gradient, where the output's has been gathered in one background pixel: what
 * has a tap in a pixel that may not be 0.
 */
export function gradientSpans(
  dxSpans: usize, // (inHeight, 2) i32
  outputSpans: usize, // (outHeight, 2) i32
  shape: Conv2dShape,
): void {
  const width = shape.outWidth;
  const stride = shape.strideWidth;
  const background = backgroundPixel(outputSpans, shape);
  for (let row = 0; row < shape.inHeight; row++) {
    let first = width;
    let end = 0;
    const lastWindow = min(row / shape.strideHeight, shape.outHeight - 1);
    const firstWindow = ceilDivide(max(0, row - shape.kernelHeight + 1), shape.strideHeight);
    for (let window = firstWindow; window <= lastWindow; window++) {
      const span = outputSpans + <usize>window * SPAN;
      if (load<i32>(span) < load<i32>(span, 4)) {
        first = min(first, load<i32>(span));
        end = max(end, load<i32>(span, 4));
      }
      if (background != NO_BACKGROUND && background / width == window) {
        first = min(first, background % width);
        end = max(end, (background % width) + 1);
      }
    }
    const touched = first < end;
    store<i32>(dxSpans, touched ? first * stride : 0);
    store<i32>(dxSpans, touched ? (end - 1) * stride + shape.kernelWidth : 0, 4);
    dxSpans += SPAN;
  }
}

/**
 * A pixel of a pack's output outside its spans, or NO_BACKGROUND. It is next to its row's span, so that few
 * others come to lie between the two where gradients are made of both.
 */
export function backgroundPixel(
  spans: usize, // (outHeight, 2) i32, or 0 for none
  shape: Conv2dShape,
): i32 {
  if (!spans) return NO_BACKGROUND;
  const width = shape.outWidth;
  for (let row = 0; row < shape.outHeight; row++) {
    if (load<i32>(spans) > 0) return row * width + load<i32>(spans) - 1;
    if (load<i32>(spans, 4) < width) return row * width + load<i32>(spans, 4);
    spans += SPAN;
  }
  return NO_BACKGROUND;
}

/** Copies the result of one background pixel to all of them. */
export function fillBackground(
  output: usize, // (out channels, outHeight, outWidth, 8)
  spans: usize, // (outHeight, 2) i32
  pixel: i32, // from backgroundPixel
  shape: Conv2dShape,
): void {
  for (let channel = 0; channel < shape.outChannels; channel++) {
    const a = v128.load(output + <usize>pixel * ROW);
    const b = v128.load(output + <usize>pixel * ROW, 16);
    fillPlane(output, spans, shape.outHeight, shape.outWidth, a, b);
    output += <usize>shape.outPixels * ROW;
  }
}

/** Clears an input gradient outside of its spans. */
export function clearOutside(
  inputGradient: usize, // (in channels, inHeight, inWidth, 8)
  spans: usize, // (inHeight, 2) i32, from gradientSpans
  shape: Conv2dShape,
): void {
  const zero = f32x4.splat(0);
  for (let channel = 0; channel < shape.inChannels; channel++) {
    fillPlane(inputGradient, spans, shape.inHeight, shape.inWidth, zero, zero);
    inputGradient += <usize>shape.inPixels * ROW;
  }
}

function fillPlane(
  plane: usize, // (height, width, 8)
  spans: usize, // (height, 2) i32
  height: i32,
  width: i32,
  a: v128,
  b: v128,
): void {
  const lastSpan = spans + <usize>height * SPAN;
  const row = <usize>width * ROW;
  for (; spans < lastSpan; spans += SPAN) {
    fill(plane, plane + <usize>load<i32>(spans) * ROW, a, b);
    fill(plane + <usize>load<i32>(spans, 4) * ROW, plane + row, a, b);
    plane += row;
  }
}

// @ts-ignore: decorator
@inline
function fill(from: usize, end: usize, a: v128, b: v128): void {
  for (; from < end; from += ROW) {
    v128.store(from, a);
    v128.store(from, b, 16);
  }
}

/**
 * Gathers the gradients of a plane's background in one of its pixels: that gets their sum. The others get 0 where an
 * input gradient is to follow, which reads them; else nobody does.
 */
export function gatherBackground(
  plane: usize, // (outHeight, outWidth, 8)
  spans: usize, // (outHeight, 2) i32
  pixel: i32, // from backgroundPixel
  shape: Conv2dShape,
  clear: bool,
): void {
  const lastSpan = spans + <usize>shape.outHeight * SPAN;
  const row = <usize>shape.outWidth * ROW;
  const zero = f32x4.splat(0);
  const background = plane + <usize>pixel * ROW;
  // Left and right of each row, and rows in float64: short sums round less, and wait less for one another.
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  for (; spans < lastSpan; spans += SPAN) {
    let a = zero;
    let b = zero;
    let c = zero;
    let d = zero;
    const first = plane + <usize>load<i32>(spans) * ROW;
    for (let at = plane; at < first; at += ROW) {
      a = f32x4.add(a, v128.load(at));
      b = f32x4.add(b, v128.load(at, 16));
      if (clear) clearPixel(at);
    }
    const end = plane + <usize>load<i32>(spans, 4) * ROW;
    plane += row;
    for (let at = end; at < plane; at += ROW) {
      c = f32x4.add(c, v128.load(at));
      d = f32x4.add(d, v128.load(at, 16));
      if (clear) clearPixel(at);
    }
    a = f32x4.add(a, c);
    b = f32x4.add(b, d);
    sum0 = f64x2.add(sum0, lowWide(a));
    sum1 = f64x2.add(sum1, highWide(a));
    sum2 = f64x2.add(sum2, lowWide(b));
    sum3 = f64x2.add(sum3, highWide(b));
  }
  v128.store(background, narrow(sum0, sum1));
  v128.store(background, narrow(sum2, sum3), 16);
}

// @ts-ignore: decorator
@inline
function clearPixel(at: usize): void {
  v128.store(at, f32x4.splat(0));
  v128.store(at, f32x4.splat(0), 16);
}
