/**
 * Long products. A float32 sum of n terms in one chain is off by about n roundings of a term, one of chunks by
 * about sqrt(n): so chunks begin with 0, and only their sums are added up. PyTorch's blocked products do the same.
 *
 * A product that ends in a derivative (FINISH_* in panel.ts) needs what its output held before until the last
 * chunk is there: its chunks are added up elsewhere.
 */
import { ROW } from '../simd';
import {
  evenStart,
  finish,
  FINISH_RELU_GRADIENT,
  FINISH_SIGMOID_GRADIENT,
  FINISH_STORE,
  MAX_PANEL_ROWS,
  multiplyPanel,
  multiplyPanelIndirect,
  START_OUTPUT,
  START_ZERO,
} from './panel';

/**
 * Products in one chain. Against float64, no kernel of up to 25,088 products is off by more than PyTorch's; with
 * chunks of 256, those of a few thousand are, by a quarter.
 */
const DEPTH_CHUNK: i32 = 128;

/** Chunks that a product is cut into. */
// @ts-ignore: decorator
@inline
export function chunkCount(depth: i32): i32 {
  return (depth + DEPTH_CHUNK - 1) / DEPTH_CHUNK;
}

/** First product of chunk `index`; chunks differ by at most one. */
// @ts-ignore: decorator
@inline
export function chunkStart(depth: i32, index: i32): i32 {
  return evenStart(depth, chunkCount(depth), index);
}

/** Bytes of `sums` for so many positions. */
export function deepSumBytes(count: i32): usize {
  return <usize>(MAX_PANEL_ROWS * count) * ROW;
}

/** A panel of any depth, from 0. Other arguments as in panel.ts. */
export function multiplyDeep(
  rows: i32,
  depth: i32,
  weights: usize,
  input: usize,
  offsets: usize, // (K) i32, or 0 where input rows follow one another
  inputStep: usize,
  output: usize,
  outputRow: usize,
  outputStep: usize,
  count: i32,
  finishMode: i32,
  sums: usize, // scratch, deepSumBytes(count)
): void {
  const chunks = chunkCount(depth);
  if (chunks <= 1) {
    multiply(rows, depth, weights, START_ZERO, input, offsets, inputStep, output, outputRow, outputStep, count, finishMode); // prettier-ignore
    return;
  }
  const sumRow = <usize>count * ROW;
  for (let chunk = 0; chunk < chunks; chunk++) {
    const k = chunkStart(depth, chunk);
    multiply(
      rows,
      chunkStart(depth, chunk + 1) - k,
      weights + ((<usize>(k * rows)) << 2),
      chunk ? START_OUTPUT : START_ZERO,
      offsets ? input : input + <usize>k * ROW,
      offsets ? offsets + ((<usize>k) << 2) : 0,
      inputStep,
      sums,
      sumRow,
      ROW,
      count,
      FINISH_STORE,
    );
  }
  for (let row = 0; row < rows; row++) {
    finishRow(finishMode, sums, output, outputStep, count);
    sums += sumRow;
    output += outputRow;
  }
}

// @ts-ignore: decorator
@inline
function multiply(
  rows: i32,
  depth: i32,
  weights: usize,
  startMode: i32,
  input: usize,
  offsets: usize,
  inputStep: usize,
  output: usize,
  outputRow: usize,
  outputStep: usize,
  count: i32,
  finishMode: i32,
): void {
  if (offsets) multiplyPanelIndirect(rows, depth, weights, 0, startMode, input, offsets, inputStep, output, outputRow, outputStep, count, finishMode); // prettier-ignore
  else multiplyPanel(rows, depth, weights, 0, startMode, input, inputStep, output, outputRow, outputStep, count, finishMode); // prettier-ignore
}

function finishRow(mode: i32, sums: usize, output: usize, outputStep: usize, count: i32): void {
  for (; count > 0; count--) {
    const a = v128.load(sums);
    const b = v128.load(sums, 16);
    if (mode == FINISH_SIGMOID_GRADIENT) finish(FINISH_SIGMOID_GRADIENT, a, b, output);
    else if (mode == FINISH_RELU_GRADIENT) finish(FINISH_RELU_GRADIENT, a, b, output);
    else finish(FINISH_STORE, a, b, output);
    sums += ROW;
    output += outputStep;
  }
}
