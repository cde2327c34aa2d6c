/**
 * The matmul microkernel: a panel of weight rows times packs of 8 images.
 *
 *     output[r][p] (+)= sum over k of weights[k][r] * input[k][p]      r < rows, p < 8
 *
 * Register block: `rows` x 8 floats, that is 2 accumulators a row. Six rows need 12 accumulators, 2
 * vectors of input and 1 broadcast weight, exactly the 15 registers that V8 has; seven would spill.
 * Without FMA the product needs a register too, so portable panels are at most 5 rows high.
 *
 * The same microkernel serves a linear layer and a convolution, forward and for the input gradient;
 * they differ only in where the row `input[k]` is:
 *  - direct:   at `input + k * 32`;
 *  - indirect: at `input + offsets[k]`, an implicit im2col that never stores the patches.
 *
 * Long products are chunks of K, for a sum of short chains rounds less (deep.ts): where one ends, the sums
 * wait in `sums`, in L1, and the next begins with 0. That is a load, an addition and a store a sum, next to `chunk`
 * multiply-adds: 2 % of the time with chunks of 40, 2 % with two of 10 (the next position's begin meanwhile).
 * The bias is added last, which takes 4 % of a convolution of 9 products.
 *
 * It repeats for `count` positions (pixels of an image row, or packs of a tile), stepping input and
 * output by fixed distances, so that the call and the weights in L1 are shared by all of them.
 */
import { relu } from '../activation/activation';
import { madd, ROW } from '../simd';

/** Height limit of a panel, see above. */
// @ts-ignore: decorator
@inline
export const MAX_PANEL_ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;

/** Number of panels that `rows` rows are split into. */
// @ts-ignore: decorator
@inline
export function panelCount(rows: i32): i32 {
  return (rows + MAX_PANEL_ROWS - 1) / MAX_PANEL_ROWS;
}

/**
 * First row of panel `index`: heights differ by at most one, so that 20 rows are 4 panels of 5 and no
 * panel is too low to hide the latency of its additions. `panelStart(rows, panelCount(rows)) == rows`.
 */
// @ts-ignore: decorator
@inline
export function panelStart(rows: i32, index: i32): i32 {
  return evenStart(rows, panelCount(rows), index);
}

/** First row of part `index` when `rows` rows are split evenly, the higher parts first. */
// @ts-ignore: decorator
@inline
export function evenStart(rows: i32, parts: i32, index: i32): i32 {
  const height = rows / parts;
  const higher = rows % parts;
  return index * height + min(index, higher);
}

/** Bytes in which a panel's sums of earlier chunks wait. */
// @ts-ignore: decorator
@inline
export const PANEL_SUM_BYTES: usize = <usize>MAX_PANEL_ROWS * ROW;

/** What is added to a panel's sums at their end: a chain that begins with it would round more. */
// @ts-ignore: decorator
@inline
export const ADD_NOTHING: i32 = 0;
/** `bias[r]` in every lane. */
// @ts-ignore: decorator
@inline
export const ADD_BIAS: i32 = 1;
/** What is in the output: the product continues one over earlier k. */
// @ts-ignore: decorator
@inline
export const ADD_OUTPUT: i32 = 2;

/** What happens to the sums on their way to memory. */
// @ts-ignore: decorator
@inline
export const FINISH_STORE: i32 = 0;
/** Multiply by y * (1 - y), where y, a sigmoid's result, is what the output held before. */
// @ts-ignore: decorator
@inline
export const FINISH_SIGMOID_GRADIENT: i32 = 1;
/** Zero where y, a ReLU's result in the output before, is 0; NaN there lets the sum through, as in PyTorch. */
// @ts-ignore: decorator
@inline
export const FINISH_RELU_GRADIENT: i32 = 2;
/** ReLU, forward: a pass of its own over the output takes 2 % of `cnn-big`'s step. */
// @ts-ignore: decorator
@inline
export const FINISH_RELU: i32 = 3;

