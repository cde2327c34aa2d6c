/** What we export, in ONNX Runtime, against the engine. */
import { fromBinary } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../extension/engine/api';
import type { NetworkPlan } from '../../extension/engine/plan';
import { ModelProtoSchema } from '../../extension/formats/onnx/onnx_pb';
import { writeOnnx } from '../../extension/formats/onnx/write-onnx';
import { product } from '../../extension/kernels/sizes';
import { type Images, resolveModel } from '../../extension/models/model';
import type { ModelSpec } from '../../extension/models/spec';
import { templates } from '../../extension/vscode/settings/templates';
import { OnnxModel } from '../onnx/runtime';
import { expectWithin } from '../support/close';
import { startEngine } from '../support/engine';
import { COLOUR, layerCases } from '../support/layer-cases';
import { MNIST } from '../support/models';
import { TestRandom } from '../support/random';
import { drawnCase, randomCase } from '../support/random-network';
import { softmax } from '../support/reference';

const COUNT = 20;
const STEPS = 3;
const optimizer = { type: 'adam', lr: 0.01 } as const;
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine('portable', 1);
});
afterAll(() => engine.dispose());

/** Trains a little, so that running statistics and biases are none that all have, and compares all images. */
async function expectAgreement(
  plan: NetworkPlan,
  images: Uint8Array,
  labels: Uint8Array,
  classes: number,
): Promise<void> {
  const data = engine.addDataset(images, labels, plan.inputShape);
  const network = engine.addNetwork(plan, labels.length, { seed: 1, stream: 2 });
  network.initialize();
  const all = Uint32Array.from(labels.keys());
  for (let step = 0; step < STEPS; step++) network.trainStep(data, all);
  const expected = network.logits(data, 0, labels.length);
  const names = Array.from({ length: classes }, (_, at) => `class ${at}`);
  const bytes = writeOnnx({ id: 'tiny', plan, weights: network.weights(), classes: names });
  const model = await OnnxModel.open(bytes);
  const { logits, probabilities } = await model.run(images, plan.inputShape);
  await model.close();
  expectWithin(logits, expected, 'logits', (value) => 1e-5 * (1 + Math.abs(value)));
  expectWithin(probabilities, softmax(expected, classes), 'probabilities', () => 1e-5);
}

function noise({ shape, classes }: Images, seed: number) {
  const random = new TestRandom(seed);
  return {
    images: random.bytes(COUNT * product(shape)),
    labels: Uint8Array.from({ length: COUNT }, () => random.integer(0, classes - 1)),
  };
}

describe('an exported network answers in ONNX Runtime as it does here', () => {
  test.each(layerCases)('with $kind ($at)', async ({ layers, at }) => {
    const { plan } = resolveModel({ tiny: { layers, optimizer } }, 'tiny', COLOUR);
    const { images, labels } = noise(COLOUR, at);
    await expectAgreement(plan, images, labels, COLOUR.classes);
  });

  test.each(['centered', 'unit', 'standard'] as const)('of images that are %s', async (name) => {
    const statistics = { mean: [10, 100, 250], deviation: [3, 60, 90] };
    const layers = [{ type: 'linear', out_features: 'classes' }] as const;
    const spec: ModelSpec = { layers, optimizer, normalization: name };
    const images = { ...COLOUR, statistics: () => statistics };
    const { plan } = resolveModel({ tiny: spec }, 'tiny', images);
    const given = noise(COLOUR, 5);
    await expectAgreement(plan, given.images, given.labels, COLOUR.classes);
  });

  test.each(templates.filter(({ matches }) => !matches).map(({ id }) => id))(
    'of the template %s',
    async (id) => {
      const spec = templates.find((one) => one.id === id)!.spec('');
      const { plan } = resolveModel({ tiny: spec }, 'tiny', MNIST);
      const { images, labels } = noise(MNIST, 9);
      await expectAgreement(plan, images, labels, MNIST.classes);
    },
  );

  test.each(Array.from({ length: 20 }, (_, seed) => seed))('random, seed %i', async (seed) => {
    const make = seed % 2 === 0 ? randomCase : drawnCase;
    const { spec, imageShape: shape, classes, images, labels } = make(seed, COUNT);
    const { plan } = resolveModel({ tiny: { ...spec, optimizer } }, 'tiny', { shape, classes });
    await expectAgreement(plan, images, labels, classes);
  });
});

test('a model says what it is', async () => {
  const spec: ModelSpec = { layers: [{ type: 'linear', out_features: 'classes' }], optimizer };
  const { plan } = resolveModel({ tiny: spec }, 'tiny', COLOUR);
  const network = engine.addNetwork(plan, 1, { seed: 1, stream: 2 });
  network.initialize();
  const classes = ['cat', 'dog', 'größer', '数'];
  const bytes = writeOnnx({ id: 'tiny', plan, weights: network.weights(), classes });
  const model = fromBinary(ModelProtoSchema, bytes);
  expect(model).toMatchObject({ irVersion: 8n, producerName: 'MNIST Lab' });
  expect(model.opsetImport).toMatchObject([{ domain: '', version: 17n }]);
  expect(model.graph!.name).toBe('tiny');
  const [metadata] = model.metadataProps;
  expect(JSON.parse(metadata!.value)).toEqual(classes);
  const opened = await OnnxModel.open(bytes);
  expect(opened.names).toEqual({ inputs: ['images'], outputs: ['logits', 'probabilities'] });
  await opened.close();
});
