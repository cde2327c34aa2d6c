/**
 * What the kernels compute, in float64 and in the plainest way: canonical (PyTorch) layouts, one loop
 * for each index of the formula. Checked against PyTorch and against finite differences in
 * reference.test.ts; everything else is checked against this.
 */

import type { Normalization } from '../../extension/engine/plan';
import type { LayerPlan } from '../../extension/layers/kinds';
import type { OptimizerPlan } from '../../extension/optimizers/kinds';

export type Numbers = ArrayLike<number>;

/** c (m, n) = a (m, k) b (k, n) */
export function matmul(a: Numbers, b: Numbers, m: number, k: number, n: number): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      for (let j = 0; j < n; j++) c[i * n + j]! += a[i * k + p]! * b[p * n + j]!;
    }
  }
  return c;
}

/** (columns, rows) of a matrix (rows, columns) */
export function transpose(a: Numbers, rows: number, columns: number): Float64Array {
  return Float64Array.from(
    { length: rows * columns },
    (_, i) => a[(i % rows) * columns + Math.floor(i / rows)]!,
  );
}

export interface LinearSizes {
  readonly batch: number;
  readonly inFeatures: number;
  readonly outFeatures: number;
}

/** y (batch, out) = x (batch, in) Wᵀ + b, with W (out, in) */
export function linearForward(
  x: Numbers,
  weight: Numbers,
  bias: Numbers,
  { batch, inFeatures, outFeatures }: LinearSizes,
): Float64Array {
  const y = matmul(x, transpose(weight, outFeatures, inFeatures), batch, inFeatures, outFeatures);
  return y.map((value, i) => value + bias[i % outFeatures]!);
}

export interface LayerGradients {
  readonly dx: Float64Array;
  readonly dWeight: Float64Array;
  readonly dBias: Float64Array;
}

export function linearBackward(
  x: Numbers,
  weight: Numbers,
  dy: Numbers,
  { batch, inFeatures, outFeatures }: LinearSizes,
): LayerGradients {
  const dBias = new Float64Array(outFeatures);
  for (let i = 0; i < dy.length; i++) dBias[i % outFeatures]! += dy[i]!;
  return {
    dx: matmul(dy, weight, batch, outFeatures, inFeatures),
    dWeight: matmul(transpose(dy, batch, outFeatures), x, outFeatures, batch, inFeatures),
    dBias,
  };
}

export interface Conv2dSizes {
  readonly batch: number;
  readonly inChannels: number;
  /** (height, width), as all pairs here */
  readonly inputSize: readonly [number, number];
  readonly outChannels: number;
  readonly kernelSize: readonly [number, number];
  readonly stride: readonly [number, number];
  /** Zeros on each side. */
  readonly padding?: readonly [number, number];
}

export interface WindowSizes {
  readonly inputSize: readonly [number, number];
  readonly kernelSize: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding?: readonly [number, number];
}

/** (height, width) of what a convolution or a pooling gives. */
export function conv2dOutputSize(sizes: WindowSizes): readonly [number, number] {
  const { inputSize, kernelSize, stride, padding = [0, 0] } = sizes;
  const size = (axis: 0 | 1): number =>
    Math.floor((inputSize[axis] + 2 * padding[axis] - kernelSize[axis]) / stride[axis]) + 1;
  return [size(0), size(1)];
}

/** Calls `visit` with the flat indices of x, W and y for every product of the convolution. */
function visitConv2d(
  sizes: Conv2dSizes,
  visit: (x: number, weight: number, y: number) => void,
): void {
  const { batch, inChannels, outChannels, padding = [0, 0] } = sizes;
  const [height, width] = sizes.inputSize;
  const [kernelHeight, kernelWidth] = sizes.kernelSize;
  const [outHeight, outWidth] = conv2dOutputSize(sizes);
  for (let image = 0; image < batch; image++) {
    for (let o = 0; o < outChannels; o++) {
      for (let c = 0; c < inChannels; c++) {
        for (let oy = 0; oy < outHeight; oy++) {
          for (let ox = 0; ox < outWidth; ox++) {
            for (let ky = 0; ky < kernelHeight; ky++) {
              for (let kx = 0; kx < kernelWidth; kx++) {
                const iy = oy * sizes.stride[0] + ky - padding[0];
                const ix = ox * sizes.stride[1] + kx - padding[1];
                if (iy < 0 || ix < 0 || iy >= height || ix >= width) continue;
                visit(
                  ((image * inChannels + c) * height + iy) * width + ix,
                  ((o * inChannels + c) * kernelHeight + ky) * kernelWidth + kx,
                  ((image * outChannels + o) * outHeight + oy) * outWidth + ox,
                );
              }
            }
          }
        }
      }
    }
  }
}

