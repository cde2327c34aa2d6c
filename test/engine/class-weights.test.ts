import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balancedWeights } from '#shared/class-weights';
import type { Engine, Tensor } from '../../extension/engine/api';
import { expectWithin } from '../support/close';
import { consecutive, startEngine, withEngine } from '../support/engine';
import { readClassWeightFixtures, type ZooTensors } from '../support/fixtures';
import { resolveSpec } from '../support/models';

const fixtures = readClassWeightFixtures();
const { classes, imageShape } = fixtures;
const counts = Array.from(
  { length: classes },
  (_, index) => fixtures.labels.filter((label) => label === index).length,
);
type Case = (typeof fixtures.networks)[string];

const toTensors = (tensors: ZooTensors): Tensor[] =>
  Object.entries(tensors).map(([name, { shape, data }]) => ({
    ...{ name, shape, data: Float32Array.from(data) },
  }));

function expectTensors(actual: readonly Tensor[], expected: ZooTensors, what: string): void {
  expect(actual.map(({ name }) => name)).toEqual(Object.keys(expected));
  for (const { name, data } of actual) {
    const wanted = expected[name]!.data;
    const size = Math.max(...wanted.map(Math.abs));
    expectWithin(data, wanted, `${what} of ${name}`, () => 4e-6 * (size + 0.01));
  }
}

/** A network of a case, with weights as settings have them, and its data. */
function prepare(engine: Engine, { spec, initial, weight }: Case, balanced: boolean) {
  const given = { ...spec, class_weights: balanced ? ('balanced' as const) : weight };
  const { plan } = resolveSpec(given, { shape: imageShape, classes, counts });
  const data = engine.addDataset(
    Uint8Array.from(fixtures.images),
    Uint8Array.from(fixtures.labels),
    imageShape,
  );
  const network = engine.addNetwork(plan, data.count, { seed: 0, stream: 0 });
  network.setWeights(toTensors(initial));
  return { network, data, batch: consecutive(0, data.count) };
}

test('balanced weights are scikit-learn’s', () => {
  expect(balancedWeights(counts)).toEqual(fixtures.balanced);
  // numpy.unique leaves out what does not occur.
  expect(balancedWeights([4, 0, 2])).toEqual([0.75, 1, 1.5]);
});

describe.each([
  { simd: 'portable', threads: 1 },
  { simd: 'relaxed', threads: 3 },
] as const)('$simd SIMD on $threads threads, class weights do what PyTorch’s do', (how) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine(how.simd, how.threads);
  });
  afterAll(() => engine.dispose());

  test.each(Object.entries(fixtures.networks))('%s', (name, given) => {
    const { network, data, batch } = prepare(engine, given, name.includes('balanced'));
    const { loss, gradients } = network.gradients(data, batch);
    expect(loss).toBeCloseTo(given.losses[0]!, 6);
    expectTensors(gradients, given.gradients, 'gradient');
    const losses = given.losses.map(() => network.trainStep(data, batch));
    expectWithin(losses, given.losses, 'losses', () => 4e-6);
    expectTensors(network.weights(), given.final, 'final state');
  });
});

test('a batch in which no image counts leaves the network as it was', async () => {
  const given = fixtures.networks['mlp, a class that does not count']!;
  expect(given.weight[0]).toBe(0);
  await withEngine('portable', 1, (engine) => {
    const { network, data } = prepare(engine, given, false);
    const uncounted = fixtures.labels.flatMap((label, index) => (label === 0 ? [index] : []));
    const before = network.weights();
    expect(network.trainStep(data, Uint32Array.from(uncounted))).toBe(0);
    expect(network.weights()).toEqual(before);
  });
});

test('any number of threads gives the same bits', async () => {
  const given = fixtures.networks['mlp, a list']!;
  const results: string[] = [];
  for (const threads of [1, 2, 5]) {
    results.push(
      await withEngine('portable', threads, (engine) => {
        const { network, data, batch } = prepare(engine, given, false);
        const losses = [1, 2, 3].map(() => network.trainStep(data, batch));
        return JSON.stringify([losses, network.weights().map(({ data }) => [...data])]);
      }),
    );
  }
  expect(new Set(results).size).toBe(1);
});
