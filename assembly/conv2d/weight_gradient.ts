/**
 * conv2d weight gradient: dW[o][k] = sum over images and pixels of dy[o][pixel] * x[pixel + offset(k)].
 * The bias is one more tap, whose x is 1: db[o] = sum over images and pixels of dy[o][pixel].
 *
 * All out channels * (K + 1) sums stay in memory as vectors of four partial sums, one a SIMD lane, through
 * the whole shard, and in registers through a part of a pack: a block of up to 6 taps x 2 channels takes the
 * pack's pixels from a list. Channels are the inner loop: what one block of taps reads of x stays in L1 or
 * near it, whereas all taps of many in channels would not. The lanes are added up once, at the end of the
 * shard.
 *
 * The bias of one pack, a batch of up to 8, is summed up apart, most of it in float64: its pixels would be a chain, where
 * more images are several.
 *
 * Where the input has spans (spans.ts), x is the same for all background pixels: their dy is gathered in one
 * of them, which is multiplied for all.
 */
import { blockCount, blockStart, dotLanes, PLACE, sumPlaces, sumVector } from '../matmul/dot';
import { evenStart, PANEL_SUM_BYTES } from '../matmul/panel';
import { ROW } from '../simd';
import { Conv2dShape } from './shape';
import { backgroundPixel, gatherBackground, NO_BACKGROUND, SPAN } from './spans';

/** Places whose products are added up in registers: short sums round less, see matmul/deep.ts. */
const PLACE_CHUNK: i32 = 128;

/** Pairs of out channels; an odd last one is a pair with itself. */
// @ts-ignore: decorator
@inline
function pairCount(shape: Conv2dShape): i32 {
  return (shape.outChannels + 1) >> 1;
}

/** Bytes of a pair's partial sums. */
// @ts-ignore: decorator
@inline
function pairBytes(shape: Conv2dShape): usize {
  return (<usize>(shape.depth + 1)) << 5;
}

/** Bytes of a layer's partial sums. */
export function conv2dLaneBytes(shapeAddress: usize): usize {
  const shape = changetype<Conv2dShape>(shapeAddress);
  return <usize>pairCount(shape) * pairBytes(shape);
}

/** Bytes that forward and the weight gradient work with. */
export function conv2dWorkBytes(shapeAddress: usize): usize {
  return max(<usize>changetype<Conv2dShape>(shapeAddress).outPixels * PLACE, PANEL_SUM_BYTES);
}

/** Adds a tile's products to the partial sums. */
export function conv2dWeightGradient(
  lanes: usize, // (channel pairs, K + 1, 2, 4 lanes), added to
  outputGradient: usize, // (T, out channels, outHeight, outWidth, 8); its background is gathered in a pixel
  input: usize, // (T, in channels, inHeight, inWidth, 8)
  offsets: usize, // (K) i32, from conv2dOffsets
  shapeAddress: usize,
  packs: i32, // T
  spans: usize, // (T, outHeight, 2) i32, from conv2dSpans, or 0 for none
  places: usize, // scratch, conv2dWorkBytes
  below: bool, // whether an input gradient is to follow
): void {
  const shape = changetype<Conv2dShape>(shapeAddress);
  const channelStep = <usize>shape.outPixels * ROW;
  let count = 0;
  for (let pack = 0; pack < packs; pack++) {
    const background = backgroundPixel(spans, shape);
    if (background != NO_BACKGROUND) {
      for (let channel = 0; channel < shape.outChannels; channel++) {
        const plane = outputGradient + <usize>channel * channelStep;
        gatherBackground(plane, spans, background, shape, below);
      }
    }
    if (spans || !pack) count = listPlaces(places, spans, background, shape);
    addProducts(lanes, outputGradient, input, offsets, shape, places, count, packs > 1);
    if (packs == 1) addBias(lanes, outputGradient, shape, places, count);
    if (spans) spans += <usize>shape.outHeight * SPAN;
    input += <usize>(shape.inChannels * shape.inPixels) * ROW;
    outputGradient += <usize>shape.outChannels * channelStep;
  }
}

