/**
 * Lists of an image's pixels that are not background, made of its bytes without a branch a pixel, and the
 * same turned round: a list for each pixel, of the images that have it. A table (count, 2) u32 before the
 * entries holds where each list begins and ends.
 *
 *     pixel << 8 | byte                            u32             compact: what both directions are made of
 *     offsets of rows, and byte * scale of each     4 u32, 4 f32    what `sumLists` reads, blocks of 4 entries
 */

import { backgroundOf, channelCount, scaleOf } from '../gather/normalization';
import { someOf } from '../simd';

/** Entries of a block, and its bytes; lists of blocks begin at a multiple of these. */
// @ts-ignore: decorator
@inline
export const ENTRIES: i32 = 4;
// @ts-ignore: decorator
@inline
export const LIST_BLOCK: usize = 32;

/** Where the entry after the one at `at` has its offset: past the values at the end of a block. */
// @ts-ignore: decorator
@inline
function nextEntry(at: usize): usize {
  const next = at + 4;
  return next + (next & 16);
}

/** Entries of a list of blocks. */
// @ts-ignore: decorator
@inline
export function entriesBetween(begin: usize, end: usize): i32 {
  const bytes = <i32>(end - begin);
  return ((bytes >> 5) << 2) + ((bytes & 31) >> 2);
}

/** Where lists of blocks can begin behind a table. */
// @ts-ignore: decorator
@inline
function firstBlock(table: usize, count: i32): usize {
  return (table + ((<usize>count) << 3) + LIST_BLOCK - 1) & ~(LIST_BLOCK - 1);
}

/** Bytes of all compact lists of so many images, if nothing is background. */
export function pixelListBytes(images: i32, pixels: i32): usize {
  // Entries are written eight at a time.
  return ((<usize>images) << 3) + ((<usize>(images * pixels + 8)) << 2);
}

/** Bytes of the lists of rows of weights, made of these. */
export function pixelRowListBytes(images: i32, pixels: i32): usize {
  return ((<usize>images) << 3) + LIST_BLOCK + <usize>images * blockBytes(pixels);
}

/** Bytes of a list of blocks. */
// @ts-ignore: decorator
@inline
function blockBytes(entries: i32): usize {
  return <usize>((entries + ENTRIES - 1) / ENTRIES) * LIST_BLOCK;
}

/** Bytes from one pixel's list of images to the next: an odd number of cache lines. */
// @ts-ignore: decorator
@inline
function columnStep(images: i32): usize {
  return (((<usize>images) << 3) & ~127) + 192;
}

/** Bytes of the lists of images of all pixels. */
export function pixelColumnBytes(images: i32, pixels: i32): usize {
  return <usize>pixels * (8 + columnStep(images)) + LIST_BLOCK;
}

