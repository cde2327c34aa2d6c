/**
 * conv2d forward as an implicit matmul: weights (out channels, K) times patches (K, 8) of each output
 * pixel, K = (in channel, ky, kx). The patches are never stored: a table of K byte offsets, the same
 * for all pixels, finds their rows in the input.
 *
 * An image row of output is made at a time, all its channels by panels, and its activation applied
 * while it is in L1 (26 pixels x 20 channels x 8 images: 17 kB). Deep kernels take several blocks of K, whose
 * sums the output carries, and these are made of chunks (matmul/deep.ts). Where the input has spans (spans.ts),
 * one pixel of background is made, and only the span of each row.
 */
import { ACTIVATION_RELU, activationForward } from '../activation/activation';
import { convolutionChunk } from '../matmul/deep';
import {
  FINISH_RELU,
  FINISH_STORE,
  multiplyPanelIndirect,
  panelCount,
  panelStart,
  ADD_BIAS,
  ADD_OUTPUT,
  ADD_NOTHING,
} from '../matmul/panel';
import { ROW } from '../simd';
import { Conv2dShape } from './shape';
import { backgroundPixel, fillBackground, NO_BACKGROUND, SPAN } from './spans';

/** Products whose weights and patches stay in cache while a row's pixels, and panels, read them. */
const DEPTH_BLOCK: i32 = 512;

/** Fills the table of offsets from a patch's first pixel to each of its K rows. */
export function conv2dOffsets(
  offsets: usize, // (K) i32
  shapeAddress: usize,
): void {
  const shape = changetype<Conv2dShape>(shapeAddress);
  for (let channel = 0; channel < shape.inChannels; channel++) {
    for (let y = 0; y < shape.kernelHeight; y++) {
      for (let x = 0; x < shape.kernelWidth; x++) {
        const pixel = (channel * shape.inHeight + y) * shape.inWidth + x;
        store<i32>(offsets, pixel * <i32>ROW);
        offsets += 4;
      }
    }
  }
}

export function conv2dForward(
  output: usize, // (T, out channels, outHeight, outWidth, 8)
  input: usize, // (T, in channels, inHeight, inWidth, 8)
  packed: usize, // W (out channels, K) packed by rows
  bias: usize, // (out channels), or 0 for none
  offsets: usize, // (K) i32, from conv2dOffsets
  shapeAddress: usize,
  packs: i32, // T
  activation: i32,
  spans: usize, // (T, outHeight, 2) i32, from conv2dSpans, or 0 for none
  work: usize, // scratch, conv2dWorkBytes
): void {
  const shape = changetype<Conv2dShape>(shapeAddress);
  const width = shape.outWidth;
  for (let pack = 0; pack < packs; pack++) {
    const background = backgroundPixel(spans, shape);
    if (background != NO_BACKGROUND) {
      const row = background / width;
      forwardPixels(output, input, packed, bias, offsets, shape, activation, row, background % width, 1, work); // prettier-ignore
      fillBackground(output, spans, background, shape);
    }
    for (let row = 0; row < shape.outHeight; row++) {
      const first = spans ? load<i32>(spans) : 0;
      const end = spans ? load<i32>(spans, 4) : width;
      if (first < end) forwardPixels(output, input, packed, bias, offsets, shape, activation, row, first, end - first, work); // prettier-ignore
      if (spans) spans += SPAN;
    }
    input += <usize>(shape.inChannels * shape.inPixels) * ROW;
    output += <usize>(shape.outChannels * shape.outPixels) * ROW;
  }
}

/** Makes `count` pixels of one row, all channels. Other arguments as in conv2dForward, for one pack. */
function forwardPixels(
  output: usize,
  input: usize,
  packed: usize,
  bias: usize,
  offsets: usize,
  shape: Conv2dShape,
  activation: i32,
  row: i32,
  first: i32,
  count: i32,
  work: usize,
): void {
  const depth = shape.depth;
  const channels = shape.outChannels;
  const panels = panelCount(channels);
  const channelStep = <usize>shape.outPixels * ROW;
  const x = input + shape.patch(row, first);
  const fused = activation == ACTIVATION_RELU;
  let y = output + <usize>(row * shape.outWidth + first) * ROW;
  for (let k = 0; k < depth; k += DEPTH_BLOCK) {
    const block = min(DEPTH_BLOCK, depth - k);
    const chunk = convolutionChunk(block);
    const finish = fused && k + block == depth ? FINISH_RELU : FINISH_STORE;
    const start = k ? ADD_OUTPUT : bias ? ADD_BIAS : ADD_NOTHING;
    for (let panel = 0; panel < panels; panel++) {
      const channel = panelStart(channels, panel);
      const rows = panelStart(channels, panel + 1) - channel;
      multiplyPanelIndirect(
        rows,
        block,
        chunk,
        packed + ((<usize>(channel * depth + k * rows)) << 2),
        bias + ((<usize>channel) << 2),
        start,
        x,
        offsets + ((<usize>k) << 2),
        <usize>shape.strideWidth * ROW,
        y + <usize>channel * channelStep,
        channelStep,
        ROW,
        count,
        finish,
        work,
      );
    }
  }
  if (fused) return;
  for (let channel = 0; channel < channels; channel++) {
    activationForward(activation, y, count * 8);
    y += channelStep;
  }
}
