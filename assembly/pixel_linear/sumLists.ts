/**
 * The microkernel of linear layers on the image itself: sums of the rows that a list names.
 *
 *     output[j] = start + sum over the entries of list j of value * rows[offset]     up to 12 vectors
 *
 * An image's outputs are a sum of rows of weights, one for each pixel that is not background; a pixel's
 * weight gradient is a sum of rows of output gradients, one for each image that has it. Twelve sums, a
 * factor and a row's vector are 14 of V8's 15 registers. Each multiply-add needs a load of its own, and
 * each entry a few instructions more, which is why its offset and value are ready to use (lists.ts).
 */
import { evenStart } from '../matmul/panel';
import { madd } from '../simd';

// @ts-ignore: decorator
@inline
const MAX_VECTORS: i32 = 12;

/** `width` is a constant in each caller. */
// @ts-ignore: decorator
@inline
function sum(
  width: i32, // vectors, 1..12
  rows: usize,
  lists: usize, // (count, 2) where each list begins and ends
  count: i32,
  output: usize, // (count, width, 4)
  pitch: usize, // bytes from one output to the next
  start: usize, // (width, 4) for each list
  startStep: usize, // bytes from one list's start to the next; 0 if they share it
): void {
  for (; count > 0; count--) {
    let s0 = v128.load(start);
    let s1 = width > 1 ? v128.load(start, 16) : s0;
    let s2 = width > 2 ? v128.load(start, 32) : s0;
    let s3 = width > 3 ? v128.load(start, 48) : s0;
    let s4 = width > 4 ? v128.load(start, 64) : s0;
    let s5 = width > 5 ? v128.load(start, 80) : s0;
    let s6 = width > 6 ? v128.load(start, 96) : s0;
    let s7 = width > 7 ? v128.load(start, 112) : s0;
    let s8 = width > 8 ? v128.load(start, 128) : s0;
    let s9 = width > 9 ? v128.load(start, 144) : s0;
    let s10 = width > 10 ? v128.load(start, 160) : s0;
    let s11 = width > 11 ? v128.load(start, 176) : s0;
    let at = <usize>load<u32>(lists);
    const end = <usize>load<u32>(lists, 4);
    if (at < end) {
      do {
        const row = rows + <usize>load<u32>(at);
        const value = v128.load32_splat(at, 4);
        at += 8;
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
      } while (at < end);
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
    start += startStep;
  }
}

/** Sums the rows of each list, `vectors` wide, in blocks that stay in registers. Arguments as in `sum`. */
export function sumLists(
  rows: usize,
  lists: usize,
  count: i32,
  output: usize,
  pitch: usize,
  start: usize,
  startStep: usize,
  vectors: i32,
): void {
  const blocks = (vectors + MAX_VECTORS - 1) / MAX_VECTORS;
  for (let block = 0; block < blocks; block++) {
    const first = evenStart(vectors, blocks, block);
    const width = evenStart(vectors, blocks, block + 1) - first;
    const at = (<usize>first) << 4;
    sumBlock(rows + at, lists, count, output + at, pitch, start + at, startStep, width);
  }
}

/** V8 keeps the first few arguments in registers: those that the inner loop needs. */
function sumBlock(
  rows: usize,
  lists: usize,
  count: i32,
  output: usize,
  pitch: usize,
  start: usize,
  startStep: usize,
  width: i32,
): void {
  // prettier-ignore
  switch (width) {
    case 1: sum(1, rows, lists, count, output, pitch, start, startStep); break;
    case 2: sum(2, rows, lists, count, output, pitch, start, startStep); break;
    case 3: sum(3, rows, lists, count, output, pitch, start, startStep); break;
    case 4: sum(4, rows, lists, count, output, pitch, start, startStep); break;
    case 5: sum(5, rows, lists, count, output, pitch, start, startStep); break;
    case 6: sum(6, rows, lists, count, output, pitch, start, startStep); break;
    case 7: sum(7, rows, lists, count, output, pitch, start, startStep); break;
    case 8: sum(8, rows, lists, count, output, pitch, start, startStep); break;
    case 9: sum(9, rows, lists, count, output, pitch, start, startStep); break;
    case 10: sum(10, rows, lists, count, output, pitch, start, startStep); break;
    case 11: sum(11, rows, lists, count, output, pitch, start, startStep); break;
    case 12: sum(12, rows, lists, count, output, pitch, start, startStep); break;
  }
}