/** Writes the entries of 8 of the bytes, as many as the mask has bits, and returns their end. */
// @ts-ignore: decorator
@inline
function compress(
  to: usize,
  bytes: v128,
  mask: i32,
  orders: usize,
  first: i32,
  upper: bool,
): usize {
  let order = v128.load64_zero(orders + ((<usize>mask) << 3));
  if (upper) order = i8x16.add(order, i8x16.splat(8));
  const picked = i8x16.swizzle(bytes, order);
  // prettier-ignore
  const pairs = i8x16.shuffle(picked, order, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const base = i32x4.splat(first << 8);
  v128.store(to, i32x4.add(i32x4.extend_low_i16x8_u(pairs), base));
  v128.store(to, i32x4.add(i32x4.extend_high_i16x8_u(pairs), base), 16);
  return to + ((<usize>popcnt(mask)) << 2);
}

/** Lists the pixels of a tile of images. Images from `valid` on repeat the last valid one. */
export function pixelLists(
  lists: usize, // compact, pixelListBytes
  images: usize, // (N, pixels) u8, and 16 bytes to read
  indices: usize, // (valid) u32
  valid: i32, // 1..count
  count: i32,
  pixels: i32,
  orders: usize, // from pixelOrders
): void {
  let to = lists + ((<usize>count) << 3);
  for (let image = 0; image < count; image++) {
    const index = load<u32>(indices + ((<usize>min(image, valid - 1)) << 2));
    const from = images + <usize>index * <usize>pixels;
    store<u32>(lists, <u32>to);
    for (let pixel = 0; pixel < pixels; pixel += 16) {
      const bytes = v128.load(from + pixel);
      const mask = someOf(bytes, pixels - pixel);
      to = compress(to, bytes, mask & 255, orders, pixel, false);
      to = compress(to, bytes, mask >> 8, orders, pixel, true);
    }
    store<u32>(lists, <u32>to, 4);
    lists += 8;
  }
}

/** Makes lists of rows of compact lists, an image's pixels. */
export function pixelRowLists(
  rowLists: usize, // pixelRowListBytes
  lists: usize, // compact
  count: i32,
  pixels: i32,
  pitch: i32, // bytes of a row
  normalization: usize,
): void {
  let to = firstBlock(rowLists, count);
  const bytes = i32x4.splat(255);
  const channels = channelCount(normalization);
  const plane = pixels / channels;
  const first = f32x4.splat(scaleOf(normalization, 0));
  for (; count > 0; count--) {
    const end = <usize>load<u32>(lists, 4);
    let from = <usize>load<u32>(lists);
    const entries = (<u32>(end - from)) >> 2;
    store<u32>(rowLists, <u32>to);
    store<u32>(rowLists, <u32>to + ((entries >> 2) << 5) + ((entries & 3) << 2), 4);
    for (; from < end; from += 16) {
      const entry = v128.load(from);
      const pixel = i32x4.shr_u(entry, 8);
      let scale = first;
      for (let channel = 1; channel < channels; channel++) {
        const own = f32x4.splat(scaleOf(normalization, channel));
        scale = v128.bitselect(own, scale, i32x4.ge_s(pixel, i32x4.splat(channel * plane)));
      }
      v128.store(to, i32x4.mul(pixel, i32x4.splat(pitch)));
      v128.store(to, f32x4.mul(f32x4.convert_i32x4_u(v128.and(entry, bytes)), scale), 16);
      to += LIST_BLOCK;
    }
    lists += 8;
    rowLists += 8;
  }
}

/** Makes lists of rows of compact lists, turned round: a pixel's images, in order. */
export function pixelColumns(
  columns: usize, // pixelColumnBytes
  lists: usize, // compact
  count: i32,
  pixels: i32,
  pitch: i32, // bytes of a row
  normalization: usize,
): void {
  const channels = channelCount(normalization);
  const plane = pixels / channels;
  const step = columnStep(count);
  let to = firstBlock(columns, pixels);
  for (let column = columns; column < columns + ((<usize>pixels) << 3); column += 8) {
    store<u32>(column, <u32>to);
    store<u32>(column, <u32>to, 4);
    to += step;
  }
  let row = 0;
  for (let image = 0; image < count; image++) {
    let at = <usize>load<u32>(lists);
    const end = <usize>load<u32>(lists, 4);
    for (let channel = 0; channel < channels; channel++) {
      const channelEnd =
        channel + 1 < channels ? entriesBefore(at, end, (channel + 1) * plane) : end;
      const scale = scaleOf(normalization, channel);
      for (; at < channelEnd; at += 4) {
        const entry = load<u32>(at);
        const column = columns + ((<usize>(entry >> 8)) << 3);
        const to = <usize>load<u32>(column, 4);
        store<u32>(to, row);
        store<f32>(to, <f32>(entry & 255) * scale, 16);
        store<u32>(column, <u32>nextEntry(to), 4);
      }
    }
    lists += 8;
    row += pitch;
  }
}

/** Where the entries of the pixels before this one end in a compact list. */
function entriesBefore(begin: usize, end: usize, pixel: i32): usize {
  while (begin < end) {
    const middle = begin + (((end - begin) >> 3) << 2);
    if (<i32>(load<u32>(middle) >> 8) < pixel) begin = middle + 4;
    else end = middle;
  }
  return begin;
}

/** Whether so little is background that lists are no shorter way: measured to pay up to two thirds. */
export function pixelsAreDense(
  lists: usize, // compact
  count: i32,
  pixels: i32,
): bool {
  const entries = <usize>load<u32>(lists + ((<usize>count) << 3) - 4) - <usize>load<u32>(lists);
  return (entries >> 2) * 3 > <usize>(count * pixels) * 2;
}

/** What every pixel of compact lists counts as, or how much more than background. */
export function pixelValues(
  values: usize, // (count, pixels)
  lists: usize, // compact
  count: i32,
  pixels: i32,
  normalization: usize,
  withBackground: bool,
): void {
  const channels = channelCount(normalization);
  const plane = pixels / channels;
  for (let image = 0; image < count; image++) {
    const end = <usize>load<u32>(lists, 4);
    let at = <usize>load<u32>(lists);
    for (let channel = 0; channel < channels; channel++) {
      const scale = scaleOf(normalization, channel);
      const background = withBackground ? backgroundOf(normalization, channel) : 0;
      const channelEnd = (channel + 1) * plane;
      for (let pixel = channel * plane; pixel < channelEnd; pixel++) {
        store<f32>(values + ((<usize>pixel) << 2), background);
      }
      for (; at < end && <i32>(load<u32>(at) >> 8) < channelEnd; at += 4) {
        const entry = load<u32>(at);
        store<f32>(values + ((<usize>(entry >> 8)) << 2), <f32>(entry & 255) * scale + background);
      }
    }
    values += (<usize>pixels) << 2;
    lists += 8;
  }
}
