/**
 * The weight-gradient microkernel: sums over images (and pixels) of products of two activations.
 *
 *     c[a][b] += sum over positions and the 8 images of A[a] * B[b]      a < 2, b < 5
 *
 * Both operands have their images in SIMD lanes, so a sum over images is four partial sums, one a
 * lane, that are added up at the very end. Each position (a pixel, or a pack) holds two vectors of each
 * row. Register block: 2 x 5 vectors of partial sums, 4 vectors of A, 1 of B: 15 registers, as in
 * panel.ts; without FMA a product needs one, so portable blocks are 2 x 4.
 *
 * Convolutions keep the lanes in memory and add them up once a shard (`dotLanes`); for linear layers
 * the sum over a tile is all there is, and a 4 x 4 transposition adds the lanes up (`dotRows`).
 */
import { madd, ROW } from '../simd';
import { evenStart } from './panel';

/** Adds up the lanes of four vectors: [sum a, sum b, sum c, sum d]. */
// @ts-ignore: decorator
@inline
export function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** Rows of B in a block: the most whose sums stay in registers, see above. */
// @ts-ignore: decorator
@inline
const MAX_ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 5 : 4;

/** Number of blocks that `rows` rows of B are split into. */
// @ts-ignore: decorator
@inline
export function blockCount(rows: i32): i32 {
  return (rows + MAX_ROWS - 1) / MAX_ROWS;
}

/** First row of block `index`; heights differ by at most one. */
// @ts-ignore: decorator
@inline
export function blockStart(rows: i32, index: i32): i32 {
  return evenStart(rows, blockCount(rows), index);
}

// @ts-ignore: decorator
@inline
function lanes(
  aRows: i32, // 1 or 2
  bRows: i32, // 1..5
  a0: usize, // (8) at each position
  a1: usize,
  aStep: usize, // bytes from one position to the next
  b0: usize, // (bRows, 8) at each position
  bRow: usize, // bytes from one row to the next
  bStep: usize,
  count: i32, // positions
  sums: usize, // (bRows, aRows, 4 lanes), added to
): void {
  let b1 = b0 + bRow;
  let b2 = b1 + bRow;
  let b3 = b2 + bRow;
  let b4 = b3 + bRow;
  const pitch: usize = (<usize>aRows) << 4;
  let p0 = v128.load(sums);
  let q0 = aRows > 1 ? v128.load(sums, 16) : p0;
  let p1 = bRows > 1 ? v128.load(sums + pitch) : p0;
  let q1 = bRows > 1 && aRows > 1 ? v128.load(sums + pitch, 16) : p0;
  let p2 = bRows > 2 ? v128.load(sums + 2 * pitch) : p0;
  let q2 = bRows > 2 && aRows > 1 ? v128.load(sums + 2 * pitch, 16) : p0;
  let p3 = bRows > 3 ? v128.load(sums + 3 * pitch) : p0;
  let q3 = bRows > 3 && aRows > 1 ? v128.load(sums + 3 * pitch, 16) : p0;
  let p4 = bRows > 4 ? v128.load(sums + 4 * pitch) : p0;
  let q4 = bRows > 4 && aRows > 1 ? v128.load(sums + 4 * pitch, 16) : p0;
  for (; count > 0; count--) {
    for (let half: usize = 0; half < ROW; half += 16) {
      const x = v128.load(a0 + half);
      const y = aRows > 1 ? v128.load(a1 + half) : x;
      let d = v128.load(b0 + half);
      p0 = madd(x, d, p0);
      if (aRows > 1) q0 = madd(y, d, q0);
      if (bRows > 1) {
        d = v128.load(b1 + half);
        p1 = madd(x, d, p1);
        if (aRows > 1) q1 = madd(y, d, q1);
      }
      if (bRows > 2) {
        d = v128.load(b2 + half);
        p2 = madd(x, d, p2);
        if (aRows > 1) q2 = madd(y, d, q2);
      }
      if (bRows > 3) {
        d = v128.load(b3 + half);
        p3 = madd(x, d, p3);
        if (aRows > 1) q3 = madd(y, d, q3);
      }
      if (bRows > 4) {
        d = v128.load(b4 + half);
        p4 = madd(x, d, p4);
        if (aRows > 1) q4 = madd(y, d, q4);
      }
    }
    if (bRows > 1) b1 += bStep;
    if (bRows > 2) b2 += bStep;
    if (bRows > 3) b3 += bStep;
    if (bRows > 4) b4 += bStep;
    a0 += aStep;
    a1 += aStep;
    b0 += bStep;
  }
  v128.store(sums, p0);
  if (aRows > 1) v128.store(sums, q0, 16);
  if (bRows > 1) v128.store(sums + pitch, p1);
  if (bRows > 1 && aRows > 1) v128.store(sums + pitch, q1, 16);
  if (bRows > 2) v128.store(sums + 2 * pitch, p2);
  if (bRows > 2 && aRows > 1) v128.store(sums + 2 * pitch, q2, 16);
  if (bRows > 3) v128.store(sums + 3 * pitch, p3);
  if (bRows > 3 && aRows > 1) v128.store(sums + 3 * pitch, q3, 16);
  if (bRows > 4) v128.store(sums + 4 * pitch, p4);
  if (bRows > 4 && aRows > 1) v128.store(sums + 4 * pitch, q4, 16);
}

