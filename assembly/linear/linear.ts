/**
 * Linear layer: y = W x + b, with x (T, in, 8), y (T, out, 8): a tile of T packs.
 *
 * Forward and input gradient are panels of packed weights times packs. Long products are cut into
 * chunks of K (matmul/deep.ts); forward, the rows of input that all panels read stay in cache, and the output
 * carries the sums from chunk to chunk. The weight gradient walks chunks of input for the same reason.
 */
import { ROW } from '../simd';
import {
  FINISH_STORE,
  multiplyPanel,
  panelCount,
  panelStart,
  START_BIAS,
  START_OUTPUT,
  START_ZERO,
} from '../matmul/panel';
import { deepSumBytes, multiplyDeep } from '../matmul/deep';
import { dotRows, MAX_COLUMNS, sumRow } from '../matmul/dot';

/**
 * Rows of input a chunk, forward: 8 kB of a pack. Short for accuracy's sake, too (matmul/deep.ts): against float64,
 * the losses of `cnn` are off by a fortieth of what one sum over all 13,520 inputs gives, at the same speed.
 */
const DEPTH_CHUNK: i32 = 256;

/** Bytes of input that the weight gradient holds in L1 while all output rows pass over it. */
const GRADIENT_CHUNK: i32 = 16384;

export function linearForward(
  output: usize, // (T, out, 8)
  input: usize, // (T, in, 8)
  packed: usize, // W (out, in) packed by rows of out
  bias: usize, // (out), or 0 for none
  inFeatures: i32,
  outFeatures: i32,
  packs: i32, // T
): void {
  const start = bias ? START_BIAS : START_ZERO;
  const panels = panelCount(outFeatures);
  for (let k = 0; k < inFeatures; k += DEPTH_CHUNK) {
    const depth = min(DEPTH_CHUNK, inFeatures - k);
    for (let panel = 0; panel < panels; panel++) {
      const row = panelStart(outFeatures, panel);
      const rows = panelStart(outFeatures, panel + 1) - row;
      multiplyPanel(
        rows,
        depth,
        packed + ((<usize>(row * inFeatures + k * rows)) << 2),
        bias + ((<usize>row) << 2),
        k == 0 ? start : START_OUTPUT,
        input + <usize>k * ROW,
        <usize>inFeatures * ROW,
        output + <usize>row * ROW,
        ROW,
        <usize>outFeatures * ROW,
        packs,
        FINISH_STORE,
      );
    }
  }
}

/** Bytes that an input gradient works with. */
export function linearWorkBytes(packs: i32): usize {
  return deepSumBytes(packs);
}

/** dx = Wᵀ dy, then `finishMode` applies the derivative of the activation that made x, in place. */
export function linearInputGradient(
  inputGradient: usize, // (T, in, 8); holds x, receives dx
  outputGradient: usize, // (T, out, 8)
  packed: usize, // Wᵀ (in, out) packed by rows of in
  inFeatures: i32,
  outFeatures: i32,
  packs: i32,
  finishMode: i32,
  work: usize, // linearWorkBytes
): void {
  const panels = panelCount(inFeatures);
  for (let panel = 0; panel < panels; panel++) {
    const row = panelStart(inFeatures, panel);
    multiplyDeep(
      panelStart(inFeatures, panel + 1) - row,
      outFeatures,
      packed + ((<usize>(row * outFeatures)) << 2),
      outputGradient,
      0,
      <usize>outFeatures * ROW,
      inputGradient + <usize>row * ROW,
      ROW,
      <usize>inFeatures * ROW,
      packs,
      finishMode,
      work,
    );
  }
}

/** dW = dy xᵀ and db = sum of dy, over all images of the tile. */
export function linearWeightGradient(
  weightGradient: usize, // (out, in)
  biasGradient: usize, // (out), or 0 for none
  outputGradient: usize, // (T, out, 8)
  input: usize, // (T, in, 8)
  inFeatures: i32,
  outFeatures: i32,
  packs: i32,
  accumulate: bool, // add to the gradients instead of replacing them
): void {
  const outStep = <usize>outFeatures * ROW;
  const inStep = <usize>inFeatures * ROW;
  const fitting = GRADIENT_CHUNK / (max(1, packs) * <i32>ROW);
  const chunk = max(1, fitting / MAX_COLUMNS) * MAX_COLUMNS;
  for (let k = 0; k < inFeatures; k += chunk) {
    for (let row = 0; row < outFeatures; row += 2) {
      dotRows(
        min(2, outFeatures - row),
        outputGradient + <usize>row * ROW,
        outStep,
        input + <usize>k * ROW,
        inStep,
        min(chunk, inFeatures - k),
        packs,
        weightGradient + ((<usize>(row * inFeatures + k)) << 2),
        (<usize>inFeatures) << 2,
        accumulate,
      );
    }
  }
  if (biasGradient == 0) return;
  for (let row = 0; row < outFeatures; row++) {
    const at = biasGradient + ((<usize>row) << 2);
    const sum = sumRow(outputGradient + <usize>row * ROW, outStep, packs);
    store<f32>(at, accumulate ? sum + load<f32>(at) : sum);
  }
}
