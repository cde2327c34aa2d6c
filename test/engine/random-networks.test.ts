import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Network } from '../../extension/engine/api';
import type { NetworkPlan } from '../../extension/engine/plan';
import { product } from '../../extension/kernels/sizes';
import { expectWithin } from '../support/close';
import { keepsOf } from '../support/dropout';
import { startEngine } from '../support/engine';
import { planOf } from '../support/models';
import { TestRandom } from '../support/random';
import { drawnCase, randomCase } from '../support/random-network';
import { normalizePixels, ReferenceOptimizer, softmax } from '../support/reference';
import { type Parameters, ReferenceNetwork, toParameters } from '../support/reference-network';

const IMAGES = 70;
const SHAKES = 2;
const cases = [
  ...Array.from({ length: 60 }, (_, i) => ({ make: randomCase, images: 'noise', seed: 100 + i })),
  ...Array.from({ length: 30 }, (_, i) => ({ make: drawnCase, images: 'drawings', seed: i })),
];
/** Two images (batch norm needs as many), less than a pack, a pack, several with a rest, two shards. */
const batches = [2, 3, 8, 29, 70];

/** The images and labels of a batch as the reference takes them. */
function pickBatch(given: ReturnType<typeof randomCase>, indices: Uint32Array) {
  const pixels = product(given.imageShape);
  const images = [...indices].flatMap((index) => [
    ...given.images.subarray(index * pixels, (index + 1) * pixels),
  ]);
  return {
    images: normalizePixels(images),
    labels: [...indices].map((index) => given.labels[index]!),
  };
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/** A value as float32's rounding may leave it. */
function rounded(value: number, random: TestRandom): number {
  return value * (1 + 2 ** -24 * (2 * random.next() - 1));
}

/**
 * The same parameters up to float32's rounding, as the images. How far that moves the gradients tells how well they are
 * defined at all: a batch norm of two nearly equal images divides by almost nothing.
 */
function shake(parameters: Parameters, random: TestRandom): Parameters {
  return new Map(
    [...parameters].map(([name, values]) => [name, values.map((value) => rounded(value, random))]),
  );
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

  const title = 'loss, gradients, step and prediction agree with float64 ($images, seed $seed)';
  test.each(cases)(title, ({ make, seed }) => {
    const given = make(seed, IMAGES);
    const { imageShape, classes, images: bytes } = given;
    const plan = planOf(given.spec, imageShape, classes);
    const random = new TestRandom(seed);
    let step = 0;
    const reference = new ReferenceNetwork(
      plan,
      keepsOf(plan, seed, 7, () => step),
    );
    const data = engine.addDataset(bytes, given.labels, imageShape);
    const network = engine.addNetwork(plan, IMAGES, { seed, stream: 7 });
    network.initialize();
    const optimizers = new Map<string, ReferenceOptimizer[]>();

    for (const size of batches) {
      const indices = Uint32Array.from({ length: size }, () => random.integer(0, IMAGES - 1));
      const { images, labels } = pickBatch(given, indices);
      const parameters = toParameters(network.weights());
      const expected = reference.gradients(parameters, images, labels);

      const actual = network.gradients(data, indices);
      expectWithin([actual.loss], [expected.loss], 'loss', (value) => 2e-6 * (1 + value));
      const gradients = toParameters(actual.gradients);
      expect([...gradients.keys()]).toEqual([...expected.gradients.keys()]);
      // One shake may leave a single number where it was.
      const shaken = Array.from({ length: SHAKES }, () => {
        const nearly = images.map((value) => rounded(value, random));
        return reference.gradients(shake(parameters, random), nearly, labels).gradients;
      });
      for (const [name, gradient] of expected.gradients) {
        const magnitude = Math.max(...expected.magnitudes.get(name)!);
        const moved = shaken.map((one) =>
          norm(gradient.map((value, i) => value - one.get(name)![i]!)),
        );
        const sensitivity = Math.max(...moved);
        const allowed = 5e-7 * magnitude + 40 * sensitivity;
        expectWithin(gradients.get(name)!, gradient, `batch of ${size}: ${name}`, () => allowed);
      }
      expectDifferences(reference, parameters, images, labels, expected.gradients, random);

      const loss = network.trainStep(data, indices);
      expect(loss, 'the loss before the step').toBe(actual.loss);
      expectStep(network, plan, parameters, gradients, optimizers, random);
      expectStatistics(network, reference.runningStatistics(parameters, images, size));
      step++;
    }

    const { images } = pickBatch(
      given,
      Uint32Array.from({ length: IMAGES }, (_, i) => i),
    );
    const probabilities = reference.predict(toParameters(network.weights()), images, IMAGES);
    const predict = (first: number, count: number): Float64Array =>
      softmax(network.logits(data, first, count), classes);
    expectWithin(predict(0, IMAGES), probabilities, 'all images', () => 4e-6);
    const part = probabilities.subarray(5 * classes, 18 * classes);
    expectWithin(predict(5, 13), part, 'images 5 to 17', () => 4e-6);
  });
});

function expectStatistics(network: Network, expected: Parameters): void {
  const actual = toParameters(network.weights());
  for (const [name, values] of expected) {
    expectWithin(actual.get(name)!, values, name, (value) => 2e-6 * (1 + Math.abs(value)));
  }
}

/**
 * The update, from the engine's own gradients. Where weight decay and gradient all but cancel, Adam makes what is left as
 * large as any: how far float32's rounding of the two moves that, shaken optimisers tell.
 */
function expectStep(
  network: Network,
  { optimizer }: NetworkPlan,
  before: Parameters,
  gradients: Parameters,
  optimizers: Map<string, ReferenceOptimizer[]>,
  random: TestRandom,
): void {
  for (const { name, data } of network.weights()) {
    const gradient = gradients.get(name);
    if (gradient === undefined) continue; // running statistics
    const known =
      optimizers.get(name) ??
      Array.from({ length: 1 + SHAKES }, () => new ReferenceOptimizer(gradient.length, optimizer));
    optimizers.set(name, known);
    const [reference, ...others] = known;
    const start = before.get(name)!;
    const expected = reference!.update(start, gradient);
    const shaken = others.map((one) => {
      const nearly = start.map((value) => rounded(value, random));
      return one.update(nearly, gradient).map((value, i) => value - nearly[i]!);
    });
    const errors = data.map((value, i) => {
      const moved = shaken.map((change) => Math.abs(change[i]! - (expected[i]! - start[i]!)));
      const allowed = 2e-7 * (0.1 + Math.abs(expected[i]!)) + 4 * Math.max(...moved);
      return (value - expected[i]!) / allowed;
    });
    expectWithin(
      errors,
      errors.map(() => 0),
      `errors of updated ${name}, as shares`,
      () => 1,
    );
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
