import { afterEach, beforeAll, describe, test } from 'vitest';
import { expectWithin } from '../support/close';
import { readLayerFixtures } from '../support/fixtures';
import { KernelBench, variants } from '../support/kernels';
import { TestRandom } from '../support/random';
import type { AdadeltaPlan } from '../../extension/optimizers/adadelta';
import type { AdagradPlan } from '../../extension/optimizers/adagrad';
import type { AdamPlan } from '../../extension/optimizers/adam';
import type { NadamPlan } from '../../extension/optimizers/nadam';
import type { OptimizerPlan } from '../../extension/optimizers/kinds';
import type { RmspropPlan } from '../../extension/optimizers/rmsprop';
import type { SgdPlan } from '../../extension/optimizers/sgd';
import { ReferenceOptimizer } from '../support/reference';

const settings: AdamPlan = {
  type: 'adam',
  lr: 0.01,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
};
const sgdPlan: SgdPlan = { type: 'sgd', lr: 0.3, momentum: 0, nesterov: false, weightDecay: 0 };
const rmsprop: RmspropPlan = {
  type: 'rmsprop',
  lr: 0.05,
  alpha: 0.9,
  eps: 1e-6,
  momentum: 0.7,
  weightDecay: 0.1,
};
const adagrad: AdagradPlan = {
  type: 'adagrad',
  lr: 0.05,
  lrDecay: 0.1,
  initialAccumulatorValue: 0,
  eps: 1e-6,
  weightDecay: 0.1,
};
const adadelta: AdadeltaPlan = {
  type: 'adadelta',
  lr: 1,
  rho: 0.8,
  eps: 1e-4,
  weightDecay: 0.1,
};
const nadam: NadamPlan = {
  type: 'nadam',
  lr: 0.02,
  betas: [0.8, 0.99],
  eps: 1e-6,
  weightDecay: 0.1,
  momentumDecay: 0.05,
};
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

  test.each<[string, OptimizerPlan]>([
    ['SGD with momentum', { ...sgdPlan, momentum: 0.9 }],
    ['Nesterov', { ...sgdPlan, momentum: 0.8, nesterov: true, weightDecay: 0.1 }],
    ['SGD with weight decay', { ...sgdPlan, weightDecay: 0.2 }],
    ['Adam with weight decay', { ...settings, weightDecay: 0.3 }],
    ['AdamW', { ...settings, type: 'adamw', weightDecay: 0.3 }],
    ['NAdam', nadam],
    ['Adagrad', adagrad],
    ['Adadelta', adadelta],
    ['RMSprop', { ...rmsprop, momentum: 0, weightDecay: 0 }],
    ['RMSprop with momentum and weight decay', rmsprop],
  ])('%s takes several steps as float64 does', (_, plan) => {
    const { kernels } = bench;
    const count = 20;
    const shards = 3;
    const random = new TestRandom(3);
    const reference = new ReferenceOptimizer(count, plan);
    let expected: Float64Array = Float64Array.from(random.floats(count));
    const w = bench.floats(expected);
    const first = bench.floats(new Float32Array(count));
    const second = bench.floats(new Float32Array(count));
    for (let step = 1; step <= 5; step++) {
      const gradients = random.floats(shards * count);
      const g = bench.floats(gradients);
      const { lr, weightDecay } = plan;
      if (plan.type === 'sgd') {
        const { momentum, nesterov } = plan;
        kernels.sgdMomentumStep(w, g, shards, 4 * count, first, count, lr, momentum, nesterov, weightDecay); // prettier-ignore
      } else if (plan.type === 'adagrad') {
        const rate = lr / (1 + (step - 1) * plan.lrDecay);
        kernels.adagradStep(w, g, shards, 4 * count, first, count, rate, plan.eps, weightDecay);
      } else if (plan.type === 'adadelta') {
        const { rho, eps } = plan;
        kernels.adadeltaStep(w, g, shards, 4 * count, first, second, count, lr, rho, 1 - rho, eps, weightDecay); // prettier-ignore
      } else if (plan.type === 'nadam') {
        const [beta1, beta2] = plan.betas;
        const mu = (t: number): number => beta1 * (1 - 0.96 ** (t * plan.momentumDecay) / 2);
        const product = Array.from({ length: step }, (_, t) => mu(t + 1)).reduce((a, b) => a * b);
        const ofGradient = (lr * (1 - mu(step))) / (1 - product);
        const ofMomentum = (lr * mu(step + 1)) / (1 - product * mu(step + 1));
        const root = 1 / Math.sqrt(1 - beta2 ** step);
        kernels.nadamStep(w, g, shards, 4 * count, first, second, count, ofGradient, ofMomentum, beta1, 1 - beta1, beta2, 1 - beta2, root, plan.eps, weightDecay); // prettier-ignore
      } else if (plan.type === 'rmsprop') {
        const { alpha, eps, momentum } = plan;
        kernels.rmspropStep(w, g, shards, 4 * count, first, second, count, lr, alpha, 1 - alpha, eps, momentum, weightDecay); // prettier-ignore
      } else {
        const [beta1, beta2] = plan.betas;
        const root = 1 / Math.sqrt(1 - beta2 ** step);
        const decay = plan.type === 'adam' ? weightDecay : 0;
        const shrink = plan.type === 'adamw' ? 1 - lr * weightDecay : 1;
        kernels.adamStep(w, g, shards, 4 * count, first, second, count, lr / (1 - beta1 ** step), beta1, 1 - beta1, beta2, 1 - beta2, root, plan.eps, decay, shrink); // prettier-ignore
      }
      const sums = Float64Array.from(
        { length: count },
        (_, i) => gradients[i]! + gradients[count + i]! + gradients[2 * count + i]!,
      );
      expected = reference.update(expected, sums);
      expectWithin(bench.read(w, count), expected, `step ${step}`, () => 2e-6);
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
