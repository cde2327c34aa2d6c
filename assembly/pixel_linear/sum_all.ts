/**
 * The microkernel for images that have little background: sums of all rows, for two outputs at a time.
 *
 *     output[j] = start + sum over k < depth of factors[j][k] * rows[k]     two j, up to 6 vectors
 *
 * Twelve sums, two factors and a vector that both multiply are V8's 15 registers: 8 loads for 12
 * multiply-adds, as a panel has (matmul/panel.ts), where a list needs 13 or more.
 */
import { evenStart } from '../matmul/panel';
import { madd } from '../simd';

// @ts-ignore: decorator
@inline
const MAX_VECTORS: i32 = 6;

/** Rows that are summed up at a time, see sum_lists.ts. */
// @ts-ignore: decorator
@inline
const PART: i32 = 256;

/** `both` and `width` are constants in each caller. */
// @ts-ignore: decorator
@inline
function sum(
  both: bool, // two outputs, or one
  width: i32, // vectors, 1..6
  rows: usize, // (depth, width, 4)
  rowStep: usize, // bytes from one row to the next, and from one output to the next
  factors: usize, // (2, depth)
  depth: i32,
  depthStep: usize, // bytes from one factor to the next
  factorStep: usize, // bytes from one output's factors to the next one's
  output: usize, // (2, width, 4)
  start: usize, // (width, 4) for each output
  startStep: usize, // bytes from one output's start to the next; 0 if they share it
): void {
  do {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let a4 = a0;
    let a5 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
    let b4 = a0;
    let b5 = a0;
    for (let k = min(PART, depth); k > 0; k--) {
      const a = v128.load32_splat(factors);
      const b = both ? v128.load32_splat(factors + factorStep) : a;
      let x = v128.load(rows);
      a0 = madd(a, x, a0);
      if (both) b0 = madd(b, x, b0);
      if (width > 1) x = v128.load(rows, 16);
      if (width > 1) a1 = madd(a, x, a1);
      if (width > 1 && both) b1 = madd(b, x, b1);
      if (width > 2) x = v128.load(rows, 32);
      if (width > 2) a2 = madd(a, x, a2);
      if (width > 2 && both) b2 = madd(b, x, b2);
      if (width > 3) x = v128.load(rows, 48);
      if (width > 3) a3 = madd(a, x, a3);
      if (width > 3 && both) b3 = madd(b, x, b3);
      if (width > 4) x = v128.load(rows, 64);
      if (width > 4) a4 = madd(a, x, a4);
      if (width > 4 && both) b4 = madd(b, x, b4);
      if (width > 5) x = v128.load(rows, 80);
      if (width > 5) a5 = madd(a, x, a5);
      if (width > 5 && both) b5 = madd(b, x, b5);
      rows += rowStep;
      factors += depthStep;
    }
    v128.store(output, f32x4.add(a0, v128.load(start)));
    if (width > 1) v128.store(output, f32x4.add(a1, v128.load(start, 16)), 16);
    if (width > 2) v128.store(output, f32x4.add(a2, v128.load(start, 32)), 32);
    if (width > 3) v128.store(output, f32x4.add(a3, v128.load(start, 48)), 48);
    if (width > 4) v128.store(output, f32x4.add(a4, v128.load(start, 64)), 64);
    if (width > 5) v128.store(output, f32x4.add(a5, v128.load(start, 80)), 80);
    if (both) {
      const output1 = output + rowStep;
      const start1 = start + startStep;
      v128.store(output1, f32x4.add(b0, v128.load(start1)));
      if (width > 1) v128.store(output1, f32x4.add(b1, v128.load(start1, 16)), 16);
      if (width > 2) v128.store(output1, f32x4.add(b2, v128.load(start1, 32)), 32);
      if (width > 3) v128.store(output1, f32x4.add(b3, v128.load(start1, 48)), 48);
      if (width > 4) v128.store(output1, f32x4.add(b4, v128.load(start1, 64)), 64);
      if (width > 5) v128.store(output1, f32x4.add(b5, v128.load(start1, 80)), 80);
    }
    start = output;
    startStep = rowStep;
    depth -= PART;
  } while (depth > 0);
}

function sumBlock(
  rows: usize,
  rowStep: usize,
  factors: usize,
  depth: i32,
  depthStep: usize,
  factorStep: usize,
  output: usize,
  start: usize,
  startStep: usize,
  both: bool,
  width: i32,
): void {
  // prettier-ignore
  if (both) {
    switch (width) {
      case 1: sum(true, 1, rows, rowStep, factors, depth, depthStep, factorStep, output, start, startStep); break;
      case 2: sum(true, 2, rows, rowStep, factors, depth, depthStep, factorStep, output, start, startStep); break;
      case 3: sum(true, 3, rows, rowStep, factors, depth, depthStep, factorStep, output, start, startStep); break;
      case 4: sum(true, 4, rows, rowStep, factors, depth, depthStep, factorStep, output, start, startStep); break;
      case 5: sum(true, 5, rows, rowStep, factors, depth, depthStep, factorStep, output, start, startStep); break;
      case 6: sum(true, 6, rows, rowStep, factors, depth, depthStep, factorStep, output, start, startStep); break;
    }
  } else {
    switch (width) {
      case 1: sum(false, 1, rows, rowStep, factors, depth, depthStep, factorStep, output, start, startStep); break;
      case 2: sum(false, 2, rows, rowStep, factors, depth, depthStep, factorStep, output, start, startStep); break;
      case 3: sum(false, 3, rows, rowStep, factors, depth, depthStep, factorStep, output, start, startStep); break;
      case 4: sum(false, 4, rows, rowStep, factors, depth, depthStep, factorStep, output, start, startStep); break;
      case 5: sum(false, 5, rows, rowStep, factors, depth, depthStep, factorStep, output, start, startStep); break;
      case 6: sum(false, 6, rows, rowStep, factors, depth, depthStep, factorStep, output, start, startStep); break;
    }
  }
}

/** Sums all rows, `vectors` wide, for `count` outputs. Arguments as in `sum`. */
export function sumAll(
  rows: usize,
  rowStep: usize,
  factors: usize,
  depth: i32,
  depthStep: usize,
  factorStep: usize,
  output: usize,
  start: usize,
  startStep: usize,
  count: i32,
  vectors: i32,
): void {
  const blocks = (vectors + MAX_VECTORS - 1) / MAX_VECTORS;
  for (let block = 0; block < blocks; block++) {
    const first = evenStart(vectors, blocks, block);
    const width = evenStart(vectors, blocks, block + 1) - first;
    const at = (<usize>first) << 4;
    let to = output + at;
    let from = start + at;
    let factor = factors;
    for (let j = 0; j < count; j += 2) {
      sumBlock(rows + at, rowStep, factor, depth, depthStep, factorStep, to, from, startStep, j + 1 < count, width); // prettier-ignore
      to += 2 * rowStep;
      from += 2 * startStep;
      factor += 2 * factorStep;
    }
  }
}
