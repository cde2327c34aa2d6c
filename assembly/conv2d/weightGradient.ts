/**
 * conv2d weight gradient: dW[o][k] = sum over images and pixels of dy[o][pixel] * x[pixel + offset(k)].
 *
 * All out channels * K sums stay in memory as vectors of four partial sums, one a SIMD lane, through
 * the whole shard. An image row at a time: its strip of dy and of x is read from L1 by every block of
 * 2 taps x up to 5 channels. The lanes are added up once, at the end of the shard.
 */
import { blockCount, blockStart, dotLanes, sumRow } from '../matmul/dot';
import { ROW } from '../simd';
import { Conv2dShape } from './shape';

/** Adds a tile's products to the partial sums, and its bias gradient to `biasGradient`. */
export function conv2dWeightGradient(
  lanes: usize, // (K / 2 pairs, out channels, 2, 4 lanes), an odd last k alone; added to
  biasGradient: usize, // (out channels), added to; or 0 for none
  outputGradient: usize, // (T, out channels, outHeight, outWidth, 8)
  input: usize, // (T, in channels, inHeight, inWidth, 8)
  offsets: usize, // (K) i32, from conv2dOffsets
  shapeAddress: usize,
  packs: i32, // T
): void {
  const shape = changetype<Conv2dShape>(shapeAddress);
  const depth = shape.depth;
  const channels = shape.outChannels;
  const blocks = blockCount(channels);
  const outRow = <usize>shape.outWidth * ROW;
  const channelStep = <usize>shape.outPixels * ROW;
  const inStep = <usize>(shape.strideHeight * shape.inWidth) * ROW;
  const pixelStep = <usize>shape.strideWidth * ROW;
  for (let pack = 0; pack < packs; pack++) {
    let x = input;
    let dy = outputGradient;
    for (let row = 0; row < shape.outHeight; row++) {
      let sums = lanes;
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
            shape.outWidth,
            sums,
          );
          sums += (<usize>(rows * pair)) << 4;
        }
      }
      x += inStep;
      dy += outRow;
    }
    for (let channel = 0; channel < channels && biasGradient; channel++) {
      const at = biasGradient + ((<usize>channel) << 2);
      const sum = sumRow(outputGradient + <usize>channel * channelStep, ROW, shape.outPixels);
      store<f32>(at, load<f32>(at) + sum);
    }
    input += <usize>(shape.inChannels * shape.inPixels) * ROW;
    outputGradient += <usize>channels * channelStep;
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
        let sum = v128.load(lanes);
        sum = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1));
        sum = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 1, 0, 3, 2));
        const to = weightGradient + ((<usize>(channel * depth + k + tap)) << 2);
        store<f32>(to, f32x4.extract_lane(sum, 0));
        lanes += 16;
      }
    }
  }
}
