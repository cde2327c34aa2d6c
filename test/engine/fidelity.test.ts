import { beforeAll, describe, expect, test } from 'vitest';
import type { Dataset } from '../../extension/data/dataset';
import type { Engine, EngineDataset, Network, Tensor } from '../../extension/engine/api';
import { expectWithin } from '../support/close';
import { consecutive, withEngine } from '../support/engine';
import { loadMnist } from '../support/mnist';
import { notebookModel } from '../support/models';
import { readFixtureTensors, readNetworkFixtures } from '../support/fixtures';

const fixtures = readNetworkFixtures();
const { batchSize } = fixtures;

let mnist: Dataset;
beforeAll(async () => {
  mnist = await loadMnist();
});

const engines = [
  { simd: 'portable', threads: 1 },
  { simd: 'portable', threads: 2 },
  { simd: 'relaxed', threads: 1 },
  { simd: 'relaxed', threads: 2 },
] as const;

interface Bounds {
  /** Error of each step's loss, absolute. */
  readonly loss: number;
  /** Error of a gradient, as a share of the tensor's largest. */
  readonly gradient: number;
  /** Error of a weight after the steps in the fixtures, absolute. */
  readonly weight: number;
}

const bounds: Record<string, Bounds> = {
  mlp: { loss: 2e-6, gradient: 2e-6, weight: 1e-8 },
  cnn: { loss: 5e-5, gradient: 2e-6, weight: 1e-8 },
  // Adam divides by the gradient's own size: where that is almost nothing, its rounding shows.
  'cnn-big': { loss: 1e-4, gradient: 2e-6, weight: 2e-5 },
};

function largest(data: ArrayLike<number>): number {
  return Float64Array.from(data).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function find(tensors: readonly Tensor[], name: string): Tensor {
  const tensor = tensors.find((candidate) => candidate.name === name);
  if (tensor === undefined) throw new Error(`there is no ${name}`);
  return tensor;
}

/** Compares what the fixtures have of the weights after a step: all, or a sample, and the sum. */
function expectWeights(id: string, step: number, network: Network, bound: number): void {
  const expected = readFixtureTensors(`${id}.step-${step}`);
  for (const { name, data } of network.weights()) {
    const stored = find(expected, name);
    const sampled = data.length > fixtures.fullCount;
    const actual = sampled ? data.filter((_, i) => i % fixtures.sampleStep === 0) : data;
    expectWithin(actual, stored.data, `${name} after step ${step}`, () => bound, stored.shape);
    const { sum } = fixtures.networks[id]!.updated[step]![name]!;
    const total = data.reduce((so, value) => so + value, 0);
    expectWithin([total], [sum], `sum of ${name}`, () => bound * Math.sqrt(data.length));
  }
}

describe.each(engines)('$simd SIMD on $threads threads computes what PyTorch does', (options) => {
  describe.each(Object.keys(bounds))('%s', (id) => {
    const { losses, updated } = fixtures.networks[id]!;
    const bound = bounds[id]!;

    /** The network with PyTorch's initial weights, on the real images. */
    async function withNetwork(use: (network: Network, data: EngineDataset) => void) {
      await withEngine(options.simd, options.threads, (engine: Engine) => {
        expect(engine.simd).toBe(options.simd);
        expect(engine.threads).toBe(options.threads);
        const { images, labels } = mnist.train;
        const data = engine.addDataset(images, labels, [1, 28, 28]);
        const network = engine.addNetwork(notebookModel(id).plan, batchSize, {
          seed: 0,
          stream: 0,
        });
        network.setWeights(readFixtureTensors(`${id}.initial`));
        use(network, data);
      });
    }

    test('gradients of the first batch', async () => {
      await withNetwork((network, data) => {
        const { loss, gradients } = network.gradients(data, consecutive(0, batchSize));
        expectWithin([loss], [losses[0]!], 'loss', () => 1e-6);
        const expected = readFixtureTensors(`${id}.gradients`);
        expect(gradients.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
        for (const { name, shape, data: gradient } of gradients) {
          const stored = find(expected, name);
          expect(shape).toEqual(stored.shape);
          const allowed = bound.gradient * largest(stored.data);
          expectWithin(gradient, stored.data, `gradient of ${name}`, () => allowed, shape);
        }
      });
    });

    test(`loss of ${losses.length} steps within ${bound.loss}, and the weights`, async () => {
      await withNetwork((network, data) => {
        const actual = losses.map((_, index) => {
          const loss = network.trainStep(data, consecutive(index * batchSize, batchSize));
          const step = index + 1;
          if (String(step) in updated) expectWeights(id, step, network, bound.weight);
          return loss;
        });
        expectWithin(actual, losses, 'loss', () => bound.loss);
      });
    });
  });
});
