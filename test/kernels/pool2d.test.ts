import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fill } from '../../extension/kernels/structs';
import { windowFields } from '../../extension/layers/window';
import type { Pool2dPlan } from '../../extension/layers/pool2d';
import type { Pair } from '../../extension/layers/window';
import { expectWithin } from '../support/close';
import { fromPacks, KernelBench, PACK, toPacks, variants } from '../support/kernels';
import { TestRandom } from '../support/random';
import { conv2dOutputSize } from '../support/reference';
import { poolBackward, poolForward } from '../support/reference-layers';

interface Size {
  readonly batch: number;
  readonly channels: number;
  readonly inputSize: Pair;
  readonly kernelSize: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
}

const size = (
  batch: number,
  channels: number,
  inputSize: Pair,
  kernelSize: Pair,
  stride: Pair,
  padding: Pair,
): Size => ({ batch, channels, inputSize, kernelSize, stride, padding });

const sizes = [
  size(1, 1, [1, 1], [1, 1], [1, 1], [0, 0]),
  size(8, 3, [6, 6], [2, 2], [2, 2], [0, 0]),
  size(9, 2, [7, 5], [3, 2], [2, 2], [0, 0]),
  size(5, 1, [7, 7], [3, 3], [1, 1], [1, 1]),
  size(17, 2, [5, 11], [2, 5], [3, 2], [1, 2]),
  size(3, 5, [13, 1], [4, 1], [3, 1], [2, 0]),
  // Steps over pixels between the windows, and leaves a rest at the edge.
  size(8, 1, [11, 11], [2, 2], [4, 5], [0, 0]),
];
const title =
  '$batch × $channels × $inputSize, kernel $kernelSize, stride $stride, padding $padding';

describe.each(variants)('pooling, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  /** A plane shape in memory. */
  function shapeOf(given: Size, outputSize: Pair): number {
    const { kernels } = bench;
    const shape = bench.allocate(kernels.PLANE_SHAPE_BYTES.value);
    const [paddingHeight, paddingWidth] = given.padding;
    fill(bench, 'planeShape', shape, {
      channels: given.channels,
      ...windowFields({ ...given, outputSize }),
      paddingHeight,
      paddingWidth,
    });
    return shape;
  }

  describe.each(['max_pool2d', 'avg_pool2d'] as const)('%s', (type) => {
    test.each(sizes)(`${title}: forward and backward agree with float64`, (given) => {
      const outputSize = conv2dOutputSize(given);
      const plan: Pool2dPlan = { type, ...given, outputSize };
      const { batch, channels } = given;
      const inFeatures = channels * given.inputSize[0] * given.inputSize[1];
      const outFeatures = channels * outputSize[0] * outputSize[1];
      const packs = Math.ceil(batch / PACK);
      const planes = packs * channels;
      const random = new TestRandom(batch * 31 + channels);
      // Few different values, so that many windows hold equal ones: the first of them is the maximum.
      const x = Float32Array.from({ length: batch * inFeatures }, () => random.integer(-4, 4));
      const dy = random.floats(batch * outFeatures);
      const shape = shapeOf(given, outputSize);
      const input = bench.floats(toPacks(x, batch, inFeatures, 0));
      const output = bench.output(packs * outFeatures * PACK);
      const gradient = bench.floats(toPacks(dy, batch, outFeatures, 0));
      if (type === 'max_pool2d') {
        const values = bench.output(given.inputSize[0] * given.inputSize[1] * PACK);
        bench.kernels.maxPool2dForward(output, input, shape, planes);
        bench.kernels.maxPool2dBackward(input, gradient, shape, planes, values);
      } else {
        bench.kernels.avgPool2dForward(output, input, shape, planes);
        bench.kernels.avgPool2dBackward(input, gradient, shape, planes);
      }
      const close = (value: number): number => 4e-7 * (1 + Math.abs(value));
      const y = fromPacks(bench.read(output, packs * outFeatures * PACK), batch, outFeatures);
      expectWithin(y, poolForward(x, plan, batch), 'y', close);
      const dx = fromPacks(bench.read(input, packs * inFeatures * PACK), batch, inFeatures);
      expectWithin(dx, poolBackward(x, dy, plan, batch), 'dx', close);
    });
  });

  test('padding puts zeros around each plane, and takes their gradient away', () => {
    const given = size(9, 2, [3, 2], [0, 0], [0, 0], [1, 2]);
    const outputSize = [5, 6] as const;
    const random = new TestRandom(4);
    const packs = 2;
    const planes = packs * given.channels;
    const x = random.floats(9 * 12);
    const shape = shapeOf(given, outputSize);
    const output = bench.output(packs * 60 * PACK);
    bench.kernels.pad2dForward(output, bench.floats(toPacks(x, 9, 12, 0)), shape, planes);
    const y = fromPacks(bench.read(output, packs * 60 * PACK), 9, 60);
    y.forEach((value, i) => {
      const [row, column] = [Math.floor(i / 6) % 5, i % 6];
      const inside = row >= 1 && row < 4 && column >= 2 && column < 4;
      const from = Math.floor(i / 30) * 6 + (row - 1) * 2 + column - 2;
      expect(value).toBe(inside ? x[from] : 0);
    });

    const back = bench.output(packs * 12 * PACK);
    bench.kernels.pad2dBackward(back, output, shape, planes);
    expect(fromPacks(bench.read(back, packs * 12 * PACK), 9, 12)).toEqual(x);
  });
});
