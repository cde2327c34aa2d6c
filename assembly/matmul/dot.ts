/**
 * The weight-gradient microkernels: sums over images (and pixels) of products of two activations.
 *
 *     c[a][b] += sum over places and the 8 images of A[a] * B[b]
 *
 * Both operands have their images in SIMD lanes, so a sum over images is four partial sums, one a
 * lane, that are added up at the very end. Each place (a pixel, or a pack) holds two vectors of each row.
 *
 * Convolutions keep the lanes in memory and add them up once a shard (`dotLanes`). Register block: 6 rows
 * of A x 2 of B, that is 12 vectors of partial sums, 2 of B, 1 of A: 15 registers and 8 loads for 12
 * multiply-adds, as in panel.ts. Without FMA a product needs a register, so portable blocks are 5 x 2.
 * A multiply-add takes four cycles and a core begins two a cycle: 12 sums keep it busy, 8 barely do. So a
 * block is as high as it can be. One loop takes all places from a list, however long or short the rows of an
 * image are, and its sums begin with 0 and are added to those in memory once: short sums round less than a
 * long one.
 *
 * For linear layers the sum over a tile is all there is, and 4 x 4 transpositions add the lanes up
 * (`dotRows`). Register block: 2 rows of A x 6 of B, twelve sums again, and 2 x 4 without FMA. A single pack has
 * little to add up, and takes its images in a chain (`dotPack`).
 */
import { highWide, lowWide, madd, narrow, ROW } from '../simd';
import { evenStart } from './panel';

/** Adds up the lanes of four vectors: [sum a, sum b, sum c, sum d]. */
// @ts-ignore: decorator
@inline
function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** Rows of A in a block, the row of ones included: the most whose sums stay in registers, see above. */
// @ts-ignore: decorator
@inline
const MAX_ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;

/** Bytes of a list's entry. */
// @ts-ignore: decorator
@inline
export const PLACE: usize = 8;

/** Number of blocks that `rows` rows of A are split into. */
// @ts-ignore: decorator
@inline
export function blockCount(rows: i32): i32 {
  return (rows + MAX_ROWS - 1) / MAX_ROWS;
}

/**
 * First row of block `index`. The last block, where the row of ones is, is as high as can be, for an addition
 * hides latency less than a multiply-add; the others differ by at most one.
 */
export function blockStart(rows: i32, index: i32): i32 {
  const last = blockCount(rows) - 1;
  if (!index) return 0;
  return index > last ? rows : evenStart(rows - MAX_ROWS, last, index);
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, sum: v128): void {
  v128.store(at, f32x4.add(sum, v128.load(at)));
}

