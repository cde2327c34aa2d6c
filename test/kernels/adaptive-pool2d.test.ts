import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fill } from '../../extension/kernels/structs';
import type { AdaptiveAvgPool2dPlan } from '../../extension/layers/adaptive-avg-pool2d';
import type { Pair } from '../../extension/layers/window';
import { expectWithin } from '../support/close';
import { fromPacks, KernelBench, PACK, toPacks, variants } from '../support/kernels';
import { TestRandom } from '../support/random';
import { poolBackward, poolForward } from '../support/reference-layers';

interface Size {
  readonly batch: number;
  readonly channels: number;
  readonly inputSize: Pair;
  readonly outputSize: Pair;
}

const size = (batch: number, channels: number, inputSize: Pair, outputSize: Pair): Size => ({
  batch,
  channels,
  inputSize,
  outputSize,
});

const sizes = [
  size(1, 1, [1, 1], [1, 1]),
  size(8, 3, [6, 6], [2, 3]),
  // Windows that overlap, by one and by most.
  size(9, 2, [7, 5], [3, 2]),
  size(17, 5, [13, 11], [5, 7]),
  size(3, 1, [11, 13], [10, 1]),
  // The plane as it is, and more windows than pixels.
  size(5, 2, [5, 3], [5, 3]),
  size(25, 1, [3, 2], [7, 5]),
];

describe.each(variants)('adaptive average pooling, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  test.each(sizes)(
    '$batch × $channels × $inputSize to $outputSize agrees with float64 in both directions',
    ({ batch, channels, inputSize, outputSize }) => {
      const plan: AdaptiveAvgPool2dPlan = { type: 'adaptive_avg_pool2d', channels, inputSize, outputSize }; // prettier-ignore
      const { kernels } = bench;
      const inFeatures = channels * inputSize[0] * inputSize[1];
      const outFeatures = channels * outputSize[0] * outputSize[1];
      const packs = Math.ceil(batch / PACK);
      const random = new TestRandom(batch * 31 + channels);
      const x = random.floats(batch * inFeatures);
      const dy = random.floats(batch * outFeatures);
      const shape = bench.allocate(kernels.PLANE_SHAPE_BYTES.value);
      fill(bench, 'planeShape', shape, {
        channels,
        inHeight: inputSize[0],
        inWidth: inputSize[1],
        outHeight: outputSize[0],
        outWidth: outputSize[1],
      });
      const input = bench.floats(toPacks(x, batch, inFeatures, 0));
      const output = bench.output(packs * outFeatures * PACK);
      kernels.adaptiveAvgPool2dForward(output, input, shape, packs * channels);
      const gradient = bench.floats(toPacks(dy, batch, outFeatures, 0));
      kernels.adaptiveAvgPool2dBackward(input, gradient, shape, packs * channels);

      const close = (value: number): number => 4e-7 * (1 + Math.abs(value));
      const y = fromPacks(bench.read(output, packs * outFeatures * PACK), batch, outFeatures);
      expectWithin(y, poolForward(x, plan, batch), 'y', close);
      const dx = fromPacks(bench.read(input, packs * inFeatures * PACK), batch, inFeatures);
      expectWithin(dx, poolBackward(x, dy, plan, batch), 'dx', close);
    },
  );

  test('a plane of its own size is itself, bit for bit', () => {
    const { kernels } = bench;
    const shape = bench.allocate(kernels.PLANE_SHAPE_BYTES.value);
    const sizes = { channels: 2, inHeight: 3, inWidth: 5, outHeight: 3, outWidth: 5 };
    fill(bench, 'planeShape', shape, sizes);
    const x = new TestRandom(6).floats(2 * 15 * PACK);
    const output = bench.output(x.length);
    kernels.adaptiveAvgPool2dForward(output, bench.floats(x), shape, 2);
    expect(bench.read(output, x.length)).toEqual(x);
  });
});
