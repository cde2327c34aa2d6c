/**
 * The order in which a batch's images are packed. A pixel is background to a pack only if it is in all eight
 * images (conv2d/spans.ts), so those that reach equally far to both sides, above and below, ride together:
 * 56 % of the 3 x 3 patches of such a pack of digits are something, and 69 % of a random one's. To the mean
 * over a batch, one order is as good as another.
 *
 * A data set has its keys made once. A batch is sorted by them before threads share it out, so the order, and
 * with it every sum, depends on the batch alone.
 */

import { someOf } from '../simd';

/** Bits of each of the four sides in a key. */
// @ts-ignore: decorator
@inline
const SIDE_BITS: i32 = 4;

/** Bits of a key that one pass of sorting looks at, and the values that they have. */
// @ts-ignore: decorator
@inline
const DIGIT_BITS: i32 = 8;
// @ts-ignore: decorator
@inline
const DIGITS: i32 = 1 << DIGIT_BITS;

/** Bytes that sorting so many images takes. */
export function orderBytes(count: i32): usize {
  return (<usize>(2 * count + DIGITS)) << 2;
}

/** Keys of images: equal ones reach about equally far, and so do neighbours. */
export function orderKeys(
  keys: usize, // (count) u16
  images: usize, // (count, channels, height, width) u8, and 16 bytes to read
  count: i32,
  channels: i32,
  height: i32,
  width: i32,
): void {
  const half = height / 2;
  const image = <usize>(channels * height * width);
  for (; count > 0; count--) {
    const upper = columns(images, channels, height, width, 0, half);
    const lower = columns(images, channels, height, width, half, height);
    // A side runs up and down in turn, so that it does not jump where the one before it changes by one.
    let key = side(<i32>(upper >> 32), width, 0);
    key = side(<i32>lower, width, key);
    key = side(<i32>upper, width, key);
    key = side(<i32>(lower >> 32), width, key);
    store<u16>(keys, key);
    keys += 2;
    images += image;
  }
}

/** The first column that is not all background, above the end of the last: width and 0 if all is. */
function columns(
  image: usize, // (channels, height, width) u8
  channels: i32,
  height: i32,
  width: i32,
  firstRow: i32,
  endRow: i32,
): u64 {
  const zero = i8x16.splat(0);
  let first = width;
  let end = 0;
  for (let x = 0; x < width; x += 16) {
    let some = zero;
    for (let channel = 0; channel < channels; channel++) {
      let at = image + <usize>((channel * height + firstRow) * width + x);
      for (let row = firstRow; row < endRow; row++) {
        some = v128.or(some, v128.load(at));
        at += width;
      }
    }
    const mask = someOf(some, width - x);
    if (!mask) continue;
    if (!end) first = x + ctz(mask);
    end = x + 32 - clz(mask);
  }
  return ((<u64>first) << 32) | (<u64>end);
}

/** Appends a side to a key, upside down if the key was odd. */
// @ts-ignore: decorator
@inline
function side(column: i32, width: i32, key: i32): i32 {
  const level = (column << SIDE_BITS) / (width + 1);
  return (key << SIDE_BITS) | (key & 1 ? (1 << SIDE_BITS) - 1 - level : level);
}

/** Sorts a batch by key. */
export function orderBatch(
  order: usize, // (count) u32, the batch's places in order
  sorted: usize, // (count) u32, the images there
  indices: usize, // (count) u32, images of the batch
  keys: usize, // (N) u16
  count: i32,
  work: usize, // orderBytes
): void {
  const byLow = work;
  const inOrder = byLow + ((<usize>count) << 2);
  const counts = inOrder + ((<usize>count) << 2);
  for (let i = 0; i < count; i++) store<u32>(inOrder + ((<usize>i) << 2), i);
  sortByDigit(byLow, inOrder, indices, keys, count, 0, counts);
  sortByDigit(order, byLow, indices, keys, count, DIGIT_BITS, counts);
  for (let i = 0; i < count; i++) {
    const at = (<usize>i) << 2;
    store<u32>(sorted + at, load<u32>(indices + ((<usize>load<u32>(order + at)) << 2)));
  }
}

/** One pass of a radix sort, from the lowest digit up. */
function sortByDigit(
  to: usize, // (count) u32, places
  from: usize, // (count) u32, places
  indices: usize,
  keys: usize,
  count: i32,
  shift: i32,
  counts: usize, // (DIGITS) u32
): void {
  memory.fill(counts, 0, (<usize>DIGITS) << 2);
  const end = from + ((<usize>count) << 2);
  for (let at = from; at < end; at += 4) {
    const counter = counts + digitOf(load<u32>(at), indices, keys, shift);
    store<u32>(counter, load<u32>(counter) + 1);
  }
  let start: u32 = 0;
  for (let counter = counts; counter < counts + ((<usize>DIGITS) << 2); counter += 4) {
    const length = load<u32>(counter);
    store<u32>(counter, start);
    start += length;
  }
  for (let at = from; at < end; at += 4) {
    const place = load<u32>(at);
    const counter = counts + digitOf(place, indices, keys, shift);
    const next = load<u32>(counter);
    store<u32>(to + ((<usize>next) << 2), place);
    store<u32>(counter, next + 1);
  }
}

/** Offset of a digit's counter. */
// @ts-ignore: decorator
@inline
function digitOf(place: u32, indices: usize, keys: usize, shift: i32): usize {
  const image = <usize>load<u32>(indices + ((<usize>place) << 2));
  return (((<usize>load<u16>(keys + (image << 1))) >> shift) & (DIGITS - 1)) << 2;
}
