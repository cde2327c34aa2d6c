import { expect, test } from 'vitest';
import { learningRate } from '../../extension/schedules/kinds';
import type { Network } from '../../extension/engine/api';
import { expectWithin } from '../support/close';
import { consecutive, withEngine } from '../support/engine';
import { readScheduleFixtures } from '../support/fixtures';
import { planOf } from '../support/models';
import { TestRandom } from '../support/random';
import { normalizePixels, ReferenceOptimizer } from '../support/reference';
import { ReferenceNetwork, toParameters } from '../support/reference-network';

const IMAGES = 20;
const optimizers = [
  { type: 'sgd', lr: 0.5 },
  { type: 'sgd', lr: 0.5, momentum: 0.9, weight_decay: 0.01 },
  { type: 'adam', lr: 0.5 },
  { type: 'adamw', lr: 0.5 },
  { type: 'rmsprop', lr: 0.5, momentum: 0.5 },
] as const;

test.each(optimizers)('each step goes as far as its learning rate says: %o', async (optimizer) => {
  const random = new TestRandom(1);
  const images = random.bytes(IMAGES * 9);
  const labels = Uint8Array.from({ length: IMAGES }, () => random.integer(0, 2));
  const plan = planOf({ layers: [{ type: 'linear', out_features: 'classes' }], optimizer }, [1, 3, 3], 3); // prettier-ignore
  const reference = new ReferenceNetwork(plan);
  await withEngine('portable', 1, (engine) => {
    const data = engine.addDataset(images, labels, [1, 3, 3]);
    const network: Network = engine.addNetwork(plan, IMAGES, { seed: 1, stream: 0 });
    network.initialize();
    const known = new Map<string, ReferenceOptimizer>();
    // The last one is of the plan.
    for (const rate of [0.02, 0.1, 0, 0.004, undefined]) {
      const before = toParameters(network.weights());
      const { gradients } = reference.gradients(before, normalizePixels(images), labels);
      if (rate === undefined) network.trainStep(data, consecutive(0, IMAGES));
      else network.trainStep(data, consecutive(0, IMAGES), rate);
      for (const { name, data: weights } of network.weights()) {
        const gradient = gradients.get(name)!;
        const own = known.get(name) ?? new ReferenceOptimizer(gradient.length, plan.optimizer);
        known.set(name, own);
        const expected = own.update(before.get(name)!, gradient, rate);
        const what = `${name} at ${rate}`;
        expectWithin(weights, expected, what, (value) => 2e-6 * (1 + Math.abs(value)));
        if (rate === 0) expect([...weights]).toEqual([...before.get(name)!]);
      }
    }
  });
});

test.each(readScheduleFixtures().cases)(
  'weights of SGD move by PyTorch’s schedule: $schedule',
  async ({ schedule, epochs, batchesPerEpoch, rates }) => {
    const { lr } = readScheduleFixtures();
    const plan = planOf(
      { layers: [{ type: 'linear', out_features: 'classes' }], optimizer: { type: 'sgd', lr } },
      [1, 1, 1],
      2,
    );
    await withEngine('portable', 1, (engine) => {
      const data = engine.addDataset(Uint8Array.of(0), Uint8Array.of(0), [1, 1, 1]);
      const network = engine.addNetwork(plan, 1, { seed: 1, stream: 0 });
      network.initialize();
      rates.slice(0, 60).forEach((rate, step) => {
        const bias = (): number => network.weights()[1]!.data[0]!;
        const [before, gradient] = [bias(), network.gradients(data, Uint32Array.of(0)).gradients[1]!.data[0]!]; // prettier-ignore
        const at = { step, epoch: Math.floor(step / batchesPerEpoch), batchesPerEpoch, epochs };
        network.trainStep(data, Uint32Array.of(0), learningRate(schedule, lr, at));
        expectWithin([bias()], [before - rate * gradient], `step ${step}`, () => 1e-6);
      });
    });
  },
);
