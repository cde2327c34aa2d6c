/**
 * conv2d input gradient: each input pixel gathers from the output pixels that it went into,
 *
 *     dx[c][iy][ix] = sum over o, ky, kx of W[o][c][ky][kx] * dy[o][(iy - ky) / stride][(ix - kx) / stride]
 *
 * where the divisions leave no remainder. Input pixels with the same (iy mod stride, ix mod stride),
 * a *phase*, meet the same taps ky = phase + t * stride, at output rows iy / stride - t. So every phase
 * is a dense implicit matmul of its own: packed weights (in channels, (o, t, u)) and a table of
 * offsets. Nothing is scattered, and threads or tiles never add to one another's pixels.
 *
 * Where taps reach past the output's edge (overlapping kernels, or pixels that the last window did not
 * reach) dy is copied into a border of zeros first; kernels that tile the input need no copy.
 *
 * Sums are made of chunks (matmul/deep.ts). One pack, a batch of up to 8, has the shortest: there PyTorch adds up one
 * tap after the other.
 *
 * Where the output has spans (spans.ts), the weight gradient has gathered the background of dy in one pixel.
 * So dx has spans, too, and is 0 outside of them. It is right in the input's spans; over the input's background
 * only its sums are, and the convolution below asks for no more.
 */
import { convolutionChunk, shortChunk } from '../matmul/deep';
import { multiplyPanelIndirect, panelCount, panelStart, ADD_NOTHING } from '../matmul/panel';
import { ROW } from '../simd';
import { ceilDivide, Conv2dShape } from './shape';
import { clearOutside, gradientSpans, SPAN } from './spans';

/** Taps of one axis in a phase. */
// @ts-ignore: decorator
@inline
function taps(kernel: i32, stride: i32, phase: i32): i32 {
  return phase < kernel ? ceilDivide(kernel - phase, stride) : 0;
}

/** Columns of a phase that are left of a pixel. */
// @ts-ignore: decorator
@inline
function columns(pixel: i32, stride: i32, phase: i32): i32 {
  return ceilDivide(max(0, pixel - phase), stride);
}

/** Fills the offsets, phase after phase, (o, t, u) within: out channels * kernel size in all. */
export function conv2dGradientOffsets(
  offsets: usize, // (out channels * kernelHeight * kernelWidth) i32
  shapeAddress: usize,
): void {
  const shape = changetype<Conv2dShape>(shapeAddress);
  const height = shape.borderedHeight;
  const width = shape.borderedWidth;
  for (let py = 0; py < shape.strideHeight; py++) {
    const tapsY = taps(shape.kernelHeight, shape.strideHeight, py);
    for (let px = 0; px < shape.strideWidth; px++) {
      const tapsX = taps(shape.kernelWidth, shape.strideWidth, px);
      for (let channel = 0; channel < shape.outChannels; channel++) {
        for (let t = 0; t < tapsY; t++) {
          for (let u = 0; u < tapsX; u++) {
            const row = channel * height + shape.borderTop - t;
            store<i32>(offsets, (row * width + shape.borderLeft - u) * <i32>ROW);
            offsets += 4;
          }
        }
      }
    }
  }
}

/** Packs W (out channels, in channels, kh, kw) for the phases. Threads share the panels out. */
export function conv2dPackGradient(
  packed: usize, // (phases, panels of ((o, t, u), r))
  weights: usize,
  shapeAddress: usize,
  first: i32,
  step: i32,
): void {
  const shape = changetype<Conv2dShape>(shapeAddress);
  const kernelWidth = shape.kernelWidth;
  const kernel = shape.kernelHeight * kernelWidth;
  const channels = shape.inChannels;
  const panels = panelCount(channels);
  for (let py = 0; py < shape.strideHeight; py++) {
    const tapsY = taps(shape.kernelHeight, shape.strideHeight, py);
    for (let px = 0; px < shape.strideWidth; px++) {
      const tapsX = taps(kernelWidth, shape.strideWidth, px);
      const depth = shape.outChannels * tapsY * tapsX;
      for (let panel = first; panel < panels; panel += step) {
        const start = panelStart(channels, panel);
        const end = panelStart(channels, panel + 1);
        let to = packed + ((<usize>(start * depth)) << 2);
        for (let o = 0; o < shape.outChannels; o++) {
          for (let t = 0; t < tapsY; t++) {
            for (let u = 0; u < tapsX; u++) {
              const tap = (py + t * shape.strideHeight) * kernelWidth + px + u * shape.strideWidth;
              for (let c = start; c < end; c++) {
                const from = (o * channels + c) * kernel + tap;
                store<f32>(to, load<f32>(weights + ((<usize>from) << 2)));
                to += 4;
              }
            }
          }
        }
      }
      packed += (<usize>(channels * depth)) << 2;
    }
  }
}