/** Adds products to partial sums in memory. Arguments as in `lanes`. */
export function dotLanes(
  aRows: i32,
  bRows: i32,
  a0: usize,
  a1: usize,
  aStep: usize,
  b: usize,
  bRow: usize,
  bStep: usize,
  count: i32,
  sums: usize,
): void {
  // prettier-ignore
  if (aRows == 2) {
    switch (bRows) {
      case 1: lanes(2, 1, a0, a1, aStep, b, bRow, bStep, count, sums); break;
      case 2: lanes(2, 2, a0, a1, aStep, b, bRow, bStep, count, sums); break;
      case 3: lanes(2, 3, a0, a1, aStep, b, bRow, bStep, count, sums); break;
      case 4: lanes(2, 4, a0, a1, aStep, b, bRow, bStep, count, sums); break;
      case 5: if (MAX_ROWS >= 5) lanes(2, 5, a0, a1, aStep, b, bRow, bStep, count, sums); break;
    }
  } else {
    switch (bRows) {
      case 1: lanes(1, 1, a0, a0, aStep, b, bRow, bStep, count, sums); break;
      case 2: lanes(1, 2, a0, a0, aStep, b, bRow, bStep, count, sums); break;
      case 3: lanes(1, 3, a0, a0, aStep, b, bRow, bStep, count, sums); break;
      case 4: lanes(1, 4, a0, a0, aStep, b, bRow, bStep, count, sums); break;
      case 5: if (MAX_ROWS >= 5) lanes(1, 5, a0, a0, aStep, b, bRow, bStep, count, sums); break;
    }
  }
}

/** Stores the first `valid` (1..4) lanes of `sums`, on top of what is there if `accumulate`. */
// @ts-ignore: decorator
@inline
function storeRow(output: usize, sums: v128, valid: i32, accumulate: bool): void {
  if (valid == 4) {
    if (accumulate) sums = f32x4.add(sums, v128.load(output));
    v128.store(output, sums);
  } else {
    for (let i = 0; i < valid; i++) {
      const sum = f32x4.extract_lane(sums, 0);
      store<f32>(output, accumulate ? sum + load<f32>(output) : sum);
      sums = v128.shuffle<f32>(sums, sums, 1, 2, 3, 0);
      output += 4;
    }
  }
}

