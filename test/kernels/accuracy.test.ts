/**
 * Sums are as precise as PyTorch's: those of float32 products are blocked there, with 256 in a chain or more, and biases
 * are added last. Every case is a product of vectors, so that the same can be added up here in that way.
 */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fill } from '../../extension/kernels/structs';
import { windowFields } from '../../extension/layers/window';
import { KernelBench, PACK, toPacks, variants, fromPacks } from '../support/kernels';
import { TestRandom } from '../support/random';

const BLOCK = 256;

interface Product {
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly bias?: number;
}

function exact({ a, b, bias = 0 }: Product): number {
  return a.reduce((sum, value, k) => sum + value * b[k]!, bias);
}

/** In float32 with fused multiply-adds. */
function blocked({ a, b, bias = 0 }: Product, block = BLOCK): number {
  let total = 0;
  for (let first = 0; first < a.length; first += block) {
    let sum = 0;
    const end = Math.min(a.length, first + block);
    for (let k = first; k < end; k++) sum = Math.fround(sum + a[k]! * b[k]!);
    total = Math.fround(total + sum);
  }
  return Math.fround(total + bias);
}

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/** @param share of the error of blocked sums that is allowed */
function expectPrecise(
  actual: ArrayLike<number>,
  products: readonly Product[],
  { share = 1.1, block = BLOCK } = {},
): void {
  expect(actual).toHaveLength(products.length);
  const error = rms(products.map((product, i) => actual[i]! - exact(product)));
  const theirs = rms(products.map((product) => blocked(product, block) - exact(product)));
  expect(error, `of ${theirs}`).toBeLessThanOrEqual(share * theirs);
}

/** Row `index` of a matrix. */
function rowOf(matrix: Float32Array, columns: number, index: number): Float32Array {
  return matrix.subarray(index * columns, (index + 1) * columns);
}

/** All products of rows of two matrices, those of the first one after another. */
function allProducts(
  a: Float32Array,
  b: Float32Array,
  depth: number,
  bias?: Float32Array,
): Product[] {
  return Array.from({ length: a.length / depth }, (_, i) =>
    Array.from({ length: b.length / depth }, (_, j) => ({
      a: rowOf(a, depth, i),
      b: rowOf(b, depth, j),
      bias: bias?.[j] ?? 0,
    })),
  ).flat();
}

function transpose(matrix: Float32Array, columns: number): Float32Array {
  const rows = matrix.length / columns;
  return matrix.map((_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]!);
}

const IMAGES = 2 * PACK;
const OUTPUTS = 11;
const depths = [100, 252, 720, 2304, 8064];

