/**
 * What the kernels compute, in float64 and in the plainest way: canonical (PyTorch) layouts, one loop
 * for each index of the formula. Checked against PyTorch and against finite differences in
 * reference.test.ts; everything else is checked against this.
 */

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
}

export function conv2dOutputSize(sizes: Conv2dSizes): readonly [number, number] {
  const size = (axis: 0 | 1): number =>
    Math.floor((sizes.inputSize[axis] - sizes.kernelSize[axis]) / sizes.stride[axis]) + 1;
  return [size(0), size(1)];
}

/** Calls `visit` with the flat indices of x, W and y for every product of the convolution. */
function visitConv2d(
  sizes: Conv2dSizes,
  visit: (x: number, weight: number, y: number) => void,
): void {
  const { batch, inChannels, outChannels } = sizes;
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
                const iy = oy * sizes.stride[0] + ky;
                const ix = ox * sizes.stride[1] + kx;
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

export const activations = { sigmoid, relu };

/** dx from dy and the activation's result y */
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

/** New parameters. */
export function sgdStep(parameters: Numbers, gradients: Numbers, lr: number): Float64Array {
  return Float64Array.from(parameters, (value, i) => value - lr * gradients[i]!);
}

export interface AdamSettings {
  readonly lr: number;
  readonly betas: readonly [number, number];
  readonly eps: number;
}

/** Adam as PyTorch computes it; keeps the moments of one parameter tensor. */
export class Adam {
  private step = 0;
  private readonly m: Float64Array;
  private readonly v: Float64Array;

  constructor(
    count: number,
    private readonly settings: AdamSettings,
  ) {
    this.m = new Float64Array(count);
    this.v = new Float64Array(count);
  }

  /** New parameters. */
  update(parameters: Numbers, gradients: Numbers): Float64Array {
    const { lr, betas, eps } = this.settings;
    const [beta1, beta2] = betas;
    this.step += 1;
    return Float64Array.from(parameters, (value, i) => {
      const g = gradients[i]!;
      this.m[i] = beta1 * this.m[i]! + (1 - beta1) * g;
      this.v[i] = beta2 * this.v[i]! + (1 - beta2) * g * g;
      const m = this.m[i] / (1 - beta1 ** this.step);
      const v = this.v[i] / (1 - beta2 ** this.step);
      return value - (lr * m) / (Math.sqrt(v) + eps);
    });
  }
}

/** The notebook's normalisation of bytes. */
export function normalizePixels(bytes: Numbers): Float64Array {
  return Float64Array.from(bytes, (pixel) => pixel / 256 - 0.5);
}
