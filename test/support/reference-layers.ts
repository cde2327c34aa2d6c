/** Pooling and norms in float64, in the plainest way: see reference.ts. */
import type { AdaptiveAvgPool2dPlan } from '../../extension/layers/adaptive-avg-pool2d';
import type { BatchNormPlan } from '../../extension/layers/batch-norm';
import type { LayerNormPlan } from '../../extension/layers/layer-norm';
import type { Pool2dPlan } from '../../extension/layers/pool2d';
import type { LayerGradients, Numbers } from './reference';

type PoolPlan = Pool2dPlan | AdaptiveAvgPool2dPlan;

/** Calls `visit` for every output (batch, channels, H, W) with the flat indices of its window. */
function visitWindows(
  plan: PoolPlan,
  batch: number,
  visit: (output: number, window: readonly number[]) => void,
): void {
  const [height, width] = plan.inputSize;
  const [outHeight, outWidth] = plan.outputSize;
  for (let channel = 0; channel < batch * plan.channels; channel++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const columns = windowAt(plan, 1, ox);
        const window = windowAt(plan, 0, oy).flatMap((y) =>
          columns.map((x) => (channel * height + y) * width + x),
        );
        visit((channel * outHeight + oy) * outWidth + ox, window);
      }
    }
  }
}

/** Rows or columns of a window. */
function windowAt(plan: PoolPlan, axis: 0 | 1, output: number): number[] {
  const size = plan.inputSize[axis];
  const all = Array.from({ length: size }, (_, index) => index);
  if (plan.type === 'adaptive_avg_pool2d') {
    // Those that have something of the output's share of the plane.
    const outputs = plan.outputSize[axis];
    return all.filter(
      (i) => i * outputs < (output + 1) * size && (i + 1) * outputs > output * size,
    );
  }
  const start = output * plan.stride[axis] - plan.padding[axis];
  return all.filter((i) => i >= start && i < start + plan.kernelSize[axis]);
}

/** The window's share of each of its inputs: all to the first largest one, or the same to each. */
function shares(plan: PoolPlan, x: Numbers, window: readonly number[]): number[] {
  switch (plan.type) {
    case 'avg_pool2d':
      return window.map(() => 1 / (plan.kernelSize[0] * plan.kernelSize[1]));
    case 'adaptive_avg_pool2d':
      return window.map(() => 1 / window.length);
    case 'max_pool2d': {
      const values = window.map((at) => x[at]!);
      const largest = values.indexOf(Math.max(...values));
      return window.map((_, i) => (i === largest ? 1 : 0));
    }
  }
}

export function poolForward(x: Numbers, plan: PoolPlan, batch: number): Float64Array {
  const y = new Float64Array(batch * plan.channels * plan.outputSize[0] * plan.outputSize[1]);
  visitWindows(plan, batch, (output, window) => {
    shares(plan, x, window).forEach((share, i) => (y[output]! += share * x[window[i]!]!));
  });
  return y;
}

export function poolBackward(x: Numbers, dy: Numbers, plan: PoolPlan, batch: number): Float64Array {
  const dx = new Float64Array(x.length);
  visitWindows(plan, batch, (output, window) => {
    shares(plan, x, window).forEach((share, i) => (dx[window[i]!]! += share * dy[output]!));
  });
  return dx;
}

interface Statistics {
  readonly mean: Float64Array;
  /** Biased. */
  readonly variance: Float64Array;
}

/** Channel of a flat index into (batch, channels, pixels). */
function channelOf(index: number, { channels, pixels }: BatchNormPlan): number {
  return Math.floor(index / pixels) % channels;
}

function channelMeans(values: Numbers, plan: BatchNormPlan): Float64Array {
  const means = new Float64Array(plan.channels);
  const count = values.length / plan.channels;
  for (let i = 0; i < values.length; i++) means[channelOf(i, plan)]! += values[i]! / count;
  return means;
}

export function batchStatistics(x: Numbers, plan: BatchNormPlan): Statistics {
  const mean = channelMeans(x, plan);
  const squares = Float64Array.from(x, (value, i) => (value - mean[channelOf(i, plan)]!) ** 2);
  return { mean, variance: channelMeans(squares, plan) };
}

/** (x - mean) / sqrt(variance + eps) */
function standardized(
  x: Numbers,
  plan: BatchNormPlan,
  { mean, variance }: Statistics,
): Float64Array {
  return Float64Array.from(x, (value, i) => {
    const channel = channelOf(i, plan);
    return (value - mean[channel]!) / Math.sqrt(variance[channel]! + plan.eps);
  });
}

export function batchNormForward(
  x: Numbers,
  weight: Numbers,
  bias: Numbers,
  plan: BatchNormPlan,
  statistics: Statistics,
): Float64Array {
  return standardized(x, plan, statistics).map((value, i) => {
    const channel = channelOf(i, plan);
    return value * weight[channel]! + bias[channel]!;
  });
}