/** y (batch, out, outHeight, outWidth) of x (batch, in, height, width) and W (out, in, kh, kw) */
export function conv2dForward(
  x: Numbers,
  weight: Numbers,
  bias: Numbers,
  sizes: Conv2dSizes,
): Float64Array {
  const [outHeight, outWidth] = conv2dOutputSize(sizes);
  const pixels = outHeight * outWidth;
  const y = Float64Array.from(
    { length: sizes.batch * sizes.outChannels * pixels },
    (_, i) => bias[Math.floor(i / pixels) % sizes.outChannels]!,
  );
  visitConv2d(sizes, (atX, atW, atY) => {
    y[atY]! += x[atX]! * weight[atW]!;
  });
  return y;
}

export function conv2dBackward(
  x: Numbers,
  weight: Numbers,
  dy: Numbers,
  sizes: Conv2dSizes,
): LayerGradients {
  const [outHeight, outWidth] = conv2dOutputSize(sizes);
  const pixels = outHeight * outWidth;
  const dx = new Float64Array(x.length);
  const dWeight = new Float64Array(weight.length);
  const dBias = new Float64Array(sizes.outChannels);
  visitConv2d(sizes, (atX, atW, atY) => {
    dx[atX]! += dy[atY]! * weight[atW]!;
    dWeight[atW]! += dy[atY]! * x[atX]!;
  });
  for (let i = 0; i < dy.length; i++) dBias[Math.floor(i / pixels) % sizes.outChannels]! += dy[i]!;
  return { dx, dWeight, dBias };
}

export function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

export function relu(x: number): number {
  return Number.isNaN(x) ? x : Math.max(x, 0);
}

/** The error function: its series near zero, a continued fraction of what is missing to 1 beyond. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 60; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (size + fraction);
  const missing = Math.exp(-x * x) / (Math.sqrt(Math.PI) * (size + fraction));
  return Math.sign(x) * (1 - missing);
}

/** Probability of a standard normal value below x, and its density. */
function normal(x: number): { probability: number; density: number } {
  return {
    probability: (1 + erf(x / Math.SQRT2)) / 2,
    density: Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI),
  };
}

export interface Activation {
  readonly value: (x: number) => number;
  readonly derivative: (x: number) => number;
}

/** A layer that applies a function to single values. */
export type ActivationLayer = Extract<
  LayerPlan,
  { readonly type: 'relu' | 'leaky_relu' | 'sigmoid' | 'tanh' | 'gelu' | 'silu' }
>;

/** @param slope of leaky ReLU below zero */
export function activation(type: ActivationLayer['type'], slope = 0): Activation {
  switch (type) {
    case 'relu':
      return { value: relu, derivative: (x) => (x > 0 ? 1 : 0) };
    case 'leaky_relu':
      return { value: (x) => (x > 0 ? x : slope * x), derivative: (x) => (x > 0 ? 1 : slope) };
    case 'sigmoid':
      return { value: sigmoid, derivative: (x) => sigmoid(x) * sigmoid(-x) };
    case 'tanh':
      return { value: Math.tanh, derivative: (x) => 1 / Math.cosh(x) ** 2 };
    case 'gelu':
      return {
        value: (x) => x * normal(x).probability,
        derivative: (x) => normal(x).probability + x * normal(x).density,
      };
    case 'silu':
      return {
        value: (x) => x * sigmoid(x),
        derivative: (x) => sigmoid(x) * (1 + x * sigmoid(-x)),
      };
  }
}

/** dx from dy and the activation's result y, as the fused kernels compute it. */
export const activationGradients = {
  sigmoid: (dy: number, y: number): number => dy * y * (1 - y),
  relu: (dy: number, y: number): number => (y > 0 ? dy : 0),
};

/** (batch, classes) */
export function softmax(logits: Numbers, classes: number): Float64Array {
  const result = Float64Array.from(logits);
  for (let start = 0; start < result.length; start += classes) {
    const row = result.subarray(start, start + classes);
    const max = Math.max(...row);
    row.forEach((logit, i) => (row[i] = Math.exp(logit - max)));
    const sum = row.reduce((total, value) => total + value, 0);
    row.forEach((value, i) => (row[i] = value / sum));
  }
  return result;
}

