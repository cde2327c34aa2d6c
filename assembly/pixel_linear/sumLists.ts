/**
 * The microkernel of linear layers on the image itself: sums of the rows that a list names.
 *
 *     output[j] (+)= start + sum over the entries of list j of value[byte] * rows[index]     w outputs
 *
 * An image's outputs are a sum of rows of weights, one for each pixel that is not background; a pixel's
 * weight gradient is a sum of rows of output gradients, one for each image that has it. Each entry costs
 * one broadcast and, for each vector, a load and a multiply-add: loads are the limit, at 11 of 12.
 */
import { madd } from '../simd';

/** `width` is a constant in each caller. */
// @ts-ignore: decorator
@inline
function sum(
  width: i32, // vectors of a row, 1..12
  output: usize, // (count, width, 4)
  accumulate: bool, // add to the output instead of replacing it
  start: usize, // (width, 4), or 0 for none
  lists: usize, // (count, 2) where each list begins and ends
  count: i32,
  rows: usize, // (…, width, 4)
  values: usize, // (256)
): void {
  const pitch = (<usize>width) << 4;
  for (; count > 0; count--) {
    let at = <usize>load<u32>(lists);
    const end = <usize>load<u32>(lists, 4);
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let s4 = s0;
    let s5 = s0;
    let s6 = s0;
    let s7 = s0;
    let s8 = s0;
    let s9 = s0;
    let s10 = s0;
    let s11 = s0;
    if (start) {
      s0 = v128.load(start);
      if (width > 1) s1 = v128.load(start, 16);
      if (width > 2) s2 = v128.load(start, 32);
      if (width > 3) s3 = v128.load(start, 48);
      if (width > 4) s4 = v128.load(start, 64);
      if (width > 5) s5 = v128.load(start, 80);
      if (width > 6) s6 = v128.load(start, 96);
      if (width > 7) s7 = v128.load(start, 112);
      if (width > 8) s8 = v128.load(start, 128);
      if (width > 9) s9 = v128.load(start, 144);
      if (width > 10) s10 = v128.load(start, 160);
      if (width > 11) s11 = v128.load(start, 176);
    }
    for (; at < end; at += 4) {
      const entry = load<u32>(at);
      const value = v128.load32_splat(values + ((<usize>(entry & 255)) << 2));
      const row = rows + <usize>(entry >> 8) * pitch;
      s0 = madd(value, v128.load(row), s0);
      if (width > 1) s1 = madd(value, v128.load(row, 16), s1);
      if (width > 2) s2 = madd(value, v128.load(row, 32), s2);
      if (width > 3) s3 = madd(value, v128.load(row, 48), s3);
      if (width > 4) s4 = madd(value, v128.load(row, 64), s4);
      if (width > 5) s5 = madd(value, v128.load(row, 80), s5);
      if (width > 6) s6 = madd(value, v128.load(row, 96), s6);
      if (width > 7) s7 = madd(value, v128.load(row, 112), s7);
      if (width > 8) s8 = madd(value, v128.load(row, 128), s8);
      if (width > 9) s9 = madd(value, v128.load(row, 144), s9);
      if (width > 10) s10 = madd(value, v128.load(row, 160), s10);
      if (width > 11) s11 = madd(value, v128.load(row, 176), s11);
    }
    if (accumulate) {
      s0 = f32x4.add(s0, v128.load(output));
      if (width > 1) s1 = f32x4.add(s1, v128.load(output, 16));
      if (width > 2) s2 = f32x4.add(s2, v128.load(output, 32));
      if (width > 3) s3 = f32x4.add(s3, v128.load(output, 48));
      if (width > 4) s4 = f32x4.add(s4, v128.load(output, 64));
      if (width > 5) s5 = f32x4.add(s5, v128.load(output, 80));
      if (width > 6) s6 = f32x4.add(s6, v128.load(output, 96));
      if (width > 7) s7 = f32x4.add(s7, v128.load(output, 112));
      if (width > 8) s8 = f32x4.add(s8, v128.load(output, 128));
      if (width > 9) s9 = f32x4.add(s9, v128.load(output, 144));
      if (width > 10) s10 = f32x4.add(s10, v128.load(output, 160));
      if (width > 11) s11 = f32x4.add(s11, v128.load(output, 176));
    }
    v128.store(output, s0);
    if (width > 1) v128.store(output, s1, 16);
    if (width > 2) v128.store(output, s2, 32);
    if (width > 3) v128.store(output, s3, 48);
    if (width > 4) v128.store(output, s4, 64);
    if (width > 5) v128.store(output, s5, 80);
    if (width > 6) v128.store(output, s6, 96);
    if (width > 7) v128.store(output, s7, 112);
    if (width > 8) v128.store(output, s8, 128);
    if (width > 9) v128.store(output, s9, 144);
    if (width > 10) v128.store(output, s10, 160);
    if (width > 11) v128.store(output, s11, 176);
    lists += 8;
    output += pitch;
  }
}

/** Sums the rows of each list. Arguments as in `sum`. */
export function sumLists(
  width: i32,
  output: usize,
  accumulate: bool,
  start: usize,
  lists: usize,
  count: i32,
  rows: usize,
  values: usize,
): void {
  // prettier-ignore
  switch (width) {
    case 1: sum(1, output, accumulate, start, lists, count, rows, values); break;
    case 2: sum(2, output, accumulate, start, lists, count, rows, values); break;
    case 3: sum(3, output, accumulate, start, lists, count, rows, values); break;
    case 4: sum(4, output, accumulate, start, lists, count, rows, values); break;
    case 5: sum(5, output, accumulate, start, lists, count, rows, values); break;
    case 6: sum(6, output, accumulate, start, lists, count, rows, values); break;
    case 7: sum(7, output, accumulate, start, lists, count, rows, values); break;
    case 8: sum(8, output, accumulate, start, lists, count, rows, values); break;
    case 9: sum(9, output, accumulate, start, lists, count, rows, values); break;
    case 10: sum(10, output, accumulate, start, lists, count, rows, values); break;
    case 11: sum(11, output, accumulate, start, lists, count, rows, values); break;
    case 12: sum(12, output, accumulate, start, lists, count, rows, values); break;
  }
}
