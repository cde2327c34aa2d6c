/**
 * Linear layer on the image itself: y = W x + b with x = (byte - mean) * scale, by channel. Four of five bytes of a digit are
 * background, exactly 0, and the images of a pack rarely agree on which. So here the lanes are outputs, and
 * only the pixels that are something are multiplied, image by image:
 *
 *     y  = sum over byte ≠ 0 of W[k] byte * scale + (b - sum over all k of W[k] mean * scale)
 *     dW[k] = sum over images with byte ≠ 0 of dy byte * scale - mean * scale * sum over all images of dy
 *
 * Where more than two thirds of a tile are something, all of it is multiplied, in the same layout; for the weight
 * gradient, x as it is. So is a tile of one or two packs there: of few images, what background has in common rounds
 * more than the rest.
 *
 * Outputs and their gradients are rows of one image each, as long as those of the weights (weights.ts), and
 * are turned to and from the (features, 8) that all other layers use.
 */
import { highWide, lowWide, narrow, PACK, ROW } from '../simd';
import { backgroundOf, channelCount } from '../gather/normalization';
import {
  pixelColumnBytes,
  pixelColumns,
  pixelRowListBytes,
  pixelRowLists,
  pixelsAreDense,
  pixelValues,
} from './lists';
import { sumAll } from './sum_all';
import { sumLists } from './sum_lists';
import { rowBytes, rowVectors } from './weights';

/** So few packs, and their images are multiplied in order, as in `dotPack` (matmul/dot.ts). */
const FEW_PACKS: i32 = 2;

/** Bytes that a tile of so many images needs to work in. */
export function pixelWorkBytes(images: i32, inFeatures: i32, outFeatures: i32): usize {
  const lists = max(pixelRowListBytes(images, inFeatures), pixelColumnBytes(images, inFeatures));
  return <usize>(images + 2) * rowBytes(outFeatures) + lists;
}

export function pixelForward(
  output: usize, // (T, out, 8)
  work: usize, // pixelWorkBytes
  lists: usize, // of the T * 8 images, from pixelLists
  weights: usize, // (in, stride)
  background: usize, // (stride), from pixelBackground
  inFeatures: i32,
  outFeatures: i32,
  packs: i32, // T
  normalization: usize,
): void {
  const images = packs * PACK;
  const pitch = rowBytes(outFeatures);
  const rows = work;
  const rest = work + <usize>images * pitch;
  const vectors = rowVectors(outFeatures);
  if (pixelsAreDense(lists, images, inFeatures)) {
    pixelValues(rest, lists, images, inFeatures, normalization, false);
    sumAll(weights, pitch, rest, inFeatures, 4, <usize>inFeatures << 2, rows, background, 0, images, vectors); // prettier-ignore
  } else {
    pixelRowLists(rest, lists, images, inFeatures, <i32>pitch, normalization);
    sumLists(weights, rest, images, rows, pitch, background, 0, vectors);
  }
  toPacks(output, rows, outFeatures, packs);
}

/** dW and db, over all images of the tile. */
export function pixelWeightGradient(
  weightGradient: usize, // (in, stride)
  biasGradient: usize, // (out), or 0 for none
  outputGradient: usize, // (T, out, 8)
  work: usize, // pixelWorkBytes
  lists: usize, // of the T * 8 images, from pixelLists
  inFeatures: i32,
  outFeatures: i32,
  packs: i32, // T
  accumulate: bool, // add to the gradients instead of replacing them
  normalization: usize,
): void {
  const images = packs * PACK;
  const pitch = rowBytes(outFeatures);
  const rows = work;
  const sums = work + <usize>images * pitch;
  const start = sums + pitch;
  const rest = start + pitch;
  const vectors = rowVectors(outFeatures);
  fromPacks(rows, outputGradient, outFeatures, packs);
  addRows(sums, rows, pitch, vectors, images);
  if (biasGradient) addBias(biasGradient, sums, outFeatures, accumulate);
  const asIs = packs <= FEW_PACKS || pixelsAreDense(lists, images, inFeatures);
  const startStep = accumulate ? pitch : 0;
  if (asIs) {
    memory.fill(start, 0, pitch);
    const from = accumulate ? weightGradient : start;
    pixelValues(rest, lists, images, inFeatures, normalization, true);
    sumAll(rows, pitch, rest, images, <usize>inFeatures << 2, 4, weightGradient, from, startStep, inFeatures, vectors); // prettier-ignore
    return;
  }
  pixelColumns(rest, lists, images, inFeatures, <i32>pitch, normalization);
  const channels = channelCount(normalization);
  const plane = inFeatures / channels;
  let columns = rest;
  let gradient = weightGradient;
  for (let channel = 0; channel < channels; channel++) {
    scaleRow(start, sums, backgroundOf(normalization, channel), vectors);
    if (accumulate) addToEach(gradient, start, pitch, vectors, plane);
    sumLists(rows, columns, plane, gradient, pitch, accumulate ? gradient : start, startStep, vectors); // prettier-ignore
    columns += (<usize>plane) << 3;
    gradient += <usize>plane * pitch;
  }
}

