import { afterEach, beforeAll, describe, test } from 'vitest';
import { expectWithin } from '../support/close';
import { readLayerFixtures } from '../support/fixtures';
import { KernelBench, variants } from '../support/kernels';
import { TestRandom } from '../support/random';
import type { AdamPlan, SgdPlan } from '../../extension/engine/network-plan';
import { ReferenceOptimizer } from '../support/reference';

const settings: AdamPlan = {
  type: 'adam',
  lr: 0.01,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
};
const sgdPlan: SgdPlan = { type: 'sgd', lr: 0.3, momentum: 0, nesterov: false, weightDecay: 0 };
/** Kernels take a multiple of 4. */
const counts = [4, 12, 20, 68];

describe.each(variants)('optimisers, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  function adamStep(
    step: number,
    parameters: number,
    gradients: number,
    m: number,
    v: number,
    count: number,
    shards = 1,
    pitch = 0,
  ) {
    const { lr, betas, eps } = settings;
    bench.kernels.adamStep(
      parameters,
      gradients,
      shards,
      pitch,
      m,
      v,
      count,
      lr / (1 - betas[0] ** step),
      betas[0],
      1 - betas[0],
      betas[1],
      1 - betas[1],
      1 / Math.sqrt(1 - betas[1] ** step),
      eps,
      0,
      1,
    );
  }

  function pad(values: readonly number[]): number[] {
    return [...values, ...Array<number>(-values.length & 3).fill(0)];
  }

  test('Adam follows PyTorch over several steps', () => {
    const { parameters, gradients, updated } = readLayerFixtures().adam;
    const count = pad(parameters).length;
    const address = bench.floats(pad(parameters));
    const m = bench.floats(new Float32Array(count));
    const v = bench.floats(new Float32Array(count));
    gradients.forEach((gradient, index) => {
      adamStep(index + 1, address, bench.floats(pad(gradient)), m, v, count);
      const actual = bench.read(address, parameters.length);
      expectWithin(
        actual,
        updated[index]!,
        `step ${index + 1}`,
        (value) => 2e-7 * (0.1 + Math.abs(value)),
      );
    });
  });

  test('SGD follows PyTorch over several steps', () => {
    const { parameters, gradients, updated } = readLayerFixtures().sgd;
    const address = bench.floats(pad(parameters));
    gradients.forEach((gradient, index) => {
      bench.kernels.sgdStep(address, bench.floats(pad(gradient)), 1, 0, pad(gradient).length, 0.01);
      const actual = bench.read(address, parameters.length);
      expectWithin(
        actual,
        updated[index]!,
        `step ${index + 1}`,
        (value) => 2e-7 * (0.1 + Math.abs(value)),
      );
    });
  });

  test.each(counts)('%i parameters from the sum of any number of shards', (count) => {
    const random = new TestRandom(count);
    for (const shards of [1, 2, 7, 8]) {
      // Shards lie further apart than they are long.
      const pitch = count + 8;
      const gradients = random.floats(shards * pitch);
      const parameters = random.floats(count);
      const sum = Float64Array.from({ length: count }, (_, i) => {
        let total = 0;
        for (let shard = 0; shard < shards; shard++) total += gradients[shard * pitch + i]!;
        return total;
      });
      const close = (value: number): number => 1e-6 * (1 + Math.abs(value));

      const shardAddress = bench.floats(gradients);
      const sgd = bench.floats(parameters);
      bench.kernels.sgdStep(sgd, shardAddress, shards, pitch * 4, count, 0.3);
      const descended = new ReferenceOptimizer(count, sgdPlan).update(parameters, sum);
      expectWithin(bench.read(sgd, count), descended, 'SGD', close);

      const adam = bench.floats(parameters);
      const m = bench.floats(new Float32Array(count));
      const v = bench.floats(new Float32Array(count));
      adamStep(1, adam, shardAddress, m, v, count, shards, pitch * 4);
      const expected = new ReferenceOptimizer(count, settings).update(parameters, sum);
      expectWithin(bench.read(adam, count), expected, 'Adam', close);

      bench.kernels.reduceShards(shardAddress, shards, pitch * 4, count);
      expectWithin(bench.read(shardAddress, count), sum, 'reduced', close);
      bench.check();
      bench.reset();
    }
  });

  test('no parameters, no change', () => {
    const address = bench.floats([1, 2, 3, 4]);
    bench.kernels.sgdStep(address, address, 1, 0, 0, 0.1);
    bench.kernels.reduceShards(address, 2, 8, 0);
    adamStep(1, address, address, address, address, 0);
    expectWithin(bench.read(address, 4), [1, 2, 3, 4], 'untouched', () => 0);
  });
});