/** Mean over the batch, and its gradient with respect to the logits (batch, classes). */
export function crossEntropy(
  logits: Numbers,
  labels: Numbers,
  classes: number,
): { loss: number; dLogits: Float64Array } {
  const batch = labels.length;
  const dLogits = softmax(logits, classes);
  let loss = 0;
  for (let image = 0; image < batch; image++) {
    const row = Array.from({ length: classes }, (_, c) => logits[image * classes + c]!);
    const max = Math.max(...row);
    const sum = row.reduce((total, logit) => total + Math.exp(logit - max), 0);
    loss += max + Math.log(sum) - row[labels[image]!]!;
    dLogits[image * classes + labels[image]!]! -= 1;
  }
  return { loss: loss / batch, dLogits: dLogits.map((value) => value / batch) };
}

/** An optimiser as PyTorch computes it; keeps what it remembers of one parameter tensor. */
export class ReferenceOptimizer {
  private step = 0;
  private readonly first: Float64Array;
  private readonly second: Float64Array;

  constructor(
    count: number,
    private readonly plan: OptimizerPlan,
  ) {
    this.first = new Float64Array(count);
    this.second = new Float64Array(count);
  }

  /** New parameters. */
  update(parameters: Numbers, gradients: Numbers, lr = this.plan.lr): Float64Array {
    this.step += 1;
    return Float64Array.from(parameters, (value, i) => this.one(i, value, gradients[i]!, lr));
  }

  private one(i: number, w: number, gradient: number, lr: number): number {
    const { plan, first, second, step } = this;
    const { weightDecay } = plan;
    const g = plan.type === 'adamw' ? gradient : gradient + weightDecay * w;
    switch (plan.type) {
      case 'sgd': {
        first[i] = plan.momentum * first[i]! + g;
        return w - lr * (plan.nesterov ? g + plan.momentum * first[i] : first[i]);
      }
      case 'adagrad': {
        // The first step begins with what the sum starts from.
        first[i] = (step === 1 ? plan.initialAccumulatorValue : first[i]!) + g * g;
        const rate = lr / (1 + (step - 1) * plan.lrDecay);
        return w - (rate * g) / (Math.sqrt(first[i]) + plan.eps);
      }
      case 'adadelta': {
        first[i] = plan.rho * first[i]! + (1 - plan.rho) * g * g;
        const d = Math.sqrt((second[i]! + plan.eps) / (first[i] + plan.eps)) * g;
        second[i] = plan.rho * second[i]! + (1 - plan.rho) * d * d;
        return w - lr * d;
      }
      case 'rmsprop': {
        second[i] = plan.alpha * second[i]! + (1 - plan.alpha) * g * g;
        first[i] = plan.momentum * first[i]! + g / (Math.sqrt(second[i]) + plan.eps);
        return w - lr * first[i];
      }
      case 'nadam': {
        const [beta1, beta2] = plan.betas;
        const momentum = (t: number): number => beta1 * (1 - 0.96 ** (t * plan.momentumDecay) / 2);
        let product = 1;
        for (let t = 1; t <= step; t++) product *= momentum(t);
        const next = momentum(step + 1);
        first[i] = beta1 * first[i]! + (1 - beta1) * g;
        second[i] = beta2 * second[i]! + (1 - beta2) * g * g;
        const root = Math.sqrt(second[i] / (1 - beta2 ** step)) + plan.eps;
        const ofGradient = ((1 - momentum(step)) / (1 - product)) * g;
        const ofMomentum = (next / (1 - product * next)) * first[i];
        return w - (lr * (ofGradient + ofMomentum)) / root;
      }
      case 'adam':
      case 'adamw': {
        const [beta1, beta2] = plan.betas;
        first[i] = beta1 * first[i]! + (1 - beta1) * g;
        second[i] = beta2 * second[i]! + (1 - beta2) * g * g;
        const m = first[i] / (1 - beta1 ** step);
        const v = second[i] / (1 - beta2 ** step);
        const kept = plan.type === 'adamw' ? w * (1 - lr * weightDecay) : w;
        return kept - (lr * m) / (Math.sqrt(v) + plan.eps);
      }
    }
  }
}

/**
 * What bytes count as: (byte - mean) / deviation, channel by channel; as in the notebook if nothing is said.
 * @param bytes of images (count, C*pixels)
 * @param pixels of one channel
 */
export function normalizePixels(
  bytes: Numbers,
  { mean, deviation }: Normalization = { mean: [128], deviation: [256] },
  pixels = 1,
): Float64Array {
  return Float64Array.from(bytes, (byte, i) => {
    const channel = Math.floor(i / pixels) % mean.length;
    return (byte - mean[channel]!) / deviation[channel]!;
  });
}
