import { expect, test } from 'vitest';
import { withEngine } from '../support/engine';
import { MNIST, resolveSpec } from '../support/models';
import { TestRandom } from '../support/random';
import { drawings } from '../support/random-network';

const ENGINES = 1000;
const IMAGES = 40;

test('an engine that has just started takes networks and trains them, a thousand times', async () => {
  const random = new TestRandom(11);
  const images = drawings(random, IMAGES, MNIST.shape);
  const labels = Uint8Array.from({ length: IMAGES }, () => random.integer(0, 9));
  const batch = Uint32Array.from({ length: IMAGES }, (_, i) => i);
  const { plan } = resolveSpec(
    {
      layers: [{ type: 'linear', out_features: 'classes' }],
      optimizer: { type: 'sgd', lr: 0.1 },
    },
    MNIST,
  );
  const losses = new Set<number>();
  for (let engines = 0; engines < ENGINES; engines++) {
    // Memory grows as soon as there is an engine, which every thread of it has to see.
    const loss = await withEngine('portable', 2, (engine) => {
      const data = engine.addDataset(images, labels, MNIST.shape);
      const network = engine.addNetwork(plan, IMAGES, { seed: 42, stream: 3 });
      network.initialize();
      return network.trainStep(data, batch);
    });
    losses.add(loss);
  }
  expect(losses.size).toBe(1);
});
