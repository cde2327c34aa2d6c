import { beforeEach, expect, it } from 'vitest';
import { Inspector } from '../../extension/inspection/inspector';
import type { Answer, Question } from '#shared/protocol/questions';
import { MNIST, notebookModel } from '../support/models';
import { FakeEngine } from '../training/fake-engine';
import { blankDataset } from '../training/support';

const TEST_IMAGES = 25;
let engine: FakeEngine;
let inspector: Inspector;

beforeEach(() => {
  engine = new FakeEngine();
  const { test } = blankDataset(10, TEST_IMAGES);
  inspector = new Inspector({
    engine,
    networks: ['mlp', 'cnn-big'].map((id) => {
      const { plan, summary } = notebookModel(id);
      return { summary, network: engine.addNetwork(plan, 8, { seed: 0, stream: 0 }) };
    }),
    images: MNIST,
    test,
    testImages: engine.addDataset(test.images, test.labels),
    dataFolder: '',
  });
});

const ask = (question: Question): Promise<Answer> =>
  inspector.answer(question, undefined, new AbortController().signal);
const cell = (model: string, digit: number): Promise<Answer> =>
  ask({ kind: 'cell', model, actual: digit, predicted: digit });

it('has every test image predicted once by each network, however many cells are looked at', async () => {
  for (let digit = 0; digit < 10; digit++) {
    expect(await cell('mlp', digit)).toMatchObject({ total: digit < 5 ? 3 : 2 });
    await cell('cnn-big', digit);
  }
  expect(engine.predicted).toBe(2 * TEST_IMAGES);
});

it('has them predicted anew by weights that have changed', async () => {
  await cell('mlp', 0);
  inspector.weightsChanged();
  await cell('mlp', 0);
  expect(engine.predicted).toBe(4 * TEST_IMAGES);
});

it('has an image predicted alone, by each network', async () => {
  await ask({ kind: 'predict', image: { index: 7 } });
  expect(engine.predicted).toBe(2);
});