/** `aRows` rows of A with blocks of 4 rows of B; the only block is narrower unless `full`. */
// @ts-ignore: decorator
@inline
function rows(
  aRows: i32, // 1 or 2
  full: bool,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  columns: i32, // a multiple of 4 if full, else 1..3
  count: i32,
  output: usize,
  outputRow: usize,
  accumulate: bool,
): void {
  for (; columns > 0; columns -= 4) {
    let x = a;
    let b0 = b;
    // Rows past the last column are read from the last one, and their sums dropped.
    const row1: usize = full || columns > 1 ? ROW : 0;
    const row2: usize = full || columns > 2 ? 2 * ROW : row1;
    let p0 = f32x4.splat(0);
    let p1 = p0;
    let p2 = p0;
    let p3 = p0;
    let q0 = p0;
    let q1 = p0;
    let q2 = p0;
    let q3 = p0;
    for (let i = 0; i < count; i++) {
      for (let half: usize = 0; half < ROW; half += 16) {
        const x0 = v128.load(x + half);
        const x1 = aRows > 1 ? v128.load(x + half, ROW) : x0;
        const y = b0 + half;
        let d = v128.load(y);
        p0 = madd(x0, d, p0);
        if (aRows > 1) q0 = madd(x1, d, q0);
        d = full ? v128.load(y, ROW) : v128.load(y + row1);
        p1 = madd(x0, d, p1);
        if (aRows > 1) q1 = madd(x1, d, q1);
        d = full ? v128.load(y, 2 * ROW) : v128.load(y + row2);
        p2 = madd(x0, d, p2);
        if (aRows > 1) q2 = madd(x1, d, q2);
        if (full) {
          d = v128.load(y, 3 * ROW);
          p3 = madd(x0, d, p3);
          if (aRows > 1) q3 = madd(x1, d, q3);
        }
      }
      x += aStep;
      b0 += bStep;
    }
    const valid = full ? 4 : columns;
    storeRow(output, sumLanes(p0, p1, p2, p3), valid, accumulate);
    if (aRows > 1) {
      storeRow(output + outputRow, sumLanes(q0, q1, q2, q3), valid, accumulate);
    }
    b += 4 * ROW;
    output += 16;
  }
}

/** Products of one or two rows of A with `columns` rows of B, summed over positions and images. */
export function dotRows(
  aRows: i32, // 1 or 2
  a: usize, // (aRows, 8) at each position
  aStep: usize, // bytes from one position to the next
  b: usize, // (columns, 8) at each position
  bStep: usize,
  columns: i32,
  count: i32, // positions
  output: usize, // (aRows, columns)
  outputRow: usize, // bytes from one row to the next
  accumulate: bool, // add to the output instead of replacing it
): void {
  const whole = columns & ~3;
  const rest = columns - whole;
  const b1 = b + <usize>whole * ROW;
  const output1 = output + ((<usize>whole) << 2);
  // prettier-ignore
  if (aRows == 2) {
    rows(2, true, a, aStep, b, bStep, whole, count, output, outputRow, accumulate);
    rows(2, false, a, aStep, b1, bStep, rest, count, output1, outputRow, accumulate);
  } else {
    rows(1, true, a, aStep, b, bStep, whole, count, output, outputRow, accumulate);
    rows(1, false, a, aStep, b1, bStep, rest, count, output1, outputRow, accumulate);
  }
}

/** Sum of a vector's lanes. */
// @ts-ignore: decorator
@inline
export function sumVector(a: v128): f32 {
  a = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  a = f32x4.add(a, v128.shuffle<f32>(a, a, 1, 0, 3, 2));
  return f32x4.extract_lane(a, 0);
}

/** Sum of a row over positions and images, for bias gradients. */
export function sumRow(
  input: usize, // (8) at each position
  step: usize, // bytes from one position to the next
  count: i32, // positions
): f32 {
  // Four sums, so that an addition need not wait for the one before.
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (; count > 1; count -= 2) {
    a = f32x4.add(a, v128.load(input));
    b = f32x4.add(b, v128.load(input, 16));
    input += step;
    c = f32x4.add(c, v128.load(input));
    d = f32x4.add(d, v128.load(input, 16));
    input += step;
  }
  if (count > 0) {
    a = f32x4.add(a, v128.load(input));
    b = f32x4.add(b, v128.load(input, 16));
  }
  return sumVector(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
}