/** `rows` and `ones` are constants in each caller: every variant below compiles to its own loop. */
// @ts-ignore: decorator
@inline
function lanes(
  rows: i32, // 1..6
  ones: bool, // whether one more row of A follows, which is 1 everywhere and not in memory
  a: usize, // (8) at each place of each row
  offsets: usize, // (rows) i32, bytes from a to each row's (8)
  b0: usize, // (8) at each place
  b1: usize,
  places: usize, // (count, 2) i32, bytes from each row of A, and from each of B
  count: i32,
  sums: usize, // (rows, and ones; 2; 4 lanes), added to
): void {
  const a0 = a + <usize>load<i32>(offsets);
  const a1 = rows > 1 ? a + <usize>load<i32>(offsets, 4) : a;
  const a2 = rows > 2 ? a + <usize>load<i32>(offsets, 8) : a;
  const a3 = rows > 3 ? a + <usize>load<i32>(offsets, 12) : a;
  const a4 = rows > 4 ? a + <usize>load<i32>(offsets, 16) : a;
  const a5 = rows > 5 ? a + <usize>load<i32>(offsets, 20) : a;
  const end = places + <usize>count * PLACE;
  const last = sums + ((<usize>rows) << 5);
  const zero = f32x4.splat(0);
  let p0 = zero;
  let q0 = zero;
  let p1 = zero;
  let q1 = zero;
  let p2 = zero;
  let q2 = zero;
  let p3 = zero;
  let q3 = zero;
  let p4 = zero;
  let q4 = zero;
  let p5 = zero;
  let q5 = zero;
  let r = zero;
  let s = zero;
  for (; places < end; places += PLACE) {
    const aAt = <usize>load<i32>(places);
    const bAt = <usize>load<i32>(places, 4);
    // V8 unrolls this, but schedules the halves apart: as one they would spill.
    for (let half: usize = 0; half < ROW; half += 16) {
      const d = v128.load(b0 + bAt + half);
      const e = v128.load(b1 + bAt + half);
      if (ones) {
        r = f32x4.add(r, d);
        s = f32x4.add(s, e);
      }
      let x = v128.load(a0 + aAt + half);
      p0 = madd(x, d, p0);
      q0 = madd(x, e, q0);
      if (rows > 1) {
        x = v128.load(a1 + aAt + half);
        p1 = madd(x, d, p1);
        q1 = madd(x, e, q1);
      }
      if (rows > 2) {
        x = v128.load(a2 + aAt + half);
        p2 = madd(x, d, p2);
        q2 = madd(x, e, q2);
      }
      if (rows > 3) {
        x = v128.load(a3 + aAt + half);
        p3 = madd(x, d, p3);
        q3 = madd(x, e, q3);
      }
      if (rows > 4) {
        x = v128.load(a4 + aAt + half);
        p4 = madd(x, d, p4);
        q4 = madd(x, e, q4);
      }
      if (rows > 5) {
        x = v128.load(a5 + aAt + half);
        p5 = madd(x, d, p5);
        q5 = madd(x, e, q5);
      }
    }
  }
  addTo(sums, p0);
  addTo(sums + 16, q0);
  if (rows > 1) {
    addTo(sums + 32, p1);
    addTo(sums + 48, q1);
  }
  if (rows > 2) {
    addTo(sums + 64, p2);
    addTo(sums + 80, q2);
  }
  if (rows > 3) {
    addTo(sums + 96, p3);
    addTo(sums + 112, q3);
  }
  if (rows > 4) {
    addTo(sums + 128, p4);
    addTo(sums + 144, q4);
  }
  if (rows > 5) {
    addTo(sums + 160, p5);
    addTo(sums + 176, q5);
  }
  if (ones) {
    addTo(last, r);
    addTo(last + 16, s);
  }
}

