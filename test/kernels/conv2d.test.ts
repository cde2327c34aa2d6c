import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fill } from '../../extension/kernels/structs';
import { windowFields } from '../../extension/layers/window';
import { expectClose } from '../support/close';
import { fromPacks, KernelBench, PACK, toPacks, variants } from '../support/kernels';
import { TestRandom } from '../support/random';
import {
  activationGradients,
  conv2dBackward,
  conv2dForward,
  conv2dOutputSize,
  type Conv2dSizes,
  relu,
  sigmoid,
} from '../support/reference';

function conv(
  batch: number,
  inChannels: number,
  inputSize: [number, number],
  outChannels: number,
  kernelSize: [number, number],
  stride: [number, number],
): Conv2dSizes {
  return { batch, inChannels, inputSize, outChannels, kernelSize, stride };
}

const sizes = [
  conv(1, 1, [1, 1], 1, [1, 1], [1, 1]),
  conv(3, 1, [5, 7], 2, [3, 3], [1, 1]),
  conv(9, 3, [7, 5], 7, [2, 3], [1, 2]),
  conv(8, 2, [11, 13], 6, [4, 1], [3, 2]),
  // Strides beyond the kernel: some pixels meet no tap; and a rest that no window reaches.
  conv(2, 2, [9, 8], 3, [2, 2], [3, 4]),
  conv(5, 5, [6, 6], 11, [6, 6], [1, 1]),
  conv(17, 13, [3, 4], 5, [1, 1], [2, 2]),
  // Two blocks of taps, and three.
  conv(9, 3, [5, 4], 3, [2, 1], [1, 1]),
  conv(9, 1, [6, 5], 5, [4, 3], [1, 1]),
  // The notebook's.
  conv(9, 1, [28, 28], 20, [3, 3], [1, 1]),
  conv(8, 20, [26, 26], 20, [2, 2], [2, 2]),
];
const title =
  '$batch × $inChannels × $inputSize → $outChannels, kernel $kernelSize, stride $stride';