/** Writes one row's two sums. */
// @ts-ignore: decorator
@inline
export function finish(mode: i32, a: v128, b: v128, output: usize): void {
  if (mode == FINISH_SIGMOID_GRADIENT) {
    const one = f32x4.splat(1);
    const y0 = v128.load(output);
    const y1 = v128.load(output, 16);
    a = f32x4.mul(a, f32x4.mul(y0, f32x4.sub(one, y0)));
    b = f32x4.mul(b, f32x4.mul(y1, f32x4.sub(one, y1)));
  } else if (mode == FINISH_RELU_GRADIENT) {
    const zero = f32x4.splat(0);
    a = v128.andnot(a, f32x4.le(v128.load(output), zero));
    b = v128.andnot(b, f32x4.le(v128.load(output, 16), zero));
  } else if (mode == FINISH_RELU) {
    a = relu(a);
    b = relu(b);
  }
  v128.store(output, a);
  v128.store(output, b, 16);
}

/** `rows` and `indirect` are constants in each caller: every variant below compiles to its own loop. */
// @ts-ignore: decorator
@inline
function multiply(
  rows: i32, // 1..6
  indirect: bool,
  depth: i32, // K
  chunk: i32, // products of one chain
  weights: usize, // (K, rows)
  bias: usize, // (rows)
  addMode: i32,
  input: usize, // (K, 8) for each position
  offsets: usize, // (K) i32, bytes from input; read only when indirect
  inputStep: usize, // bytes from one position to the next
  output: usize, // (rows, 8) for each position
  outputRow: usize, // bytes from one row to the next
  outputStep: usize, // bytes from one position to the next
  count: i32, // positions
  finishMode: i32,
  sums: usize, // scratch of one panel, PANEL_SUM_BYTES
): void {
  const end = weights + ((<usize>(depth * rows)) << 2);
  const chunkBytes = (<usize>(chunk * rows)) << 2;
  const firstEnd = min(weights + chunkBytes, end);
  for (; count > 0; count--) {
    const o1 = output + outputRow;
    const o2 = o1 + outputRow;
    const o3 = o2 + outputRow;
    const o4 = o3 + outputRow;
    const o5 = o4 + outputRow;
    let a0 = f32x4.splat(0);
    let b0 = a0;
    let a1 = a0;
    let b1 = a0;
    let a2 = a0;
    let b2 = a0;
    let a3 = a0;
    let b3 = a0;
    let a4 = a0;
    let b4 = a0;
    let a5 = a0;
    let b5 = a0;

    let w = weights;
    let x = input;
    let offset = offsets;
    let chunkEnd = firstEnd;
    while (true) {
      while (w != chunkEnd) {
        if (indirect) {
          x = input + <usize>load<i32>(offset);
          offset += 4;
        }
        const x0 = v128.load(x);
        const x1 = v128.load(x, 16);
        let s = v128.load32_splat(w);
        a0 = madd(s, x0, a0);
        b0 = madd(s, x1, b0);
        if (rows > 1) {
          s = v128.load32_splat(w, 4);
          a1 = madd(s, x0, a1);
          b1 = madd(s, x1, b1);
        }
        if (rows > 2) {
          s = v128.load32_splat(w, 8);
          a2 = madd(s, x0, a2);
          b2 = madd(s, x1, b2);
        }
        if (rows > 3) {
          s = v128.load32_splat(w, 12);
          a3 = madd(s, x0, a3);
          b3 = madd(s, x1, b3);
        }
        if (rows > 4) {
          s = v128.load32_splat(w, 16);
          a4 = madd(s, x0, a4);
          b4 = madd(s, x1, b4);
        }
        if (rows > 5) {
          s = v128.load32_splat(w, 20);
          a5 = madd(s, x0, a5);
          b5 = madd(s, x1, b5);
        }
        w += (<usize>rows) << 2;
        if (!indirect) x += ROW;
      }
      if (w != firstEnd) {
        a0 = f32x4.add(a0, v128.load(sums, 0));
        b0 = f32x4.add(b0, v128.load(sums, 16));
        if (rows > 1) a1 = f32x4.add(a1, v128.load(sums, 32));
        if (rows > 1) b1 = f32x4.add(b1, v128.load(sums, 48));
        if (rows > 2) a2 = f32x4.add(a2, v128.load(sums, 64));
        if (rows > 2) b2 = f32x4.add(b2, v128.load(sums, 80));
        if (rows > 3) a3 = f32x4.add(a3, v128.load(sums, 96));
        if (rows > 3) b3 = f32x4.add(b3, v128.load(sums, 112));
        if (rows > 4) a4 = f32x4.add(a4, v128.load(sums, 128));
        if (rows > 4) b4 = f32x4.add(b4, v128.load(sums, 144));
        if (rows > 5) a5 = f32x4.add(a5, v128.load(sums, 160));
        if (rows > 5) b5 = f32x4.add(b5, v128.load(sums, 176));
      }
      if (w == end) break;
      v128.store(sums, a0, 0);
      v128.store(sums, b0, 16);
      if (rows > 1) v128.store(sums, a1, 32);
      if (rows > 1) v128.store(sums, b1, 48);
      if (rows > 2) v128.store(sums, a2, 64);
      if (rows > 2) v128.store(sums, b2, 80);
      if (rows > 3) v128.store(sums, a3, 96);
      if (rows > 3) v128.store(sums, b3, 112);
      if (rows > 4) v128.store(sums, a4, 128);
      if (rows > 4) v128.store(sums, b4, 144);
      if (rows > 5) v128.store(sums, a5, 160);
      if (rows > 5) v128.store(sums, b5, 176);
      a0 = b0 = a1 = b1 = a2 = b2 = a3 = b3 = a4 = b4 = a5 = b5 = f32x4.splat(0);
      chunkEnd = min(w + chunkBytes, end);
    }

    if (addMode == ADD_BIAS) {
      let s = v128.load32_splat(bias);
      a0 = f32x4.add(a0, s);
      b0 = f32x4.add(b0, s);
      if (rows > 1) {
        s = v128.load32_splat(bias, 4);
        a1 = f32x4.add(a1, s);
        b1 = f32x4.add(b1, s);
      }
      if (rows > 2) {
        s = v128.load32_splat(bias, 8);
        a2 = f32x4.add(a2, s);
        b2 = f32x4.add(b2, s);
      }
      if (rows > 3) {
        s = v128.load32_splat(bias, 12);
        a3 = f32x4.add(a3, s);
        b3 = f32x4.add(b3, s);
      }
      if (rows > 4) {
        s = v128.load32_splat(bias, 16);
        a4 = f32x4.add(a4, s);
        b4 = f32x4.add(b4, s);
      }
      if (rows > 5) {
        s = v128.load32_splat(bias, 20);
        a5 = f32x4.add(a5, s);
        b5 = f32x4.add(b5, s);
      }
    }

    if (addMode == ADD_OUTPUT) {
      a0 = f32x4.add(a0, v128.load(output));
      b0 = f32x4.add(b0, v128.load(output, 16));
      if (rows > 1) a1 = f32x4.add(a1, v128.load(o1));
      if (rows > 1) b1 = f32x4.add(b1, v128.load(o1, 16));
      if (rows > 2) a2 = f32x4.add(a2, v128.load(o2));
      if (rows > 2) b2 = f32x4.add(b2, v128.load(o2, 16));
      if (rows > 3) a3 = f32x4.add(a3, v128.load(o3));
      if (rows > 3) b3 = f32x4.add(b3, v128.load(o3, 16));
      if (rows > 4) a4 = f32x4.add(a4, v128.load(o4));
      if (rows > 4) b4 = f32x4.add(b4, v128.load(o4, 16));
      if (rows > 5) a5 = f32x4.add(a5, v128.load(o5));
      if (rows > 5) b5 = f32x4.add(b5, v128.load(o5, 16));
    }

    if (finishMode == FINISH_STORE) {
      finish(FINISH_STORE, a0, b0, output);
      if (rows > 1) finish(FINISH_STORE, a1, b1, o1);
      if (rows > 2) finish(FINISH_STORE, a2, b2, o2);
      if (rows > 3) finish(FINISH_STORE, a3, b3, o3);
      if (rows > 4) finish(FINISH_STORE, a4, b4, o4);
      if (rows > 5) finish(FINISH_STORE, a5, b5, o5);
    } else if (finishMode == FINISH_SIGMOID_GRADIENT) {
      finish(FINISH_SIGMOID_GRADIENT, a0, b0, output);
      if (rows > 1) finish(FINISH_SIGMOID_GRADIENT, a1, b1, o1);
      if (rows > 2) finish(FINISH_SIGMOID_GRADIENT, a2, b2, o2);
      if (rows > 3) finish(FINISH_SIGMOID_GRADIENT, a3, b3, o3);
      if (rows > 4) finish(FINISH_SIGMOID_GRADIENT, a4, b4, o4);
      if (rows > 5) finish(FINISH_SIGMOID_GRADIENT, a5, b5, o5);
    } else if (finishMode == FINISH_RELU) {
      finish(FINISH_RELU, a0, b0, output);
      if (rows > 1) finish(FINISH_RELU, a1, b1, o1);
      if (rows > 2) finish(FINISH_RELU, a2, b2, o2);
      if (rows > 3) finish(FINISH_RELU, a3, b3, o3);
      if (rows > 4) finish(FINISH_RELU, a4, b4, o4);
      if (rows > 5) finish(FINISH_RELU, a5, b5, o5);
    } else {
      finish(FINISH_RELU_GRADIENT, a0, b0, output);
      if (rows > 1) finish(FINISH_RELU_GRADIENT, a1, b1, o1);
      if (rows > 2) finish(FINISH_RELU_GRADIENT, a2, b2, o2);
      if (rows > 3) finish(FINISH_RELU_GRADIENT, a3, b3, o3);
      if (rows > 4) finish(FINISH_RELU_GRADIENT, a4, b4, o4);
      if (rows > 5) finish(FINISH_RELU_GRADIENT, a5, b5, o5);
    }
    input += inputStep;
    output += outputStep;
  }
}

