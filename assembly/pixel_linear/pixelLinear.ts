/**
 * Linear layer on the image itself: y = W x + b with x = byte / 256 - 0.5. Four of five bytes of a digit are
 * background, exactly 0, and the rest of a pack rarely agrees on which. So here the lanes are outputs, and
 * only the pixels that are something are multiplied, image by image:
 *
 *     y  = sum over byte ≠ 0 of W[k] byte / 256 + (b - ½ sum over all k of W[k])
 *     dW[k] = sum over images with byte ≠ 0 of dy byte / 256 - ½ sum over all images of dy
 *
 * A block of outputs (blocks.ts) and a chunk of pixels (lists.ts) at a time, so that what is summed over
 * is in L1. Results are turned to and from the (features, 8) that all other layers use.
 */
import { PACK, ROW } from '../simd';
import { blockCount, blockStart, MAX_BLOCK_VECTORS } from './blocks';
import { chunkCount } from './lists';
import { sumLists } from './sumLists';

/** Bytes to work in: a block's outputs of so many images, and the sum of them. */
export function pixelRowBytes(images: i32): usize {
  return (<usize>(MAX_BLOCK_VECTORS * (images + 1))) << 4;
}

export function pixelForward(
  output: usize, // (T, out, 8)
  rows: usize, // pixelRowBytes to work in
  lists: usize, // of the T * 8 images, from pixelLists
  blocks: usize, // weights, blocks of (in, w)
  background: usize, // (vectors, 4), from pixelBackground
  inFeatures: i32,
  outFeatures: i32,
  packs: i32, // T
  tables: usize,
): void {
  const images = packs * PACK;
  const chunks = chunkCount(inFeatures);
  for (let block = 0; block < blockCount(outFeatures); block++) {
    const start = blockStart(outFeatures, block);
    const width = blockStart(outFeatures, block + 1) - start;
    const weights = blocks + ((<usize>(start * inFeatures)) << 4);
    for (let chunk = 0; chunk < chunks; chunk++) {
      const first = chunk == 0 ? background + ((<usize>start) << 4) : 0;
      const part = lists + ((<usize>(chunk * images)) << 3);
      sumLists(width, rows, chunk > 0, first, part, images, weights, tables);
    }
    const outputs = min(width * 4, outFeatures - start * 4);
    toPacks(output + <usize>(start * 4) * ROW, <usize>outFeatures * ROW, rows, width, outputs, packs); // prettier-ignore
  }
}

/** dW and db, over all images of the tile. */
export function pixelWeightGradient(
  weightGradient: usize, // blocks of (in, w)
  biasGradient: usize, // (out), or 0 for none
  outputGradient: usize, // (T, out, 8)
  rows: usize, // pixelRowBytes to work in
  columns: usize, // of the T * 8 images, from pixelColumns
  inFeatures: i32,
  outFeatures: i32,
  packs: i32, // T
  tables: usize,
  accumulate: bool, // add to the gradients instead of replacing them
): void {
  const images = packs * PACK;
  for (let block = 0; block < blockCount(outFeatures); block++) {
    const start = blockStart(outFeatures, block);
    const width = blockStart(outFeatures, block + 1) - start;
    const outputs = min(width * 4, outFeatures - start * 4);
    fromPacks(rows, outputGradient + <usize>(start * 4) * ROW, <usize>outFeatures * ROW, width, outputs, packs); // prettier-ignore
    const background = rows + ((<usize>(images * width)) << 4);
    addRows(background, rows, width, images);
    if (biasGradient)
      addBias(biasGradient + ((<usize>start) << 4), background, outputs, accumulate);
    for (let at = background; at < background + ((<usize>width) << 4); at += 16) {
      v128.store(at, f32x4.mul(v128.load(at), f32x4.splat(-0.5)));
    }
    const to = weightGradient + ((<usize>(start * inFeatures)) << 4);
    sumLists(width, to, accumulate, background, columns, inFeatures, rows, tables);
  }
}

/** Sum of all rows. */
function addRows(
  sums: usize, // (width, 4)
  rows: usize, // (images, width, 4)
  width: i32,
  images: i32,
): void {
  const pitch = (<usize>width) << 4;
  for (let end = rows + pitch; rows < end; rows += 16) {
    let a = f32x4.splat(0);
    let b = a;
    let from = rows;
    // Packs are whole.
    for (let image = 0; image < images; image += 2) {
      a = f32x4.add(a, v128.load(from));
      b = f32x4.add(b, v128.load(from + pitch));
      from += 2 * pitch;
    }
    v128.store(sums, f32x4.add(a, b));
    sums += 16;
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

/** Rows of a block, image by image, to packs. */
function toPacks(
  output: usize, // (T, outputs, 8)
  outputStep: usize, // bytes from one pack to the next
  rows: usize, // (T * 8, width, 4)
  width: i32,
  outputs: i32,
  packs: i32, // T
): void {
  const pitch = (<usize>width) << 4;
  for (; packs > 0; packs--) {
    for (let out = 0; out < outputs; out += 4) {
      const from = rows + ((<usize>out) << 2);
      const to = output + <usize>out * ROW;
      const valid = outputs - out;
      turnToPack(to, from, pitch, valid);
      turnToPack(to + 16, from + 4 * pitch, pitch, valid);
    }
    rows += 8 * pitch;
    output += outputStep;
  }
}

/** The other way; outputs past the last become zeros. */
function fromPacks(
  rows: usize, // (T * 8, width, 4)
  output: usize, // (T, outputs, 8)
  outputStep: usize, // bytes from one pack to the next
  width: i32,
  outputs: i32,
  packs: i32, // T
): void {
  const pitch = (<usize>width) << 4;
  for (; packs > 0; packs--) {
    for (let out = 0; out < outputs; out += 4) {
      const to = rows + ((<usize>out) << 2);
      const from = output + <usize>out * ROW;
      const valid = outputs - out;
      turnFromPack(to, pitch, from, valid);
      turnFromPack(to + 4 * pitch, pitch, from + 16, valid);
    }
    rows += 8 * pitch;
    output += outputStep;
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
  const a = v128.load(from);
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