/** Copies dy (C, outHeight, outWidth, 8) into a border of zeros. */
function addBorder(bordered: usize, gradient: usize, shape: Conv2dShape): void {
  const height = shape.borderedHeight;
  const pitch = <usize>shape.borderedWidth * ROW;
  const row = <usize>shape.outWidth * ROW;
  memory.fill(bordered, 0, <usize>(shape.outChannels * height) * pitch);
  let to = bordered + <usize>shape.borderTop * pitch + <usize>shape.borderLeft * ROW;
  for (let channel = 0; channel < shape.outChannels; channel++) {
    for (let y = 0; y < shape.outHeight; y++) {
      memory.copy(to + <usize>y * pitch, gradient, row);
      gradient += row;
    }
    to += <usize>height * pitch;
  }
}

export function conv2dInputGradient(
  inputGradient: usize, // (T, in channels, inHeight, inWidth, 8); holds x, receives dx
  outputGradient: usize, // (T, out channels, outHeight, outWidth, 8); with spans, as conv2dWeightGradient left it
  packed: usize, // from conv2dPackGradient
  offsets: usize, // from conv2dGradientOffsets
  temporary: usize, // scratch of conv2dGradientFloats: dy in its border, spans (inHeight, 2) i32, sums of a panel
  shapeAddress: usize,
  packs: i32, // T
  finishMode: i32,
  spans: usize, // (T, outHeight, 2) i32, from conv2dSpans, or 0 for none
): void {
  const shape = changetype<Conv2dShape>(shapeAddress);
  const channels = shape.inChannels;
  const panels = panelCount(channels);
  const channelStep = <usize>shape.inPixels * ROW;
  const sourceRow = <usize>shape.borderedWidth * ROW;
  const strideWidth = shape.strideWidth;
  const dxSpans = temporary + ((<usize>shape.borderFloats) << 2);
  const sums = dxSpans + <usize>shape.inHeight * SPAN;
  for (let pack = 0; pack < packs; pack++) {
    let source = outputGradient;
    if (shape.bordered) {
      addBorder(temporary, outputGradient, shape);
      source = temporary;
    }
    if (spans) {
      gradientSpans(dxSpans, spans, shape);
      clearOutside(inputGradient, dxSpans, shape);
      spans += <usize>shape.outHeight * SPAN;
    }
    let phasePacked = packed;
    let phaseOffsets = offsets;
    for (let py = 0; py < shape.strideHeight; py++) {
      const tapsY = taps(shape.kernelHeight, shape.strideHeight, py);
      for (let px = 0; px < strideWidth; px++) {
        const depth = shape.outChannels * tapsY * taps(shape.kernelWidth, strideWidth, px);
        const chunk = packs > 1 ? convolutionChunk(depth) : shortChunk(depth);
        let row = source;
        for (let y = py; y < shape.inHeight; y += shape.strideHeight) {
          const span = dxSpans + <usize>y * SPAN;
          const first = spans ? columns(load<i32>(span), strideWidth, px) : 0;
          const end = columns(spans ? load<i32>(span, 4) : shape.inWidth, strideWidth, px);
          const from = row + <usize>first * ROW;
          const pixel = y * shape.inWidth + px + first * strideWidth;
          const to = inputGradient + <usize>pixel * ROW;
          for (let panel = 0; panel < panels; panel++) {
            const channel = panelStart(channels, panel);
            multiplyPanelIndirect(
              panelStart(channels, panel + 1) - channel,
              depth,
              chunk,
              phasePacked + ((<usize>(channel * depth)) << 2),
              0,
              ADD_NOTHING,
              from,
              phaseOffsets,
              ROW,
              to + <usize>channel * channelStep,
              channelStep,
              <usize>strideWidth * ROW,
              end - first,
              finishMode,
              sums,
            );
          }
          row += sourceRow;
        }
        phasePacked += (<usize>(channels * depth)) << 2;
        phaseOffsets += (<usize>depth) << 2;
      }
    }
    inputGradient += <usize>channels * channelStep;
    outputGradient += <usize>(shape.outChannels * shape.outPixels) * ROW;
  }
}