/** A panel whose input rows follow one another, for linear layers. Arguments as in `multiply`. */
export function multiplyPanel(
  rows: i32,
  depth: i32,
  chunk: i32,
  weights: usize,
  bias: usize,
  addMode: i32,
  input: usize,
  inputStep: usize,
  output: usize,
  outputRow: usize,
  outputStep: usize,
  count: i32,
  finishMode: i32,
  sums: usize,
): void {
  // prettier-ignore
  switch (rows) {
    case 1: multiply(1, false, depth, chunk, weights, bias, addMode, input, 0, inputStep, output, outputRow, outputStep, count, finishMode, sums); break;
    case 2: multiply(2, false, depth, chunk, weights, bias, addMode, input, 0, inputStep, output, outputRow, outputStep, count, finishMode, sums); break;
    case 3: multiply(3, false, depth, chunk, weights, bias, addMode, input, 0, inputStep, output, outputRow, outputStep, count, finishMode, sums); break;
    case 4: multiply(4, false, depth, chunk, weights, bias, addMode, input, 0, inputStep, output, outputRow, outputStep, count, finishMode, sums); break;
    case 5: multiply(5, false, depth, chunk, weights, bias, addMode, input, 0, inputStep, output, outputRow, outputStep, count, finishMode, sums); break;
    case 6: if (MAX_PANEL_ROWS >= 6) multiply(6, false, depth, chunk, weights, bias, addMode, input, 0, inputStep, output, outputRow, outputStep, count, finishMode, sums); break;
  }
}

