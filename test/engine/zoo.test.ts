import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Tensor } from '../../extension/engine/api';
import { expectWithin } from '../support/close';
import { consecutive, startEngine } from '../support/engine';
import { readZooFixtures, type ZooTensors } from '../support/fixtures';
import { planOf } from '../support/models';
import { softmax } from '../support/reference';

const zoo = readZooFixtures();

function toTensors(tensors: ZooTensors): Tensor[] {
  return Object.entries(tensors).map(([name, { shape, data }]) => ({
    name,
    shape,
    data: Float32Array.from(data),
  }));
}

/** Errors count against the largest value of a tensor. */
function expectTensors(actual: readonly Tensor[], expected: ZooTensors, what: string): void {
  expect(actual.map(({ name }) => name)).toEqual(Object.keys(expected));
  for (const { name, shape, data } of actual) {
    const wanted = expected[name]!;
    expect(shape, name).toEqual(wanted.shape);
    const size = Math.max(...wanted.data.map(Math.abs));
    expectWithin(data, wanted.data, `${what} of ${name}`, () => 4e-6 * (size + 0.01));
  }
}

describe.each([
  { simd: 'portable', threads: 1 },
  { simd: 'relaxed', threads: 3 },
] as const)('$simd SIMD on $threads threads does what PyTorch does', ({ simd, threads }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine(simd, threads);
  });
  afterAll(() => engine.dispose());

  test.each(Object.entries(zoo.cases))('%s', (_, given) => {
    const plan = planOf(given.spec, zoo.imageShape, zoo.classes);
    const data = engine.addDataset(
      Uint8Array.from(zoo.images),
      Uint8Array.from(zoo.labels),
      zoo.imageShape,
    );
    const batch = consecutive(0, data.count);
    const network = engine.addNetwork(plan, data.count, { seed: 0, stream: 0 });
    network.setWeights(toTensors(given.initial));

    const { loss, gradients } = network.gradients(data, batch);
    expect(loss).toBeCloseTo(given.losses[0]!, 6);
    expectTensors(gradients, given.gradients, 'gradient');
    const losses = given.losses.map(() => network.trainStep(data, batch));
    expectWithin(losses, given.losses, 'losses', () => 2e-6);
    expectTensors(network.weights(), given.final, 'final state');
    expectWithin(
      softmax(network.logits(data, 0, data.count), zoo.classes),
      given.probabilities,
      'probabilities',
      () => 5e-6,
    );
  });
});