/** Lists the pixels in a pack's spans, and the one that stands for its background; returns how many. */
function listPlaces(
  places: usize, // (outPixels, 2) i32: bytes to the first tap's x, and to dy
  spans: usize, // (outHeight, 2) i32, or 0 for none
  background: i32, // from backgroundPixel
  shape: Conv2dShape,
): i32 {
  let next = places;
  for (let row = 0; row < shape.outHeight; row++) {
    const first = spans ? load<i32>(spans) : 0;
    const end = spans ? load<i32>(spans, 4) : shape.outWidth;
    for (let column = first; column < end; column++) next = listPlace(next, row, column, shape);
    if (spans) spans += SPAN;
  }
  if (background != NO_BACKGROUND) {
    next = listPlace(next, background / shape.outWidth, background % shape.outWidth, shape);
  }
  return <i32>((next - places) / PLACE);
}

// @ts-ignore: decorator
@inline
function listPlace(place: usize, row: i32, column: i32, shape: Conv2dShape): usize {
  store<i32>(place, <i32>shape.patch(row, column));
  store<i32>(place, (row * shape.outWidth + column) * <i32>ROW, 4);
  return place + PLACE;
}

/** Adds the products of some pixels. Other arguments as in conv2dWeightGradient, for one pack. */
function addProducts(
  lanes: usize,
  outputGradient: usize,
  input: usize,
  offsets: usize,
  shape: Conv2dShape,
  places: usize,
  count: i32,
  withBias: bool,
): void {
  const rows = shape.depth + 1;
  const channels = shape.outChannels;
  const channelStep = <usize>shape.outPixels * ROW;
  const blocks = blockCount(rows);
  const chunks = (count + PLACE_CHUNK - 1) / PLACE_CHUNK;
  for (let block = 0; block < blocks; block++) {
    const first = blockStart(rows, block);
    const bias = block == blocks - 1;
    const taps = blockStart(rows, block + 1) - first - <i32>bias;
    const at = offsets + ((<usize>first) << 2);
    let sums = lanes + ((<usize>first) << 5);
    for (let channel = 0; channel < channels; channel += 2) {
      const dy0 = outputGradient + <usize>channel * channelStep;
      const dy1 = channel + 1 < channels ? dy0 + channelStep : dy0;
      for (let chunk = 0; chunk < chunks; chunk++) {
        const from = evenStart(count, chunks, chunk);
        const end = evenStart(count, chunks, chunk + 1);
        dotLanes(
          taps,
          bias && withBias,
          input,
          at,
          dy0,
          dy1,
          places + <usize>from * PLACE,
          end - from,
          sums,
        );
      }
      sums += pairBytes(shape);
    }
  }
}

/** Adds the output gradients of some pixels to the partial sums. Arguments as in addProducts. */
function addBias(
  lanes: usize,
  outputGradient: usize,
  shape: Conv2dShape,
  places: usize,
  count: i32,
): void {
  const bias = lanes + ((<usize>shape.depth) << 5);
  for (let channel = 0; channel < shape.outChannels; channel++) {
    const at = bias + <usize>(channel >> 1) * pairBytes(shape) + ((<usize>(channel & 1)) << 4);
    sumPlaces(outputGradient, places, count, at);
    outputGradient += <usize>shape.outPixels * ROW;
  }
}

/** Adds up the lanes: the shard's gradients, in PyTorch's order. */
export function conv2dReduceLanes(
  weightGradient: usize, // (out channels, K)
  biasGradient: usize, // (out channels), or 0 for none
  lanes: usize,
  shapeAddress: usize,
): void {
  const shape = changetype<Conv2dShape>(shapeAddress);
  for (let channel = 0; channel < shape.outChannels; channel++) {
    let at = lanes + <usize>(channel >> 1) * pairBytes(shape) + ((<usize>(channel & 1)) << 4);
    for (let k = 0; k < shape.depth; k++) {
      store<f32>(weightGradient, sumVector(v128.load(at)));
      weightGradient += 4;
      at += 32;
    }
    if (!biasGradient) continue;
    store<f32>(biasGradient, sumVector(v128.load(at)));
    biasGradient += 4;
  }
}
