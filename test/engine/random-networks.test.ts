import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Network } from '../../extension/engine/network-plan';
import { expectWithin } from '../support/close';
import { startEngine } from '../support/engine';
import { TestRandom } from '../support/random';
import { randomCase } from '../support/random-network';
import { Adam, normalizePixels, sgdStep } from '../support/reference';
import { type Parameters, ReferenceNetwork, toParameters } from '../support/reference-network';

const IMAGES = 70;
const seeds = Array.from({ length: 24 }, (_, i) => 100 + i);
/** One image, less than a pack, a pack, several with a rest, more than one shard. */
const batches = [1, 3, 8, 29, 70];

/** The images and labels of a batch as the reference takes them. */
function pickBatch(given: ReturnType<typeof randomCase>, indices: Uint32Array) {
  const images = [...indices].flatMap((index) => [
    ...given.images.subarray(index * given.pixels, (index + 1) * given.pixels),
  ]);
  return {
    images: normalizePixels(images),
    labels: [...indices].map((index) => given.labels[index]!),
  };
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

describe.each([
  { simd: 'portable', threads: 1 },
  { simd: 'relaxed', threads: 3 },
] as const)('random networks with $simd SIMD on $threads threads', ({ simd, threads }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine(simd, threads);
  });
  afterAll(() => engine.dispose());

  test.each(seeds)('loss, gradients, step and prediction agree with float64 (seed %i)', (seed) => {
    const given = randomCase(seed, IMAGES);
    const random = new TestRandom(seed);
    const reference = new ReferenceNetwork(given.plan);
    const data = engine.addDataset(given.images, given.labels, given.pixels);
    const network = engine.addNetwork(given.plan, IMAGES);
    network.initialize(seed, 0);
    const adams = new Map<string, Adam>();

    for (const size of batches) {
      const indices = Uint32Array.from({ length: size }, () => random.integer(0, IMAGES - 1));
      const { images, labels } = pickBatch(given, indices);
      const parameters = toParameters(network.weights());
      const expected = reference.gradients(parameters, images, labels);

      const actual = network.gradients(data, indices);
      expectWithin([actual.loss], [expected.loss], 'loss', (value) => 2e-6 * (1 + value));
      const gradients = toParameters(actual.gradients);
      expect([...gradients.keys()]).toEqual([...expected.gradients.keys()]);
      for (const [name, gradient] of expected.gradients) {
        const allowed = 2e-6 * norm(gradient) + 1e-8;
        expectWithin(gradients.get(name)!, gradient, `batch of ${size}: ${name}`, () => allowed);
      }
      expectDifferences(reference, parameters, images, labels, expected.gradients, random);

      const loss = network.trainStep(data, indices);
      expect(loss, 'the loss before the step').toBe(actual.loss);
      expectStep(network, given.plan.optimizer, parameters, gradients, adams);
    }

    const { images } = pickBatch(
      given,
      Uint32Array.from({ length: IMAGES }, (_, i) => i),
    );
    const probabilities = reference.predict(toParameters(network.weights()), images, IMAGES);
    expectWithin(network.predict(data, 0, IMAGES), probabilities, 'predict', () => 2e-6);
    const part = probabilities.subarray(5 * given.classes, 18 * given.classes);
    expectWithin(network.predict(data, 5, 13), part, 'predict 5 to 17', () => 2e-6);
  });
});

/** The update, from the engine's own gradients. */
function expectStep(
  network: Network,
  optimizer: ReturnType<typeof randomCase>['plan']['optimizer'],
  before: Parameters,
  gradients: Parameters,
  adams: Map<string, Adam>,
): void {
  for (const { name, data } of network.weights()) {
    const parameters = before.get(name)!;
    const gradient = gradients.get(name)!;
    let expected: Float64Array;
    if (optimizer.type === 'adam') {
      const adam = adams.get(name) ?? new Adam(parameters.length, optimizer);
      adams.set(name, adam);
      expected = adam.update(parameters, gradient);
    } else {
      expected = sgdStep(parameters, gradient, optimizer.lr);
    }
    expectWithin(data, expected, `updated ${name}`, (value) => 1e-7 * (0.1 + Math.abs(value)));
  }
}

/**
 * The reference's gradient along a random direction of all parameters, against central differences
 * of its loss. ReLU has a kink, which a small step rarely crosses; two steps tell: the one that did
 * not cross is right.
 */
function expectDifferences(
  reference: ReferenceNetwork,
  parameters: Parameters,
  images: Float64Array,
  labels: readonly number[],
  gradients: Parameters,
  random: TestRandom,
): void {
  const directions = new Map(
    [...parameters].map(([name, values]) => [name, random.floats(values.length)]),
  );
  const moved = (step: number): Parameters =>
    new Map(
      [...parameters].map(([name, values]) => {
        const direction = directions.get(name)!;
        return [name, values.map((value, i) => value + step * direction[i]!)];
      }),
    );
  let expected = 0;
  for (const [name, gradient] of gradients) {
    const direction = directions.get(name)!;
    expected += gradient.reduce((sum, value, i) => sum + value * direction[i]!, 0);
  }
  const errors = [1e-6, 1e-7].map((step) => {
    const loss = (sign: number): number => reference.loss(moved(sign * step), images, labels);
    return Math.abs((loss(1) - loss(-1)) / (2 * step) - expected);
  });
  expect(Math.min(...errors)).toBeLessThan(1e-6 * (1 + Math.abs(expected)));
}
