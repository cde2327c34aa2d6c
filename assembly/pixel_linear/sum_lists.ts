/**
 * The microkernel of linear layers on the image itself: sums of the rows that a list names.
 *
 *     output[j] = start + sum over the entries of list j of value * rows[offset]     up to 12 vectors
 *
 * An image's outputs are a sum of rows of weights, one for each pixel that is not background; a pixel's
 * weight gradient is a sum of rows of output gradients, one for each image that has it. Twelve sums, four
 * factors, the one in hand and a row's vector are V8's 15 registers.
 *
 * Each multiply-add needs a load of its own, and a core can do as many loads as multiply-adds. So all else is
 * read as seldom as can be: four entries' factors at a time (lists.ts), and rows are cut where cache lines end.
 */
import { evenStart } from '../matmul/panel';
import { madd } from '../simd';
import { ENTRIES, entriesBetween, LIST_BLOCK } from './lists';

/** Cache lines of a row that stay in registers, and the vectors of one. */
// @ts-ignore: decorator
@inline
const MAX_LINES: i32 = 3;
// @ts-ignore: decorator
@inline
const LINE_VECTORS: i32 = 4;

/**
 * Entries that are summed up at a time: a long sum made of short ones rounds less, as does one that does not
 * begin with a large start. Few digits have more than one part.
 */
// @ts-ignore: decorator
@inline
const PART: i32 = 256;

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
    let at = <usize>load<u32>(lists);
    let entries = entriesBetween(at, load<u32>(lists, 4));
    let sums = start;
    do {
      let left = min(entries, PART);
      entries -= left;
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
      // Four times the same: a loop of four makes `mlp` 4 % slower. Leaving from the middle keeps them apart, for
      // V8 mixes what no branch divides, and runs out of registers.
      for (; left > 0; left -= ENTRIES) {
        const values = v128.load(at, 16);
        let row = rows + <usize>load<u32>(at);
        let value = v128.shuffle<f32>(values, values, 0, 0, 0, 0);
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
        if (left == 1) break;
        row = rows + <usize>load<u32>(at, 4);
        value = v128.shuffle<f32>(values, values, 1, 1, 1, 1);
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
        if (left == 2) break;
        row = rows + <usize>load<u32>(at, 8);
        value = v128.shuffle<f32>(values, values, 2, 2, 2, 2);
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
        if (left == 3) break;
        row = rows + <usize>load<u32>(at, 12);
        value = v128.shuffle<f32>(values, values, 3, 3, 3, 3);
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
        at += LIST_BLOCK;
      }
      v128.store(output, f32x4.add(s0, v128.load(sums)));
      if (width > 1) v128.store(output, f32x4.add(s1, v128.load(sums, 16)), 16);
      if (width > 2) v128.store(output, f32x4.add(s2, v128.load(sums, 32)), 32);
      if (width > 3) v128.store(output, f32x4.add(s3, v128.load(sums, 48)), 48);
      if (width > 4) v128.store(output, f32x4.add(s4, v128.load(sums, 64)), 64);
      if (width > 5) v128.store(output, f32x4.add(s5, v128.load(sums, 80)), 80);
      if (width > 6) v128.store(output, f32x4.add(s6, v128.load(sums, 96)), 96);
      if (width > 7) v128.store(output, f32x4.add(s7, v128.load(sums, 112)), 112);
      if (width > 8) v128.store(output, f32x4.add(s8, v128.load(sums, 128)), 128);
      if (width > 9) v128.store(output, f32x4.add(s9, v128.load(sums, 144)), 144);
      if (width > 10) v128.store(output, f32x4.add(s10, v128.load(sums, 160)), 160);
      if (width > 11) v128.store(output, f32x4.add(s11, v128.load(sums, 176)), 176);
      sums = output;
    } while (entries > 0);
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
  const lines = (vectors + LINE_VECTORS - 1) / LINE_VECTORS;
  const blocks = (lines + MAX_LINES - 1) / MAX_LINES;
  for (let block = 0; block < blocks; block++) {
    const first = evenStart(lines, blocks, block) * LINE_VECTORS;
    const width = min(vectors, evenStart(lines, blocks, block + 1) * LINE_VECTORS) - first;
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