/** Adds products to partial sums in memory. Arguments as in `lanes`. */
export function dotLanes(
  rows: i32,
  ones: bool,
  a: usize,
  offsets: usize,
  b0: usize,
  b1: usize,
  places: usize,
  count: i32,
  sums: usize,
): void {
  // prettier-ignore
  if (ones) {
    switch (rows) {
      case 1: lanes(1, true, a, offsets, b0, b1, places, count, sums); break;
      case 2: lanes(2, true, a, offsets, b0, b1, places, count, sums); break;
      case 3: lanes(3, true, a, offsets, b0, b1, places, count, sums); break;
      case 4: lanes(4, true, a, offsets, b0, b1, places, count, sums); break;
      case 5: if (MAX_ROWS > 5) lanes(5, true, a, offsets, b0, b1, places, count, sums); break;
    }
  } else {
    switch (rows) {
      case 1: lanes(1, false, a, offsets, b0, b1, places, count, sums); break;
      case 2: lanes(2, false, a, offsets, b0, b1, places, count, sums); break;
      case 3: lanes(3, false, a, offsets, b0, b1, places, count, sums); break;
      case 4: lanes(4, false, a, offsets, b0, b1, places, count, sums); break;
      case 5: lanes(5, false, a, offsets, b0, b1, places, count, sums); break;
      case 6: if (MAX_ROWS > 5) lanes(6, false, a, offsets, b0, b1, places, count, sums); break;
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

/** Stores the first two lanes of `sums`, or the last two. */
// @ts-ignore: decorator
@inline
function storePair(output: usize, sums: v128, second: bool, accumulate: bool): void {
  if (second) sums = v128.shuffle<f32>(sums, sums, 2, 3, 0, 1);
  if (accumulate) sums = f32x4.add(sums, v128.load64_zero(output));
  v128.store64_lane(output, sums, 0);
}

/** Rows of B in a block of linear layers: the most whose sums stay in registers, see above. */
// @ts-ignore: decorator
@inline
export const MAX_COLUMNS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;

/** `aRows` rows of A with blocks of `width` rows of B; both are constants in each caller. */
// @ts-ignore: decorator
@inline
function rows(
  aRows: i32, // 1 or 2
  width: i32, // 6, 4, or 3 for a last block of 1..3
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  columns: i32, // a multiple of the width, or 0..3
  count: i32,
  output: usize,
  outputRow: usize,
  accumulate: bool,
): void {
  const full = width > 3;
  for (; columns > 0; columns -= width) {
    let x = a;
    let b0 = b;
    // Rows past the last column are read from the last one, and their sums dropped.
    const row1: usize = full || columns > 1 ? ROW : 0;
    const row2: usize = full || columns > 2 ? 2 * ROW : row1;
    let p0 = f32x4.splat(0);
    let p1 = p0;
    let p2 = p0;
    let p3 = p0;
    let p4 = p0;
    let p5 = p0;
    let q0 = p0;
    let q1 = p0;
    let q2 = p0;
    let q3 = p0;
    let q4 = p0;
    let q5 = p0;
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
        if (width > 3) {
          d = v128.load(y, 3 * ROW);
          p3 = madd(x0, d, p3);
          if (aRows > 1) q3 = madd(x1, d, q3);
        }
        if (width > 4) {
          d = v128.load(y, 4 * ROW);
          p4 = madd(x0, d, p4);
          if (aRows > 1) q4 = madd(x1, d, q4);
          d = v128.load(y, 5 * ROW);
          p5 = madd(x0, d, p5);
          if (aRows > 1) q5 = madd(x1, d, q5);
        }
      }
      x += aStep;
      b0 += bStep;
    }
    const valid = full ? 4 : columns;
    const output1 = output + outputRow;
    storeRow(output, sumLanes(p0, p1, p2, p3), valid, accumulate);
    if (aRows > 1) storeRow(output1, sumLanes(q0, q1, q2, q3), valid, accumulate);
    if (width > 4) {
      const sums = sumLanes(p4, p5, q4, q5);
      storePair(output + 16, sums, false, accumulate);
      if (aRows > 1) storePair(output1 + 16, sums, true, accumulate);
    }
    b += <usize>width * ROW;
    output += (<usize>width) << 2;
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
  const whole = columns - (columns % MAX_COLUMNS);
  const four = MAX_COLUMNS > 4 ? (columns - whole) & 4 : 0;
  const b1 = b + <usize>whole * ROW;
  const b2 = b1 + <usize>four * ROW;
  const output1 = output + ((<usize>whole) << 2);
  const output2 = output1 + ((<usize>four) << 2);
  const rest = columns - whole - four;
  // prettier-ignore
  if (aRows == 2) {
    rows(2, MAX_COLUMNS, a, aStep, b, bStep, whole, count, output, outputRow, accumulate);
    if (MAX_COLUMNS > 4) rows(2, 4, a, aStep, b1, bStep, four, count, output1, outputRow, accumulate);
    rows(2, 3, a, aStep, b2, bStep, rest, count, output2, outputRow, accumulate);
  } else {
    rows(1, MAX_COLUMNS, a, aStep, b, bStep, whole, count, output, outputRow, accumulate);
    if (MAX_COLUMNS > 4) rows(1, 4, a, aStep, b1, bStep, four, count, output1, outputRow, accumulate);
    rows(1, 3, a, aStep, b2, bStep, rest, count, output2, outputRow, accumulate);
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

/** Two floats, in float64. */
// @ts-ignore: decorator
@inline
function widen(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** Sum of a row over positions and images, for bias gradients: in float64, as it is little work. */
export function sumRow(
  input: usize, // (8) at each position
  step: usize, // bytes from one position to the next
  count: i32, // positions
): f32 {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (; count > 0; count--) {
    a = f64x2.add(a, widen(input));
    b = f64x2.add(b, widen(input + 8));
    c = f64x2.add(c, widen(input + 16));
    d = f64x2.add(d, widen(input + 24));
    input += step;
  }
  a = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  return <f32>(f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1));
}

/** Places whose values are added up in float32 before float64 takes their sum. */
// @ts-ignore: decorator
@inline
const SHORT_SUM: i32 = 8;

/** Adds a row's values at some places to partial sums in memory, for bias gradients of few images. */
export function sumPlaces(
  b: usize, // (8) at each place
  places: usize, // (count, 2) i32, as in `lanes`
  count: i32,
  sums: usize, // (4 lanes), added to
): void {
  let low = f64x2.splat(0);
  let high = low;
  while (count > 0) {
    let a = f32x4.splat(0);
    let c = a;
    for (let left = min(SHORT_SUM, count); left > 0; left--) {
      const at = b + <usize>load<i32>(places, 4);
      a = f32x4.add(a, v128.load(at));
      c = f32x4.add(c, v128.load(at, 16));
      places += PLACE;
    }
    low = f64x2.add(low, f64x2.add(lowWide(a), lowWide(c)));
    high = f64x2.add(high, f64x2.add(highWide(a), highWide(c)));
    count -= SHORT_SUM;
  }
  addTo(sums, narrow(low, high));
}

/** Four vectors as columns of a matrix: `index` of its rows. */
// @ts-ignore: decorator
@inline
function turned(a: v128, b: v128, c: v128, d: v128, index: i32): v128 {
  if (index < 2) {
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    return index ? v128.shuffle<f32>(ab, cd, 2, 3, 6, 7) : v128.shuffle<f32>(ab, cd, 0, 1, 4, 5);
  }
  const ab = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  return index == 3 ? v128.shuffle<f32>(ab, cd, 2, 3, 6, 7) : v128.shuffle<f32>(ab, cd, 0, 1, 4, 5);
}

/** What the sums of `dotPack` do with what the output holds. */
// @ts-ignore: decorator
@inline
export const PACK_REPLACES: i32 = 0;
/** Add to it. */
// @ts-ignore: decorator
@inline
export const PACK_ADDS: i32 = 1;
/** Begin with it: its chain goes on. */
// @ts-ignore: decorator
@inline
export const PACK_CONTINUES: i32 = 2;

/**
 * Products of all rows of A with all rows of B, summed over the images of one pack: in one chain, the lanes are rows
 * of B. For a pack alone that is quicker than lanes of images, which end in a sum; and as no product is rounded
 * but a chain's first, no further from float64 than PyTorch's.
 */
export function dotPack(
  aRows: i32,
  a: usize, // (aRows, 8)
  b: usize, // (columns, 8)
  columns: i32,
  output: usize, // (aRows, columns)
  outputRow: usize, // bytes from one row to the next
  mode: i32, // PACK_REPLACES, …
): void {
  for (; columns > 0; columns -= 4) {
    // Past the last row of B the last one is read again, and its sums dropped.
    const b1 = b + (columns > 1 ? ROW : 0);
    const b2 = b1 + (columns > 2 ? ROW : 0);
    const b3 = b2 + (columns > 3 ? ROW : 0);
    let p = v128.load(b);
    let q = v128.load(b1);
    let r = v128.load(b2);
    let s = v128.load(b3);
    const x0 = turned(p, q, r, s, 0);
    const x1 = turned(p, q, r, s, 1);
    const x2 = turned(p, q, r, s, 2);
    const x3 = turned(p, q, r, s, 3);
    p = v128.load(b, 16);
    q = v128.load(b1, 16);
    r = v128.load(b2, 16);
    s = v128.load(b3, 16);
    const x4 = turned(p, q, r, s, 0);
    const x5 = turned(p, q, r, s, 1);
    const x6 = turned(p, q, r, s, 2);
    const x7 = turned(p, q, r, s, 3);
    const valid = min(4, columns);
    let dy = a;
    let to = output;
    for (let row = 0; row < aRows; row++) {
      let sum = mode == PACK_CONTINUES ? loadRow(to, valid) : f32x4.splat(0);
      sum = madd(v128.load32_splat(dy), x0, sum);
      sum = madd(v128.load32_splat(dy, 4), x1, sum);
      sum = madd(v128.load32_splat(dy, 8), x2, sum);
      sum = madd(v128.load32_splat(dy, 12), x3, sum);
      sum = madd(v128.load32_splat(dy, 16), x4, sum);
      sum = madd(v128.load32_splat(dy, 20), x5, sum);
      sum = madd(v128.load32_splat(dy, 24), x6, sum);
      sum = madd(v128.load32_splat(dy, 28), x7, sum);
      storeRow(to, sum, valid, mode == PACK_ADDS);
      dy += ROW;
      to += outputRow;
    }
    b += 4 * ROW;
    output += 16;
  }
}

/** The first `valid` (1..4) floats, and zeros. */
// @ts-ignore: decorator
@inline
export function loadRow(at: usize, valid: i32): v128 {
  if (valid == 4) return v128.load(at);
  let row = v128.load32_zero(at);
  if (valid > 1) row = v128.load32_lane(at + 4, row, 1);
  if (valid > 2) row = v128.load32_lane(at + 8, row, 2);
  return row;
}
