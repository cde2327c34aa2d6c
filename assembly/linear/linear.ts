/**
 * Linear layer: y = W x + b, with x (T, in, 8), y (T, out, 8): a tile of T packs.
 *
 * Forward and input gradient are panels of packed weights times packs. Forward, K is cut into blocks: the rows of
 * input that all panels read stay in cache, and the output carries the sums from block to block. The weight gradient
 * walks chunks of input for the same reason.
 *
 * One or two packs, batches of up to 16, PyTorch multiplies in other ways: with many short chains forward, and in
 * one chain of images for the weight gradient. So there are short chunks within short blocks here (matmul/deep.ts),
 * and `dotPack`.
 */
import { ROW } from '../simd';
import {
  FINISH_STORE,
  multiplyPanel,
  PANEL_SUM_BYTES,
  panelCount,
  panelStart,
  ADD_BIAS,
  ADD_OUTPUT,
  ADD_NOTHING,
} from '../matmul/panel';
import { evenChunk, shortBlock, shortChunk } from '../matmul/deep';
import {
  dotPack,
  dotRows,
  MAX_COLUMNS,
  PACK_ADDS,
  PACK_CONTINUES,
  PACK_REPLACES,
  sumRow,
} from '../matmul/dot';

/**
 * Rows of input a block, forward: 8 kB of a pack. Short for accuracy's sake, too (matmul/deep.ts): against float64,
 * the losses of `cnn` are off by a fortieth of what one sum over all 13,520 inputs gives, at the same speed.
 */
const DEPTH_BLOCK: i32 = 256;

/** So few packs are summed up as finely as can be. */
const FEW_PACKS: i32 = 2;

/** Products of one chain of an input gradient. */
const GRADIENT_CHAIN: i32 = 128;

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
  training: bool,
  work: usize, // scratch, linearWorkBytes
): void {
  const start = bias ? ADD_BIAS : ADD_NOTHING;
  const panels = panelCount(outFeatures);
  // What is predicted of an image must not depend on the batch that it is in.
  const few = !training || packs <= FEW_PACKS;
  const block = few ? shortBlock(inFeatures) : DEPTH_BLOCK;
  const chunk = few ? shortChunk(block) : DEPTH_BLOCK;
  for (let k = 0; k < inFeatures; k += block) {
    const depth = min(block, inFeatures - k);
    for (let panel = 0; panel < panels; panel++) {
      const row = panelStart(outFeatures, panel);
      const rows = panelStart(outFeatures, panel + 1) - row;
      multiplyPanel(
        rows,
        depth,
        chunk,
        packed + ((<usize>(row * inFeatures + k * rows)) << 2),
        bias + ((<usize>row) << 2),
        k == 0 ? start : ADD_OUTPUT,
        input + <usize>k * ROW,
        <usize>inFeatures * ROW,
        output + <usize>row * ROW,
        ROW,
        <usize>outFeatures * ROW,
        packs,
        FINISH_STORE,
        work,
      );
    }
  }
}

/** Bytes that a linear layer works with. */
export function linearWorkBytes(): usize {
  return PANEL_SUM_BYTES;
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
  work: usize, // scratch, linearWorkBytes
): void {
  const chunk = packs > 1 ? evenChunk(outFeatures, GRADIENT_CHAIN) : shortChunk(outFeatures);
  const panels = panelCount(inFeatures);
  for (let panel = 0; panel < panels; panel++) {
    const row = panelStart(inFeatures, panel);
    multiplyPanel(
      panelStart(inFeatures, panel + 1) - row,
      outFeatures,
      chunk,
      packed + ((<usize>(row * outFeatures)) << 2),
      0,
      ADD_NOTHING,
      outputGradient,
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
  if (packs == 1 || (packs == 2 && !accumulate)) {
    const mode = accumulate ? PACK_ADDS : PACK_REPLACES;
    const outputRow = (<usize>inFeatures) << 2;
    dotPack(outFeatures, outputGradient, input, inFeatures, weightGradient, outputRow, mode);
    if (packs > 1) dotPack(outFeatures, outputGradient + outStep, input + inStep, inFeatures, weightGradient, outputRow, PACK_CONTINUES); // prettier-ignore
  } else {
    multiplyLanes(weightGradient, outputGradient, input, inFeatures, outFeatures, packs, accumulate); // prettier-ignore
  }
  if (biasGradient == 0) return;
  for (let row = 0; row < outFeatures; row++) {
    const at = biasGradient + ((<usize>row) << 2);
    const sum = sumRow(outputGradient + <usize>row * ROW, outStep, packs);
    store<f32>(at, accumulate ? sum + load<f32>(at) : sum);
  }
}

/** dW of several packs. Arguments as in `linearWeightGradient`. */
function multiplyLanes(
  weightGradient: usize,
  outputGradient: usize,
  input: usize,
  inFeatures: i32,
  outFeatures: i32,
  packs: i32,
  accumulate: bool,
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
}
