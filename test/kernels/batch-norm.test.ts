import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { BatchNormPlan } from '../../extension/layers/batch-norm';
import { expectWithin } from '../support/close';
import { fromPacks, KernelBench, PACK, toPacks, variants } from '../support/kernels';
import { TestRandom } from '../support/random';
import { batchNormBackward, batchNormForward, batchStatistics } from '../support/reference-layers';

const sizes = [
  { batch: 2, channels: 1, pixels: 1 },
  { batch: 8, channels: 3, pixels: 4 },
  { batch: 13, channels: 5, pixels: 1 },
  { batch: 29, channels: 2, pixels: 35 },
];
const SHARDS = 3;

describe.each(variants)('batch norm, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  /** Offset makes the mean large against the deviation, where float32 sums would lose everything. */
  test.each(sizes.flatMap((size) => [0, 1000].map((offset) => ({ ...size, offset }))))(
    '$batch × $channels × $pixels around $offset agrees with float64 in both directions',
    ({ batch, channels, pixels, offset }) => {
      const { kernels } = bench;
      const features = channels * pixels;
      const packs = Math.ceil(batch / PACK);
      const random = new TestRandom(batch);
      const plan: BatchNormPlan = {
        type: 'batch_norm2d',
        name: 'norm',
        channels,
        pixels,
        eps: 1e-5,
        momentum: 0.25,
      };
      const x = random.floats(batch * features).map((value) => value + offset);
      const dy = random.floats(batch * features);
      const weight = random.floats(channels).map((value) => value + 1.5);
      const bias = random.floats(channels);
      // Spare lanes hold what must not count.
      const input = bench.floats(toPacks(x, batch, features, 1e6));
      const gradient = bench.floats(toPacks(dy, batch, features, 0));
      const [w, b] = [bench.floats(weight), bench.floats(bias)];
      const running = bench.floats([...Array<number>(channels).fill(2), ...weight]);
      const statistics = bench.output(4 * channels);
      const row = 4 * channels;
      const packBytes = features * PACK * 4;
      const images = (pack: number): number => Math.min(PACK, batch - pack * PACK);
      const shardOf = (pack: number): number => pack % SHARDS;

      const sums = bench.allocate(SHARDS * channels * 16);
      const gradientSums = bench.allocate(SHARDS * channels * 16);
      for (let pack = 0; pack < packs; pack++) {
        const at = sums + shardOf(pack) * channels * 16;
        kernels.batchNormCollect(at, input + pack * packBytes, channels, pixels, images(pack));
      }
      const count = batch * pixels;
      const { eps, momentum } = plan;
      kernels.batchNormStatistics(statistics, sums, SHARDS, channels, count, eps, momentum, running, running + row, true); // prettier-ignore
      const expected = batchStatistics(x, plan);
      const moved = bench.read(running, 2 * channels);
      for (let c = 0; c < channels; c++) {
        const mean = 0.75 * 2 + 0.25 * expected.mean[c]!;
        const unbiased = (expected.variance[c]! * count) / (count - 1);
        const variance = 0.75 * weight[c]! + 0.25 * unbiased;
        expectWithin([moved[c]!], [mean], 'running mean', (value) => 2e-7 * (1 + Math.abs(value)));
        expectWithin([moved[channels + c]!], [variance], 'running variance', () => 2e-6);
      }

      // A mean of 1000 is known to 3e-5, and so is x: that is all float32 can hold.
      const noise = 3e-6 + offset * 6e-7 * (1 / Math.sqrt(Math.min(...expected.variance) + eps));
      const output = bench.output(packs * features * PACK);
      kernels.batchNormForward(output, input, statistics, w, b, channels, pixels, packs);
      const y = fromPacks(bench.read(output, packs * features * PACK), batch, features);
      const reference = batchNormForward(x, weight, bias, plan, expected);
      expectWithin(y, reference, 'y', (value) => noise * (1 + Math.abs(value)));

      for (let pack = 0; pack < packs; pack++) {
        const at = gradientSums + shardOf(pack) * channels * 16;
        const offsetBytes = pack * packBytes;
        kernels.batchNormCollectGradient(at, gradient + offsetBytes, input + offsetBytes, statistics, channels, pixels); // prettier-ignore
      }
      kernels.batchNormGradientStatistics(statistics + 2 * row, gradientSums, SHARDS, channels, count); // prettier-ignore
      for (let pack = 0; pack < packs; pack++) {
        const at = pack * packBytes;
        kernels.batchNormInputGradient(input + at, gradient + at, statistics, w, channels, pixels, images(pack)); // prettier-ignore
      }
      const { dx } = batchNormBackward(x, weight, dy, plan);
      const scale = 1 / Math.sqrt(Math.min(...expected.variance) + eps);
      const packed = bench.read(input, packs * features * PACK);
      expectWithin(fromPacks(packed, batch, features), dx, 'dx', () => 4 * noise * scale);
      // Spare lanes give no gradient to the layers below.
      const spare = toPacks(new Float32Array(batch * features), batch, features, 1);
      spare.forEach((isSpare, i) => {
        if (isSpare === 1) expect(packed[i]! + 0).toBe(0);
      });
    },
  );

  test('predicts with the running statistics', () => {
    const statistics = bench.output(4);
    const mean = bench.floats([3, -1]);
    const variance = bench.floats([4, 0]);
    bench.kernels.batchNormRunning(statistics, 2, 1, mean, variance);
    expectWithin(bench.read(statistics, 4), [3, -1, 1 / Math.sqrt(5), 1], 'statistics', () => 1e-7);
  });
});