/** With the batch's own statistics. */
export function batchNormBackward(
  x: Numbers,
  weight: Numbers,
  dy: Numbers,
  plan: BatchNormPlan,
): { dx: Float64Array; dWeight: Float64Array; dBias: Float64Array } {
  const statistics = batchStatistics(x, plan);
  const xhat = standardized(x, plan, statistics);
  const products = xhat.map((value, i) => value * dy[i]!);
  const meanDy = channelMeans(dy, plan);
  const meanProduct = channelMeans(products, plan);
  const count = x.length / plan.channels;
  return {
    dx: xhat.map((value, i) => {
      const channel = channelOf(i, plan);
      const scale = weight[channel]! / Math.sqrt(statistics.variance[channel]! + plan.eps);
      return scale * (dy[i]! - meanDy[channel]! - value * meanProduct[channel]!);
    }),
    dWeight: meanProduct.map((value) => value * count),
    dBias: meanDy.map((value) => value * count),
  };
}

/** The same with absolute values everywhere: what rounding is in proportion to. */
export function batchNormMagnitudes(
  x: Numbers,
  weight: Numbers,
  dy: Numbers,
  plan: BatchNormPlan,
): { dx: Float64Array; dWeight: Float64Array; dBias: Float64Array } {
  const statistics = batchStatistics(x, plan);
  const xhat = standardized(x, plan, statistics).map(Math.abs);
  const meanDy = channelMeans(dy, plan);
  const meanProduct = channelMeans(
    xhat.map((value, i) => value * dy[i]!),
    plan,
  );
  const count = x.length / plan.channels;
  return {
    dx: xhat.map((value, i) => {
      const channel = channelOf(i, plan);
      const scale = weight[channel]! / Math.sqrt(statistics.variance[channel]! + plan.eps);
      return scale * (dy[i]! + meanDy[channel]! + value * meanProduct[channel]!);
    }),
    dWeight: meanProduct.map((value) => value * count),
    dBias: meanDy.map((value) => value * count),
  };
}

/** A row of a layer norm: its place among all values, its own values, and 1 / sqrt(variance + eps). */
interface NormRow {
  readonly start: number;
  readonly xhat: Float64Array;
  readonly scale: number;
}

function normRows(x: Numbers, { normalizedShape, eps }: LayerNormPlan): NormRow[] {
  const size = normalizedShape.reduce((product, next) => product * next, 1);
  return Array.from({ length: x.length / size }, (_, row) => {
    const values = Float64Array.from({ length: size }, (_, i) => x[row * size + i]!);
    const mean = average(values);
    const scale = 1 / Math.sqrt(average(values.map((value) => (value - mean) ** 2)) + eps);
    return { start: row * size, xhat: values.map((value) => (value - mean) * scale), scale };
  });
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @param weight null for none, as is the bias */
export function layerNormForward(
  x: Numbers,
  weight: Numbers | null,
  bias: Numbers | null,
  plan: LayerNormPlan,
): Float64Array {
  const y = new Float64Array(x.length);
  for (const { start, xhat } of normRows(x, plan)) {
    xhat.forEach((value, i) => (y[start + i] = value * (weight?.[i] ?? 1) + (bias?.[i] ?? 0)));
  }
  return y;
}

export function layerNormBackward(
  x: Numbers,
  weight: Numbers | null,
  dy: Numbers,
  plan: LayerNormPlan,
): LayerGradients {
  return layerNormGradients(x, weight, dy, plan, -1, (value) => value);
}

/** The same with absolute values everywhere, as `batchNormMagnitudes`. */
export function layerNormMagnitudes(
  x: Numbers,
  weight: Numbers | null,
  dy: Numbers,
  plan: LayerNormPlan,
): LayerGradients {
  return layerNormGradients(x, weight, dy, plan, 1, Math.abs);
}

/** @param sign of the means in dx */
function layerNormGradients(
  x: Numbers,
  weight: Numbers | null,
  dy: Numbers,
  plan: LayerNormPlan,
  sign: 1 | -1,
  of: (xhat: number) => number,
): LayerGradients {
  const rows = normRows(x, plan);
  const size = rows[0]!.xhat.length;
  const dx = new Float64Array(x.length);
  const dWeight = new Float64Array(size);
  const dBias = new Float64Array(size);
  for (const { start, xhat, scale } of rows) {
    const g = xhat.map((_, i) => dy[start + i]! * (weight?.[i] ?? 1));
    const meanG = average(g);
    const meanProduct = average(g.map((value, i) => value * of(xhat[i]!)));
    g.forEach((value, i) => {
      const product = of(xhat[i]!);
      dx[start + i] = scale * (value + sign * (meanG + product * meanProduct));
      dWeight[i]! += dy[start + i]! * product;
      dBias[i]! += dy[start + i]!;
    });
  }
  return { dx, dWeight, dBias };
}