/** A multiple of a row. */
function scaleRow(
  to: usize, // (stride)
  row: usize, // (stride)
  factor: f32,
  vectors: i32,
): void {
  const end = (<usize>vectors) << 4;
  for (let at: usize = 0; at < end; at += 16) {
    v128.store(to + at, f32x4.mul(v128.load(row + at), f32x4.splat(factor)));
  }
}

/** Adds one row to each of many. */
function addToEach(
  rows: usize, // (count, stride)
  row: usize, // (stride)
  pitch: usize,
  vectors: i32,
  count: i32,
): void {
  const end = (<usize>vectors) << 4;
  for (; count > 0; count--) {
    for (let at: usize = 0; at < end; at += 16) {
      v128.store(rows + at, f32x4.add(v128.load(rows + at), v128.load(row + at)));
    }
    rows += pitch;
  }
}

/** Sum of all rows. */
function addRows(
  sums: usize, // (stride)
  rows: usize, // (images, stride)
  pitch: usize,
  vectors: i32,
  images: i32,
): void {
  for (; vectors > 0; vectors--) {
    let low = f64x2.splat(0);
    let high = low;
    let from = rows;
    // Pairs in float64: short sums round less. Packs are whole.
    for (let image = 0; image < images; image += 2) {
      const pair = f32x4.add(v128.load(from), v128.load(from + pitch));
      low = f64x2.add(low, lowWide(pair));
      high = f64x2.add(high, highWide(pair));
      from += 2 * pitch;
    }
    v128.store(sums, narrow(low, high));
    sums += 16;
    rows += 16;
  }
}

function addBias(to: usize, from: usize, count: i32, accumulate: bool): void {
  for (; count > 0; count--) {
    const value = load<f32>(from);
    store<f32>(to, accumulate ? value + load<f32>(to) : value);
    to += 4;
    from += 4;
  }
}

/** Rows to packs. */
function toPacks(
  output: usize, // (T, out, 8)
  rows: usize, // (T * 8, stride)
  outFeatures: i32,
  packs: i32, // T
): void {
  const pitch = rowBytes(outFeatures);
  for (; packs > 0; packs--) {
    for (let out = 0; out < outFeatures; out += 4) {
      const from = rows + ((<usize>out) << 2);
      const to = output + <usize>out * ROW;
      turnToPack(to, from, pitch, outFeatures - out);
      turnToPack(to + 16, from + 4 * pitch, pitch, outFeatures - out);
    }
    rows += 8 * pitch;
    output += <usize>outFeatures * ROW;
  }
}

/** Packs to rows. Outputs past the last are zero. */
function fromPacks(
  rows: usize, // (T * 8, stride)
  output: usize, // (T, out, 8)
  outFeatures: i32,
  packs: i32, // T
): void {
  const pitch = rowBytes(outFeatures);
  for (; packs > 0; packs--) {
    for (let out = 0; out < rowVectors(outFeatures) * 4; out += 4) {
      const to = rows + ((<usize>out) << 2);
      const from = output + <usize>out * ROW;
      turnFromPack(to, pitch, from, outFeatures - out);
      turnFromPack(to + 4 * pitch, pitch, from + 16, outFeatures - out);
    }
    rows += 8 * pitch;
    output += <usize>outFeatures * ROW;
  }
}

/** 4 outputs of 4 images. */
// @ts-ignore: decorator
@inline
function turnToPack(to: usize, from: usize, pitch: usize, valid: i32): void {
  const a = v128.load(from);
  const b = v128.load(from + pitch);
  const c = v128.load(from + 2 * pitch);
  const d = v128.load(from + 3 * pitch);
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
  if (valid > 1) v128.store(to, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7), ROW);
  if (valid > 2) v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 2 * ROW);
  if (valid > 3) v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 3 * ROW);
}

// @ts-ignore: decorator
@inline
function turnFromPack(to: usize, pitch: usize, from: usize, valid: i32): void {
  const zero = f32x4.splat(0);
  const a = valid > 0 ? v128.load(from) : zero;
  const b = valid > 1 ? v128.load(from, ROW) : zero;
  const c = valid > 2 ? v128.load(from, 2 * ROW) : zero;
  const d = valid > 3 ? v128.load(from, 3 * ROW) : zero;
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
  v128.store(to + pitch, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7));
  v128.store(to + 2 * pitch, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(to + 3 * pitch, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}