/** A panel whose input rows are found through `offsets`, for convolutions. Arguments as in `multiply`. */
export function multiplyPanelIndirect(
  rows: i32,
  depth: i32,
  chunk: i32,
  weights: usize,
  bias: usize,
  addMode: i32,
  input: usize,
  offsets: usize,
  inputStep: usize,
  output: usize,
  outputRow: usize,
  outputStep: usize,
  count: i32,
  finishMode: i32,
  sums: usize,
): void {
  // prettier-ignore
  switch (rows) {
    case 1: multiply(1, true, depth, chunk, weights, bias, addMode, input, offsets, inputStep, output, outputRow, outputStep, count, finishMode, sums); break;
    case 2: multiply(2, true, depth, chunk, weights, bias, addMode, input, offsets, inputStep, output, outputRow, outputStep, count, finishMode, sums); break;
    case 3: multiply(3, true, depth, chunk, weights, bias, addMode, input, offsets, inputStep, output, outputRow, outputStep, count, finishMode, sums); break;
    case 4: multiply(4, true, depth, chunk, weights, bias, addMode, input, offsets, inputStep, output, outputRow, outputStep, count, finishMode, sums); break;
    case 5: multiply(5, true, depth, chunk, weights, bias, addMode, input, offsets, inputStep, output, outputRow, outputStep, count, finishMode, sums); break;
    case 6: if (MAX_PANEL_ROWS >= 6) multiply(6, true, depth, chunk, weights, bias, addMode, input, offsets, inputStep, output, outputRow, outputStep, count, finishMode, sums); break;
  }
}