describe.each(variants)('convolutions, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  /** What the kernels are given beside the numbers. */
  function prepare(size: Conv2dSizes) {
    const { kernels } = bench;
    const outputSize = conv2dOutputSize(size);
    const shape = bench.allocate(kernels.CONV2D_SHAPE_BYTES.value);
    fill(bench, 'conv2dShape', shape, {
      inChannels: size.inChannels,
      outChannels: size.outChannels,
      ...windowFields({ ...size, outputSize }),
    });
    const depth = size.inChannels * size.kernelSize[0] * size.kernelSize[1];
    const offsets = bench.allocate(depth * 4);
    kernels.conv2dOffsets(offsets, shape);
    return {
      shape,
      offsets,
      depth,
      packs: Math.ceil(size.batch / PACK),
      inFeatures: size.inChannels * size.inputSize[0] * size.inputSize[1],
      outFeatures: size.outChannels * outputSize[0] * outputSize[1],
      outPixels: outputSize[0] * outputSize[1],
    };
  }

  test.each(sizes)(`y of ${title}, with each activation`, (size) => {
    const { shape, offsets, depth, packs, inFeatures, outFeatures } = prepare(size);
    const { kernels } = bench;
    const random = new TestRandom(1);
    const x = random.floats(size.batch * inFeatures);
    const weight = random.floats(size.outChannels * depth);
    const bias = random.floats(size.outChannels);
    const packed = bench.output(weight.length);
    kernels.packPanels(packed, bench.floats(weight), size.outChannels, depth, depth, 1, 0, 1);
    const linear = conv2dForward(x, weight, bias, size);
    const given = [bench.floats(toPacks(x, size.batch, inFeatures, 0)), packed] as const;
    const biasAddress = bench.floats(bias);
    const cases = [
      ['none', kernels.ACTIVATION_NONE, (value: number) => value],
      ['sigmoid', kernels.ACTIVATION_SIGMOID, sigmoid],
      ['relu', kernels.ACTIVATION_RELU, relu],
    ] as const;
    for (const [name, code, activation] of cases) {
      const output = bench.output(packs * outFeatures * PACK);
      const work = bench.allocate(kernels.conv2dWorkBytes(shape));
      kernels.conv2dForward(output, ...given, biasAddress, offsets, shape, packs, code.value, 0, work); // prettier-ignore
      const y = fromPacks(bench.read(output, packs * outFeatures * PACK), size.batch, outFeatures);
      expectClose(y, linear.map(activation), `y, ${name}`, {
        terms: depth,
        shape: [size.batch, size.outChannels, ...conv2dOutputSize(size)],
      });
    }
  });

  test.each(sizes)(`dx of ${title}, by what made x`, (size) => {
    const { shape, packs, inFeatures, outFeatures, depth } = prepare(size);
    const { kernels } = bench;
    const random = new TestRandom(2);
    const taps = size.kernelSize[0] * size.kernelSize[1];
    const x = random.floats(size.batch * inFeatures);
    const weight = random.floats(size.outChannels * depth);
    const dy = random.floats(size.batch * outFeatures);
    const packed = bench.output(weight.length);
    const offsets = bench.allocate(size.outChannels * taps * 4);
    kernels.conv2dGradientOffsets(offsets, shape);
    const weightAddress = bench.floats(weight);
    // As two threads would.
    kernels.conv2dPackGradient(packed, weightAddress, shape, 1, 2);
    kernels.conv2dPackGradient(packed, weightAddress, shape, 0, 2);
    const temporary = bench.output(kernels.conv2dGradientFloats(shape));
    const dyPacks = bench.floats(toPacks(dy, size.batch, outFeatures, 0));
    const { dx } = conv2dBackward(x, weight, dy, size);
    const finishes = [
      (value: number) => value,
      activationGradients.sigmoid,
      activationGradients.relu,
    ];
    finishes.forEach((finish, mode) => {
      const gradient = bench.floats(toPacks(x, size.batch, inFeatures, 0));
      kernels.conv2dInputGradient(
        gradient,
        dyPacks,
        packed,
        offsets,
        temporary,
        shape,
        packs,
        mode,
        0,
      );
      const actual = fromPacks(
        bench.read(gradient, packs * inFeatures * PACK),
        size.batch,
        inFeatures,
      );
      const expected = dx.map((value, i) => finish(value, x[i]!));
      expectClose(actual, expected, `dx, mode ${mode}`, {
        terms: size.outChannels * taps,
        shape: [size.batch, size.inChannels, ...size.inputSize],
      });
    });
  });

  test.each(sizes)(`dW and db of ${title}, tile on tile`, (size) => {
    const { shape, offsets, depth, packs, inFeatures, outFeatures, outPixels } = prepare(size);
    const { kernels } = bench;
    const random = new TestRandom(3);
    const x = random.floats(size.batch * inFeatures);
    const dy = random.floats(size.batch * outFeatures);
    const count = size.outChannels * depth;
    const lanes = bench.allocate(kernels.conv2dLaneBytes(shape));
    const work = bench.allocate(kernels.conv2dWorkBytes(shape));
    // Spare lanes: x repeats an image, dy is zero.
    const xPacks = bench.floats(toPacks(x, size.batch, inFeatures, 0.5));
    const dyPacks = bench.floats(toPacks(dy, size.batch, outFeatures, 0));
    const expected = conv2dBackward(x, new Float32Array(count), dy, size);
    for (const times of [1, 2]) {
      kernels.conv2dWeightGradient(lanes, dyPacks, xPacks, offsets, shape, packs, 0, work, true);
      const dWeight = bench.output(count);
      const dBias = bench.output(size.outChannels);
      kernels.conv2dReduceLanes(dWeight, dBias, lanes, shape);
      const terms = times * size.batch * outPixels;
      expectClose(
        bench.read(dWeight, count),
        expected.dWeight.map((value) => value * times),
        `dW after ${times}`,
        { terms, shape: [size.outChannels, size.inChannels, ...size.kernelSize] },
      );
      expectClose(
        bench.read(dBias, size.outChannels),
        expected.dBias.map((value) => value * times),
        `db after ${times}`,
        { terms },
      );
    }
  });

  test('an empty batch writes nothing', () => {
    const size = conv(0, 2, [4, 4], 3, [2, 2], [1, 1]);
    const { shape, offsets, depth } = prepare(size);
    const { kernels } = bench;
    const untouched = bench.output(288);
    kernels.conv2dForward(untouched, untouched, untouched, untouched, offsets, shape, 0, 0, 0, untouched); // prettier-ignore
    kernels.conv2dInputGradient(
      untouched,
      untouched,
      untouched,
      offsets,
      untouched,
      shape,
      0,
      0,
      0,
    );
    kernels.conv2dWeightGradient(
      untouched,
      untouched,
      untouched,
      offsets,
      shape,
      0,
      0,
      untouched,
      true,
    );
    expect([...bench.read(untouched, 288)]).toEqual(Array<number>(288).fill(NaN));
    expect(depth).toBe(8);
  });
});
