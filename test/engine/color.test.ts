import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channelStatistics } from '../../extension/data/statistics';
import type { Engine, Network, Tensor } from '../../extension/engine/api';
import { product } from '../../extension/kernels/sizes';
import { expectWithin } from '../support/close';
import { consecutive, startEngine } from '../support/engine';
import { type ColorFixtures, readColorFixtures } from '../support/fixtures';
import { resolveSpec } from '../support/models';

const fixtures = readColorFixtures();
const { images: count } = fixtures;
const SHAPE = [3, 32, 32] as const;
const CLASSES = 10;

type Case = ColorFixtures['cases'][number];
type Sampled = Case['logits'];

/** Numbers of 24 bits, as the script of the fixtures draws them. */
function draws(seed: number, length: number): number[] {
  let state = seed;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  });
}

function photographs(): Uint8Array {
  return Uint8Array.from(draws(1, count * product(SHAPE)), (value) => value >>> 16);
}

/** A rectangle of something in each image; what is around it is 0. */
function drawings(): Uint8Array {
  return photographs().map((byte, at) => {
    const [column, row, image] = [at % 32, Math.floor(at / 32) % 32, Math.floor(at / 3072)];
    const [left, top] = [image % 13, (7 * image) % 11];
    const inside = row >= top && row < top + 18 && column >= left && column < left + 15;
    return inside ? byte : 0;
  });
}

function firstWeights(network: Network): Tensor[] {
  let bound = NaN;
  let seed = 7;
  return network.weights().map(({ name, shape, data }) => {
    if (name.includes('running')) return { name, shape, data };
    if (shape.length > 1) bound = 1 / Math.sqrt(product(shape.slice(1)));
    const about = shape.length === 1 && name.endsWith('weight') ? 1 : 0;
    const shares = draws(seed++, data.length).map((value) => value / 2 ** 24);
    return { name, shape, data: Float32Array.from(shares, (a) => about + (2 * a - 1) * bound) };
  });
}

function expectSampled(data: Float32Array, expected: Sampled, share: number, what: string): void {
  const { samples, norm, largest } = expected;
  const picked = samples.map((_, i) =>
    data.length > samples.length ? data[Math.floor((i * data.length) / samples.length)]! : data[i]!,
  );
  expectWithin(picked, samples, what, () => share * (largest + 0.01));
  const length = Math.sqrt(data.reduce((sum, value) => sum + value * value, 0));
  expectWithin([length], [norm], `the norm of ${what}`, () => share * norm);
}

describe.each([
  { simd: 'portable', threads: 1 },
  { simd: 'relaxed', threads: 2 },
] as const)('images in colour, $simd SIMD on $threads threads', ({ simd, threads }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine(simd, threads);
  });
  afterAll(() => engine.dispose());

  test.each(fixtures.cases)('train $network on $images as PyTorch does', (given) => {
    const bytes = given.images === 'photographs' ? photographs() : drawings();
    const labels = Uint8Array.from({ length: count }, (_, i) => (3 * i) % CLASSES);
    const data = engine.addDataset(bytes, labels, SHAPE);
    const { plan } = resolveSpec(given.spec, {
      ...{ shape: SHAPE, classes: CLASSES },
      statistics: () => channelStatistics({ images: bytes }, SHAPE),
    });
    const network = engine.addNetwork(plan, count, { seed: 0, stream: 0 });
    network.initialize();
    network.setWeights(firstWeights(network));
    const batch = consecutive(0, count);

    const { gradients } = network.gradients(data, batch);
    expect(gradients.map(({ name }) => name)).toEqual(Object.keys(given.gradients));
    for (const { name, data } of gradients) {
      expectSampled(data, given.gradients[name]!, 4e-6, `the gradient of ${name}`);
    }
    const losses = given.losses.map(() => network.trainStep(data, batch));
    expectWithin(losses, given.losses, 'losses', () => 3e-6);
    for (const { name, data } of network.weights()) {
      const expected = given.weights[name];
      if (expected !== undefined) expectSampled(data, expected, 1e-5, `${name} after all steps`);
    }
    expectSampled(network.logits(data, 0, count), given.logits, 2e-5, 'the logits');
  });
});
