/**
 * conv2d forward as an implicit matmul: weights (out channels, K) times patches (K, 8) of each output
 * pixel, K = (in channel, ky, kx). The patches are never stored: a table of K byte offsets, the same
 * for all pixels, finds their rows in the input.
 *
 * An image row of output is made at a time, all its channels by panels, and its activation applied
 * while it is in L1 (26 pixels x 20 channels x 8 images: 17 kB).
 */
import { activationForward } from '../activation/activation';
import {
  FINISH_STORE,
  multiplyPanelIndirect,
  panelCount,
  panelStart,
  START_BIAS,
  START_ZERO,
} from '../matmul/panel';
import { ROW } from '../simd';
import { Conv2dShape } from './shape';

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
): void {
  const shape = changetype<Conv2dShape>(shapeAddress);
  const depth = shape.depth;
  const channels = shape.outChannels;
  const panels = panelCount(channels);
  const outRow = <usize>shape.outWidth * ROW;
  const channelStep = <usize>shape.outPixels * ROW;
  const start = bias ? START_BIAS : START_ZERO;
  const inStep = <usize>(shape.strideHeight * shape.inWidth) * ROW;
  for (let pack = 0; pack < packs; pack++) {
    let x = input;
    let y = output;
    for (let row = 0; row < shape.outHeight; row++) {
      for (let panel = 0; panel < panels; panel++) {
        const channel = panelStart(channels, panel);
        multiplyPanelIndirect(
          panelStart(channels, panel + 1) - channel,
          depth,
          packed + ((<usize>(channel * depth)) << 2),
          bias + ((<usize>channel) << 2),
          start,
          x,
          offsets,
          <usize>shape.strideWidth * ROW,
          y + <usize>channel * channelStep,
          channelStep,
          ROW,
          shape.outWidth,
          FINISH_STORE,
        );
      }
      let at = y;
      for (let channel = 0; channel < channels; channel++) {
        activationForward(activation, at, shape.outWidth * 8);
        at += channelStep;
      }
      x += inStep;
      y += outRow;
    }
    input += <usize>(shape.inChannels * shape.inPixels) * ROW;
    output += <usize>channels * channelStep;
  }
}