describe.each(variants.filter((name) => !name.endsWith('threads')))(
  'long sums are as precise as PyTorch’s, %s',
  (variant) => {
    let bench: KernelBench;
    beforeAll(async () => {
      bench = await KernelBench.load(variant);
    });
    afterEach(() => {
      bench.check();
      bench.reset();
    });

    /** A convolution, and its table of offsets. */
    function convolution(
      [channels, height, width]: readonly [number, number, number],
      outChannels: number,
      kernel: readonly [number, number],
    ) {
      const { kernels } = bench;
      const shape = bench.allocate(kernels.CONV2D_SHAPE_BYTES.value);
      const outputSize = [height - kernel[0] + 1, width - kernel[1] + 1] as const;
      fill(bench, 'conv2dShape', shape, {
        inChannels: channels,
        outChannels,
        ...windowFields({
          inputSize: [height, width],
          outputSize,
          kernelSize: kernel,
          stride: [1, 1],
        }),
      });
      const offsets = bench.allocate(channels * kernel[0] * kernel[1] * 4);
      kernels.conv2dOffsets(offsets, shape);
      return { shape, offsets };
    }

    describe.each(depths)('of %i products', (depth) => {
      const random = new TestRandom(depth);
      const x = random.floats(IMAGES * depth);
      const weight = random.floats(OUTPUTS * depth, 1 / Math.sqrt(depth));
      const bias = random.floats(OUTPUTS, 1 / Math.sqrt(depth));
      const packs = IMAGES / PACK;

      test('outputs of a convolution', () => {
        const { kernels } = bench;
        // Kernels as large as the image.
        const { shape, offsets } = convolution([depth / 4, 2, 2], OUTPUTS, [2, 2]);
        const packed = bench.output(weight.length);
        kernels.packPanels(packed, bench.floats(weight), OUTPUTS, depth, depth, 1, 0, 1);
        const output = bench.output(IMAGES * OUTPUTS);
        const input = bench.floats(toPacks(x, IMAGES, depth, 0));
        const work = bench.allocate(kernels.conv2dWorkBytes(shape));
        kernels.conv2dForward(output, input, packed, bench.floats(bias), offsets, shape, packs, 0, 0, work); // prettier-ignore
        const y = fromPacks(bench.read(output, IMAGES * OUTPUTS), IMAGES, OUTPUTS);
        expectPrecise(y, allProducts(x, weight, depth, bias));
      });

      test('outputs of a linear layer', () => {
        const { kernels } = bench;
        const packed = bench.output(weight.length);
        kernels.packPanels(packed, bench.floats(weight), OUTPUTS, depth, depth, 1, 0, 1);
        const output = bench.output(IMAGES * OUTPUTS);
        const input = bench.floats(toPacks(x, IMAGES, depth, 0));
        const work = bench.allocate(kernels.linearWorkBytes());
        kernels.linearForward(output, input, packed, bench.floats(bias), depth, OUTPUTS, packs, true, work); // prettier-ignore
        const y = fromPacks(bench.read(output, IMAGES * OUTPUTS), IMAGES, OUTPUTS);
        expectPrecise(y, allProducts(x, weight, depth, bias), { share: 1.2 });
      });

      // Here x is dy, and the weights are those of so many outputs.
      test('input gradients of a convolution', () => {
        const { kernels } = bench;
        const { shape } = convolution([OUTPUTS, 1, 1], depth, [1, 1]);
        const packed = bench.output(weight.length);
        const offsets = bench.allocate(depth * 4);
        kernels.conv2dGradientOffsets(offsets, shape);
        kernels.conv2dPackGradient(packed, bench.floats(transpose(weight, depth)), shape, 0, 1);
        const gradient = bench.output(IMAGES * OUTPUTS);
        const dy = bench.floats(toPacks(x, IMAGES, depth, 0));
        const work = bench.output(kernels.conv2dGradientFloats(shape));
        kernels.conv2dInputGradient(gradient, dy, packed, offsets, work, shape, packs, 0, 0);
        const dx = fromPacks(bench.read(gradient, IMAGES * OUTPUTS), IMAGES, OUTPUTS);
        expectPrecise(dx, allProducts(x, weight, depth));
      });

      test('input gradients of a linear layer', () => {
        const { kernels } = bench;
        const packed = bench.output(weight.length);
        const matrix = bench.floats(transpose(weight, depth));
        kernels.packPanels(packed, matrix, OUTPUTS, depth, 1, OUTPUTS, 0, 1);
        const gradient = bench.output(IMAGES * OUTPUTS);
        const dy = bench.floats(toPacks(x, IMAGES, depth, 0));
        const work = bench.allocate(kernels.linearWorkBytes());
        kernels.linearInputGradient(gradient, dy, packed, OUTPUTS, depth, packs, 0, work);
        const dx = fromPacks(bench.read(gradient, IMAGES * OUTPUTS), IMAGES, OUTPUTS);
        expectPrecise(dx, allProducts(x, weight, depth));
      });
    });

    // One image: the sums of several are cut by their lanes anyway.
    test.each([
      [26, 26],
      [60, 60],
    ] as const)(
      // prettier-ignore
      'weight and bias gradients over %i × %i pixels',
      (height, width) => {
        const { kernels } = bench;
        const pixels = height * width;
        const [channels, outChannels] = [9, 10];
        const random = new TestRandom(pixels);
        const x = random.floats(channels * pixels);
        const dy = random.floats(outChannels * pixels);
        const { shape, offsets } = convolution([channels, height, width], outChannels, [1, 1]);
        const lanes = bench.allocate(kernels.conv2dLaneBytes(shape));
        const work = bench.allocate(kernels.conv2dWorkBytes(shape));
        const dyPacks = bench.floats(toPacks(dy, 1, dy.length, 0));
        const xPacks = bench.floats(toPacks(x, 1, x.length, 0));
        kernels.conv2dWeightGradient(lanes, dyPacks, xPacks, offsets, shape, 1, 0, work, false);
        const dWeight = bench.output(channels * outChannels);
        const dBias = bench.output(outChannels);
        kernels.conv2dReduceLanes(dWeight, dBias, lanes, shape);
        const products = allProducts(dy, x, pixels);
        expectPrecise(bench.read(dWeight, channels * outChannels), products);
        const ones = new Float32Array(pixels).fill(1);
        const sums = allProducts(dy, ones, pixels);
        expectPrecise(bench.read(dBias, outChannels), sums, { share: 1.5 });
      },
    );

    test('the bias gradient of background, which is gathered in one pixel', () => {
      const { kernels } = bench;
      const [size, outChannels] = [40, 60];
      const pixels = size * size;
      const random = new TestRandom(8);
      const dy = random.floats(outChannels * pixels);
      const { shape, offsets } = convolution([1, size, size], outChannels, [1, 1]);
      const lanes = bench.allocate(kernels.conv2dLaneBytes(shape));
      const work = bench.allocate(kernels.conv2dWorkBytes(shape));
      const dyPacks = bench.floats(toPacks(dy, 1, dy.length, 0));
      const xPacks = bench.floats(new Float32Array(pixels * PACK).fill(-0.5));
      // No pixel is anything.
      const spans = bench.words(new Uint32Array(2 * size));
      kernels.conv2dWeightGradient(lanes, dyPacks, xPacks, offsets, shape, 1, spans, work, false);
      const dWeight = bench.output(outChannels);
      const dBias = bench.output(outChannels);
      kernels.conv2dReduceLanes(dWeight, dBias, lanes, shape);
      const sums = allProducts(dy, new Float32Array(pixels).fill(1), pixels);
      expectPrecise(bench.read(dBias, outChannels), sums, { share: 0.9 });
    });

    test('the background of a linear layer on large images', () => {
      const inFeatures = 3 * 64 * 64;
      const outFeatures = 28;
      const { kernels } = bench;
      const random = new TestRandom(9);
      const weight = random.floats(outFeatures * inFeatures);
      const rows = bench.allocate(kernels.pixelWeightFloats(inFeatures, outFeatures) * 4);
      kernels.pixelPackWeights(rows, bench.floats(weight), inFeatures, outFeatures);
      const background = bench.output(outFeatures);
      const normalization = bench.normalization();
      kernels.pixelBackground(background, rows, 0, inFeatures, outFeatures, 0, 1, normalization);
      const halves = new Float32Array(inFeatures).fill(-0.5);
      expectPrecise(bench.read(background, outFeatures), allProducts(weight, halves, inFeatures));
    });

    test('the mean of a whole plane', () => {
      const { kernels } = bench;
      const [size, channels] = [28, 8];
      const pixels = size * size;
      const x = new TestRandom(10).floats(PACK * channels * pixels);
      const shape = bench.allocate(kernels.PLANE_SHAPE_BYTES.value);
      const plane = [size, size] as const;
      const sizes = {
        inputSize: plane,
        outputSize: [1, 1],
        kernelSize: plane,
        stride: plane,
      } as const;
      fill(bench, 'planeShape', shape, { channels, ...windowFields(sizes) });
      const output = bench.output(PACK * channels);
      const input = bench.floats(toPacks(x, PACK, channels * pixels, 0));
      kernels.avgPool2dForward(output, input, shape, channels);
      const y = fromPacks(bench.read(output, PACK * channels), PACK, channels);
      // PyTorch adds these up in one chain, and divides then.
      const scaled = y.map((value) => value * pixels);
      const sums = allProducts(x, new Float32Array(pixels).fill(1), pixels);
      expectPrecise(scaled, sums, { share: 0.6, block: pixels });
    });
  },
);
