import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Network } from '../../extension/engine/api';
import type { ModelSpec } from '../../extension/models/spec';
import { product } from '../../extension/kernels/sizes';
import { expectWithin } from '../support/close';
import { consecutive, startEngine, withEngine } from '../support/engine';
import { planOf } from '../support/models';
import { TestRandom } from '../support/random';

const SHAPE = [2, 14, 13] as const;
const IMAGES = 90;
const CLASSES = 5;

const augment: ModelSpec['augment'] = {
  translate: 0.2,
  degrees: 30,
  scale: [0.8, 1.2],
  shear: 10,
  horizontal_flip: 0.5,
  elastic: { alpha: 30, sigma: 2 },
  erasing: {},
};

/** One of each way that images come in: lists of pixels, spans, packs, and packs that are gathered twice. */
const networks: Record<string, ModelSpec> = {
  linear: {
    layers: [
      { type: 'linear', out_features: 30 },
      { type: 'relu' },
      { type: 'linear', out_features: 'classes' },
    ],
    optimizer: { type: 'adam', lr: 0.01 },
    normalization: 'unit',
    augment,
  },
  convolution: {
    layers: [
      { type: 'conv2d', out_channels: 4, kernel_size: 3 },
      { type: 'relu' },
      { type: 'linear', out_features: 'classes' },
    ],
    optimizer: { type: 'sgd', lr: 0.05 },
    augment,
  },
  'batch norm': {
    layers: [
      // A bias before the norm would have no gradient but rounding.
      { type: 'conv2d', out_channels: 4, kernel_size: 3, padding: 1, bias: false },
      { type: 'batch_norm2d' },
      { type: 'relu' },
      { type: 'linear', out_features: 'classes' },
    ],
    optimizer: { type: 'sgd', lr: 0.05, momentum: 0.9 },
    augment,
  },
};

function dataOf(engine: Engine) {
  const random = new TestRandom(1);
  const labels = Uint8Array.from({ length: IMAGES }, () => random.integer(0, CLASSES - 1));
  // Something in the middle, of another width in each image.
  const images = random.bytes(IMAGES * product(SHAPE)).map((byte, at) => {
    const [column, image] = [at % SHAPE[2], Math.floor(at / product(SHAPE))];
    return Math.abs(column - 6) <= image % 6 ? byte : 0;
  });
  return engine.addDataset(images, labels, SHAPE);
}

function batches(count: number): Uint32Array[] {
  const random = new TestRandom(2);
  return Array.from({ length: count }, () =>
    Uint32Array.from({ length: 70 }, () => random.integer(0, IMAGES - 1)),
  );
}

function add(engine: Engine, spec: ModelSpec): Network {
  return engine.addNetwork(planOf(spec, SHAPE, CLASSES), IMAGES, { seed: 9, stream: 4 });
}

describe.each(Object.keys(networks))('%s', (name) => {
  const spec = networks[name]!;

  test('any number of threads trains to the same bits', async () => {
    const trained = await Promise.all(
      [1, 2, 3].map((threads) =>
        withEngine('portable', threads, (engine) => {
          const data = dataOf(engine);
          const network = add(engine, spec);
          network.initialize();
          const losses = batches(5).map((batch) => network.trainStep(data, batch));
          return { losses, weights: network.weights() };
        }),
      ),
    );
    expect(trained[1]).toEqual(trained[0]);
    expect(trained[2]).toEqual(trained[0]);
    expect(trained[0]!.losses.every(Number.isFinite)).toBe(true);
  });

  describe('on one engine', () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await startEngine('portable', 1);
    });
    afterAll(() => engine.dispose());

    test('what goes on from a state has the same bits', () => {
      const data = dataOf(engine);
      const [whole, rest] = [add(engine, spec), add(engine, spec)];
      whole.initialize();
      const [first, second, ...last] = batches(5);
      for (const batch of [first!, second!]) whole.trainStep(data, batch);
      rest.setState(whole.state());
      for (const batch of last)
        expect(rest.trainStep(data, batch)).toBe(whole.trainStep(data, batch));
      expect(rest.weights()).toEqual(whole.weights());
    });

    test('training sees the examples, and tests see the images as they are', () => {
      const data = dataOf(engine);
      const { augment: _, ...still } = spec;
      const [varied, plain] = [add(engine, spec), add(engine, still)];
      varied.initialize();
      plain.setWeights(varied.weights());
      const all = consecutive(0, IMAGES);
      expect(varied.logits(data, 0, IMAGES)).toEqual(plain.logits(data, 0, IMAGES));

      const [batch] = batches(1);
      const examples = varied.examples(data, batch!);
      expect(plain.examples(data, all)).not.toEqual(varied.examples(data, all));
      const labels = dataLabels(batch!);
      const seen = engine.addDataset(examples, labels, SHAPE);
      const expected = plain.gradients(seen, consecutive(0, batch!.length));
      const actual = varied.gradients(data, batch!);
      // Packed in another order.
      expectWithin([actual.loss], [expected.loss], 'loss', () => 1e-6);
      actual.gradients.forEach(({ data: gradient }, i) => {
        const wanted = expected.gradients[i]!.data;
        const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expectWithin(gradient, wanted, actual.gradients[i]!.name, () => 1e-5 * (largest + 0.01));
      });
      // The next step draws anew.
      varied.trainStep(data, batch!);
      expect(varied.examples(data, batch!)).not.toEqual(examples);
    });
  });
});

function dataLabels(batch: Uint32Array): Uint8Array {
  const random = new TestRandom(1);
  const labels = Uint8Array.from({ length: IMAGES }, () => random.integer(0, CLASSES - 1));
  return Uint8Array.from(batch, (index) => labels[index]!);
}

test('networks of a run that vary images alike see the same ones', async () => {
  await withEngine('portable', 1, (engine) => {
    const data = dataOf(engine);
    const plan = planOf(networks.linear!, SHAPE, CLASSES);
    const of = (stream: number): Uint8Array =>
      engine.addNetwork(plan, IMAGES, { seed: 9, stream }).examples(data, consecutive(0, 8));
    expect(of(1)).toEqual(of(2));
  });
});
