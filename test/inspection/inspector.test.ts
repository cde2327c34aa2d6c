import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import type { ImageSet } from '../../extension/data/dataset';
import { writeSafetensors } from '../../extension/formats/safetensors';
import type { InspectedPart } from '../../extension/inspection/inspected';
import { Inspector } from '../../extension/inspection/inspector';
import type { InspectionSource } from '../../extension/inspection/source';
import type { Answer, Question } from '#shared/protocol/questions';
import { builtFolder } from '../support/dist';
import { MNIST, notebookModel } from '../support/models';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';
import { FakeEngine } from '../training/fake-engine';
import { blankDataset, testConfig } from '../training/support';

const folder = useTemporaryFolder();
const TEST_IMAGES = 25;
let engine: FakeEngine;
let inspector: Inspector;

beforeEach(() => {
  engine = new FakeEngine();
  inspector = inspectorOf(blankDataset(10, TEST_IMAGES).test);
});

function inspectorOf(
  test: ImageSet,
  {
    validation = null,
    changed = null,
  }: { validation?: ImageSet | null; changed?: string | null } = {},
): Inspector {
  const part = (set: ImageSet): InspectedPart => ({
    set,
    images: engine.addDataset(set.images, set.labels),
  });
  return new Inspector({
    engine,
    networks: ['mlp', 'cnn-big'].map((id) => {
      const { plan, summary } = notebookModel(id);
      const { normalization } = plan;
      return {
        summary,
        normalization,
        network: engine.addNetwork(plan, 8, { seed: 0, stream: 0 }),
      };
    }),
    images: MNIST,
    parts: { validation: validation && part(validation), test: part(test) },
    examples: { count: 0, images: new Uint8Array(), labels: new Uint8Array() },
    data: null,
    codecFolder: join(builtFolder(), 'codecs'),
    changed,
  });
}

const ask = (question: Question, other?: InspectionSource): Promise<Answer> =>
  inspector.answer(question, other, new AbortController().signal);
const cell = (model: string, digit: number): Promise<Answer> =>
  ask({ kind: 'cell', model, actual: digit, predicted: digit });

it('has every test image predicted once by each network, however many cells are looked at', async () => {
  for (let digit = 0; digit < 10; digit++) {
    expect(await cell('mlp', digit)).toMatchObject({ total: digit < 5 ? 3 : 2 });
    await cell('cnn-big', digit);
  }
  expect(engine.predicted).toBe(2 * TEST_IMAGES);
});

it('has nothing predicted by the other networks for a cell that is empty', async () => {
  const empty = { kind: 'cell', model: 'mlp', actual: 0, predicted: 1 } as const;
  expect(await ask(empty)).toEqual({ total: 0, digits: [] });
  expect(engine.predicted).toBe(TEST_IMAGES);
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

it('takes one more network into the engine for all other runs that trained the like of it', async () => {
  const { summary } = notebookModel('mlp');
  const weights = summary.parameters.map(({ name, shape, count }) => ({
    name,
    shape,
    data: new Float32Array(count),
  }));
  await writeFile(folder('mlp.safetensors'), writeSafetensors(weights));
  const config = { ...testConfig, models: ['mlp'], data: null };
  const flips = { kind: 'flips', model: 'mlp', otherRun: 'other' } as const;
  for (let i = 0; i < 3; i++) {
    await ask(flips, { config, weightsFolder: folder() });
    expect(engine.networks).toHaveLength(3);
    expect(engine.networks[2]!.tensors).toEqual(weights);
  }
});

it('ends with its reason when it is told to, at the next thousand images', async () => {
  const { test } = blankDataset(10, 3000);
  const large = inspectorOf(test);
  const stop = new AbortController();
  const reason = new Error('enough');
  engine.onPredict = () => {
    stop.abort(reason);
  };
  const question = { kind: 'cell', model: 'mlp', actual: 0, predicted: 0 } as const;
  await expect(large.answer(question, undefined, stop.signal)).rejects.toBe(reason);
  expect(engine.predicted).toBe(1000);
});

it('finds the images of a cell among those that the matrix is of', async () => {
  const images = blankDataset(10, 40);
  inspector = inspectorOf(images.test, { validation: images.train });
  const cell = { kind: 'cell', model: 'mlp', actual: 3, predicted: 3 } as const;
  expect(await ask({ ...cell, part: 'validation' })).toMatchObject({ total: 1 });
  expect(await ask({ ...cell, part: 'test' })).toMatchObject({ total: 4 });
  expect(await ask(cell)).toMatchObject({ total: 4 });
  const image = { index: 10, part: 'validation' } as const;
  const error = await refusal(() => ask({ kind: 'predict', image }));
  expect(error.message).toBe('There is no validation image 10: choose one from 0 to 9.');
  expect(await ask({ kind: 'predict', image: { ...image, index: 9 } })).toMatchObject({
    actual: 9,
  });
});

it('shows no images that are not those of the run, and answers drawings all the same', async () => {
  inspector = inspectorOf(blankDataset(10, 5).test, { changed: 'the data set is others' });
  const error = await refusal(() => ask({ kind: 'predict', image: { index: 0 } }));
  expect(error.message).toContain('not those of this run: the data set is others. Put them back');
  const pixels = new Array<number>(784).fill(0);
  expect(await ask({ kind: 'predict', image: { pixels } })).toMatchObject({ actual: null });
});

it('has no validation images where the run had none', async () => {
  const cell = { kind: 'cell', model: 'mlp', actual: 3, predicted: 3, part: 'validation' } as const;
  expect((await refusal(() => ask(cell))).message).toContain('no validation images');
});
