import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestRandom } from './random';
import {
  conv2dBackward,
  conv2dForward,
  conv2dOutputSize,
  type Conv2dSizes,
  linearBackward,
  linearForward,
  type LinearSizes,
} from './reference';

/** What a layer makes of a draw, in PyTorch's layouts. */
export interface Results<Values> {
  readonly y: Values;
  /** Null where nothing is below. */
  /** Null where nothing is below. */
  readonly dx: Values | null;
  readonly dWeight: Values;
  readonly dBias: Values;
}

export const resultNames = ['y', 'dx', 'dWeight', 'dBias'] as const;
export type ResultName = (typeof resultNames)[number];

interface Inputs {
  /** How inputs are spread: see make_precision_fixtures.py. */
  readonly x: 'pixels' | 'digits' | 'sigmoid' | 'relu';
  readonly draws: number;
}

export type PrecisionSizes =
  (LinearSizes & { readonly layer: 'linear' }) | (Conv2dSizes & { readonly layer: 'conv2d' });

export type PrecisionCase = PrecisionSizes &
  Inputs & {
    readonly index: number;
    readonly title: string;
    /** Root mean square errors of PyTorch, by its version. */
    readonly errors: Readonly<Record<string, Readonly<Record<ResultName, number>>>>;
  };

interface Fixtures {
  readonly version: number;
  readonly cases: (PrecisionSizes & Inputs)[];
  readonly errors: Record<string, Record<ResultName, number>[]>;
}

/** The cases of fixtures/precision.json. */
export function readPrecisionCases(): PrecisionCase[] {
  const file = join(import.meta.dirname, '../fixtures/precision.json');
  const { version, cases, errors } = JSON.parse(readFileSync(file, 'utf8')) as Fixtures;
  if (version !== 1) throw new Error(`precision.json has version ${version}`);
  return cases.map((sizes, index) => ({
    ...sizes,
    index,
    title: titleOf(sizes),
    errors: Object.fromEntries(Object.entries(errors).map(([name, list]) => [name, list[index]!])),
  }));
}

function titleOf(sizes: PrecisionSizes & Inputs): string {
  const { batch, x } = sizes;
  if (sizes.layer === 'linear') {
    return `linear, batch ${batch}, ${x} ${sizes.inFeatures} → ${sizes.outFeatures}`;
  }
  const { inChannels, inputSize, outChannels, kernelSize, stride, padding = [0, 0] } = sizes;
  const input = [inChannels, ...inputSize].join('×');
  const window = `kernel ${kernelSize.join('×')}, stride ${stride[0]}, padding ${padding[0]}`;
  return `conv2d, batch ${batch}, ${x} ${input} → ${outChannels}, ${window}`;
}

export interface Draw {
  readonly x: Float32Array;
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly dy: Float32Array;
}

function pixel(u: number): number {
  return (u < 0.8 ? 0 : Math.floor((u - 0.8) * 1280)) / 256 - 0.5;
}

const distributions = {
  pixels: pixel,
  digits: pixel,
  sigmoid: (u: number) => 0.1 + 0.8 * u,
  relu: (u: number) => Math.max(0, 2 * u - 1),
};

/** One of a case's draws, as make_precision_fixtures.py makes it. */
export function drawInputs(sizes: PrecisionCase, number: number): Draw {
  const { batch, inFeatures, outFeatures, depth, outChannels } = flatSizes(sizes);
  const bound = 1 / Math.sqrt(depth);
  const weightOf = (u: number): number => (2 * u - 1) * bound;
  const tensors = [
    [batch * inFeatures, distributions[sizes.x]],
    [outChannels * depth, weightOf],
    [outChannels, weightOf],
    [batch * outFeatures, (u: number) => (2 * u - 1) / 1024],
  ] as const;
  const seed = sizes.index * 1000 + number;
  const [x, weight, bias, dy] = tensors.map(([count, make], i) => {
    const random = new TestRandom(seed * tensors.length + i);
    const values = new Float32Array(count);
    for (let k = 0; k < count; k++) values[k] = make(random.next());
    return values;
  }) as [Float32Array, Float32Array, Float32Array, Float32Array];
  if (sizes.x === 'digits') clearMargin(x);
  return { x, weight, bias, dy };
}

/** Makes all of a digit's pixels background but those in the middle. */
function clearMargin(x: Float32Array): void {
  for (let i = 0; i < x.length; i++) {
    const column = i % 28;
    const row = Math.floor(i / 28) % 28;
    if (row < 4 || row >= 24 || column < 6 || column >= 22) x[i] = -0.5;
  }
}

/** What both kinds of layer have in common; a linear layer has as many channels as outputs. */
export function flatSizes(sizes: PrecisionSizes) {
  const { batch } = sizes;
  if (sizes.layer === 'linear') {
    const { inFeatures, outFeatures } = sizes;
    return { batch, inFeatures, outFeatures, depth: inFeatures, outChannels: outFeatures };
  }
  const { inChannels, inputSize, outChannels, kernelSize } = sizes;
  const [height, width] = conv2dOutputSize(sizes);
  return {
    batch,
    inFeatures: inChannels * inputSize[0] * inputSize[1],
    outFeatures: outChannels * height * width,
    depth: inChannels * kernelSize[0] * kernelSize[1],
    outChannels,
  };
}

/** In float64. */
export function exactResults(sizes: PrecisionSizes, { x, weight, bias, dy }: Draw) {
  if (sizes.layer === 'linear') {
    return { y: linearForward(x, weight, bias, sizes), ...linearBackward(x, weight, dy, sizes) };
  }
  return { y: conv2dForward(x, weight, bias, sizes), ...conv2dBackward(x, weight, dy, sizes) };
}
