/**
 * conv2d weight gradient: dW[o][k] = sum over images and pixels of dy[o][pixel] * x[pixel + offset(k)].
 *
 * All out channels * K sums stay in memory as vectors of four partial sums, one a SIMD lane, through
 * the whole shard. An image row at a time: its strip of dy and of x is read from L1 by every block of
 * 2 taps x up to 5 channels. The lanes are added up once, at the end of the shard.
 *
 * Where the input has spans (spans.ts), x is the same for all background pixels: their dy is gathered in one
 * of them, which is multiplied for all.
 */
import { blockCount, blockStart, dotLanes, sumRow, sumVector } from '../matmul/dot';
import { ROW } from '../simd';
import { Conv2dShape } from './shape';
import { backgroundPixel, gatherBackground, NO_BACKGROUND, SPAN } from './spans';

/** Adds a tile's products to the partial sums, and its bias gradient to `biasGradient`. */
export function conv2dWeightGradient(
  lanes: usize, // (K / 2 pairs, out channels, 2, 4 lanes), an odd last k alone; added to
  biasGradient: usize, // (out channels), added to; or 0 for none
  outputGradient: usize, // (T, out channels, outHeight, outWidth, 8); its background is gathered in a pixel
  input: usize, // (T, in channels, inHeight, inWidth, 8)
  offsets: usize, // (K) i32, from conv2dOffsets
  shapeAddress: usize,
  packs: i32, // T
  spans: usize, // (T, outHeight, 2) i32, from conv2dSpans, or 0 for none
): void {
  const shape = changetype<Conv2dShape>(shapeAddress);
  const channels = shape.outChannels;
  const width = shape.outWidth;
  const channelStep = <usize>shape.outPixels * ROW;
  for (let pack = 0; pack < packs; pack++) {
    const background = backgroundPixel(spans, shape);
    for (let channel = 0; channel < channels; channel++) {
      const plane = outputGradient + <usize>channel * channelStep;
      const sum =
        background == NO_BACKGROUND
          ? sumRow(plane, ROW, shape.outPixels)
          : sumVector(gatherBackground(plane, spans, background, shape));
      if (!biasGradient) continue;
      const at = biasGradient + ((<usize>channel) << 2);
      store<f32>(at, load<f32>(at) + sum);
    }
    if (background != NO_BACKGROUND) {
      const x = input + shape.patch(background / width, background % width);
      const dy = outputGradient + <usize>background * ROW;
      addProducts(lanes, dy, channelStep, x, offsets, shape, 1);
    }
    for (let row = 0; row < shape.outHeight; row++) {
      const first = spans ? load<i32>(spans) : 0;
      const end = spans ? load<i32>(spans, 4) : width;
      const dy = outputGradient + <usize>(row * width + first) * ROW;
      const x = input + shape.patch(row, first);
      if (first < end) addProducts(lanes, dy, channelStep, x, offsets, shape, end - first);
      if (spans) spans += SPAN;
    }
    input += <usize>(shape.inChannels * shape.inPixels) * ROW;
    outputGradient += <usize>channels * channelStep;
  }
}

/** Adds the products of `count` pixels of one row. */
function addProducts(
  lanes: usize,
  dy: usize, // (out channels, 8) at each pixel
  channelStep: usize, // bytes from one channel of dy to the next
  x: usize, // first pixel of the first patch
  offsets: usize, // (K) i32
  shape: Conv2dShape,
  count: i32,
): void {
  const depth = shape.depth;
  const channels = shape.outChannels;
  const blocks = blockCount(channels);
  const pixelStep = <usize>shape.strideWidth * ROW;
  for (let k = 0; k < depth; k += 2) {
    const pair = min(2, depth - k);
    const at = offsets + ((<usize>k) << 2);
    const x0 = x + <usize>load<i32>(at);
    const x1 = pair == 2 ? x + <usize>load<i32>(at, 4) : x0;
    for (let block = 0; block < blocks; block++) {
      const channel = blockStart(channels, block);
      const rows = blockStart(channels, block + 1) - channel;
      dotLanes(
        pair,
        rows,
        x0,
        x1,
        pixelStep,
        dy + <usize>channel * channelStep,
        channelStep,
        ROW,
        count,
        lanes,
      );
      lanes += (<usize>(rows * pair)) << 4;
    }
  }
}

/** Adds up the lanes: the shard's weight gradient (out channels, K) in PyTorch's order. */
export function conv2dReduceLanes(
  weightGradient: usize, // (out channels, K)
  lanes: usize,
  shapeAddress: usize,
): void {
  const shape = changetype<Conv2dShape>(shapeAddress);
  const depth = shape.depth;
  for (let k = 0; k < depth; k += 2) {
    const pair = min(2, depth - k);
    for (let channel = 0; channel < shape.outChannels; channel++) {
      for (let tap = 0; tap < pair; tap++) {
        const to = weightGradient + ((<usize>(channel * depth + k + tap)) << 2);
        store<f32>(to, sumVector(v128.load(lanes)));
        lanes += 16;
      }
    }
  }
}
