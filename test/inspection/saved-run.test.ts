import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataAt } from '../../extension/data/choice';
import { writeSafetensors } from '../../extension/formats/safetensors';
import {
  type Inspection,
  type InspectionSource,
  startInspection,
} from '../../extension/inspection/session';
import { resolveModel } from '../../extension/models/model';
import type { EvaluationEvent, TrainingEvent } from '#shared/protocol/events';
import type { Digits } from '#shared/protocol/questions';
import { expectClose, expectWithin } from '../support/close';
import { MNIST } from '../support/models';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';
import { writeBars } from '../training/idx-files';
import { inspectionConfig, SavedNetwork, trainRun } from './support';

const TEST_IMAGES = 700;
const folder = useTemporaryFolder();
let source: InspectionSource;
let other: InspectionSource;
let events: TrainingEvent[];
/** What the networks of `source` and the first one of `other` make of images in float64. */
let mlp: SavedNetwork;
let big: SavedNetwork;
let otherMlp: SavedNetwork;
let inspection: Inspection;

beforeAll(async () => {
  const data = folder('data');
  await mkdir(data);
  await writeBars(data, 400, TEST_IMAGES);
  const config = inspectionConfig(data);
  ({ source, events } = await trainRun(config, folder('run')));
  ({ source: other } = await trainRun({ ...config, seed: 5 }, folder('other')));
  mlp = await SavedNetwork.of(source, 'mlp');
  big = await SavedNetwork.of(source, 'cnn-big');
  otherMlp = await SavedNetwork.of(other, 'mlp');
  inspection = startInspection(source);
});
afterAll(() => {
  inspection.dispose();
});

/** Runs on one source, which is closed afterwards. */
async function asking<T>(
  of: InspectionSource,
  ask: (opened: Inspection) => Promise<T>,
): Promise<T> {
  const opened = startInspection(of);
  try {
    return await ask(opened);
  } finally {
    opened.dispose();
  }
}

const anImage = { kind: 'predict', image: { index: 0 } } as const;

describe('the digits of a cell', () => {
  it('are as many as the confusion matrix of the run says, cell by cell', async () => {
    const evaluations = events.filter(
      (event): event is EvaluationEvent => event.type === 'evaluation',
    );
    expect(evaluations.map(({ model }) => model)).toEqual(['mlp', 'cnn-big']);
    for (const { model, confusion } of evaluations) {
      const totals = await Promise.all(
        confusion.flatMap((row, actual) =>
          row.map(async (_, predicted) => {
            const cell = await inspection.ask({ kind: 'cell', model, actual, predicted });
            expect(cell.digits).toHaveLength(Math.min(60, cell.total));
            return cell.total;
          }),
        ),
      );
      expect(totals).toEqual(confusion.flat());
    }
  });

  it('are those of float64, the surest first, with every network’s probabilities', async () => {
    const predictions = mlp.predictions();
    // The fullest cell that has mistakes in it, and the fullest of all.
    const cells = new Map<string, number[]>();
    predictions.forEach(({ predicted }, image) => {
      const key = `${mlp.labels[image]!} ${predicted}`;
      cells.set(key, [...(cells.get(key) ?? []), image]);
    });
    const fullest = [...cells].sort(([, a], [, b]) => b.length - a.length);
    const wrong = fullest.find(([key]) => !key.endsWith(key[0]!));
    for (const [key, images] of [fullest[0]!, wrong!]) {
      const [actual, predicted] = key.split(' ').map(Number) as [number, number];
      const cell = await inspection.ask({ kind: 'cell', model: 'mlp', actual, predicted });
      expect(cell.total).toBe(images.length);
      expect(images).toEqual(expect.arrayContaining(cell.digits.map(({ index }) => index)));
      const sure = cell.digits.map(({ probabilities }) => probabilities.mlp![predicted]!);
      expect(sure).toEqual(sure.toSorted((a, b) => b - a));
      const surest = Math.max(...images.map((image) => predictions[image]!.sure));
      expectClose([sure[0]!], [surest], 'the surest', { terms: 1000 });
      for (const { index, pixels, probabilities, ...digit } of cell.digits.slice(0, 10)) {
        expect(digit.actual).toBe(actual);
        expect(pixels).toEqual([...mlp.pixels(index)]);
        for (const [id, network] of Object.entries({ mlp, 'cnn-big': big })) {
          const expected = network.probabilities(network.pixels(index));
          expectWithin(probabilities[id]!, expected, id, () => 1e-5);
        }
      }
    }
    expect(fullest[0]![1].length).toBeGreaterThan(60);
  });
});

describe('the digits that flipped between two runs', () => {
  it('are right in one and wrong in the other, mistakes made with most confidence first', async () => {
    const [ours, theirs] = [mlp.predictions(), otherMlp.predictions()];
    const { labels } = mlp;
    const flipped = (wrong: typeof ours, right: typeof ours): number[] =>
      [...labels.keys()]
        .filter((i) => wrong[i]!.predicted !== labels[i] && right[i]!.predicted === labels[i])
        .sort((a, b) => wrong[b]!.sure - wrong[a]!.sure);
    const answer = await inspection.ask({ kind: 'flips', model: 'mlp', otherRun: 'x' }, other);
    const expectDigits = (
      { total, digits }: Digits,
      wrong: typeof ours,
      expected: number[],
    ): void => {
      expect(total).toBe(expected.length);
      expect(expected).toEqual(expect.arrayContaining(digits.map(({ index }) => index)));
      const sure = digits.map(({ index }) => wrong[index]!.sure);
      expectWithin(
        sure,
        expected.slice(0, 60).map((i) => wrong[i]!.sure),
        'order',
        () => 1e-5,
      );
    };
    expectDigits(answer.gained, theirs, flipped(theirs, ours));
    expectDigits(answer.lost, ours, flipped(ours, theirs));
    expect(answer.gained.total + answer.lost.total).toBeGreaterThan(10);

    const back = await asking(other, (opened) =>
      opened.ask({ kind: 'flips', model: 'mlp', otherRun: 'x' }, source),
    );
    expect(back.gained.total).toBe(answer.lost.total);
    expect(back.lost.total).toBe(answer.gained.total);
  });

  it('are none between a run and itself', async () => {
    const answer = await inspection.ask({ kind: 'flips', model: 'cnn-big', otherRun: 'x' }, source);
    expect(answer).toEqual({ gained: { total: 0, digits: [] }, lost: { total: 0, digits: [] } });
  });

  it('can be told of a run whose network of that name is another, or whose images are a copy', async () => {
    const layers = [{ type: 'linear', out_features: 'classes' }] as const;
    const specs = { mlp: { layers, optimizer: { type: 'sgd', lr: 0.1 } } } as const;
    const copy = folder('copy');
    await cp(source.config.data!.path, copy, { recursive: true });
    const config = inspectionConfig(copy, { specs, models: ['mlp'], epochs: 1 });
    const { source: linear } = await trainRun(config, folder('linear'));
    const right = (predictions: readonly { predicted: number }[], labels: Uint8Array): number =>
      predictions.filter(({ predicted }, i) => predicted === labels[i]).length;
    const there = await SavedNetwork.of(linear, 'mlp');
    const { gained, lost } = await inspection.ask(
      { kind: 'flips', model: 'mlp', otherRun: 'x' },
      linear,
    );
    expect(gained.total - lost.total).toBe(
      right(mlp.predictions(), mlp.labels) - right(there.predictions(), there.labels),
    );
  });

  it('are refused between runs on different images, and without the network or the run', async () => {
    const flips = { kind: 'flips', model: 'mlp', otherRun: 'x' } as const;
    const elsewhere = folder('elsewhere');
    await mkdir(elsewhere);
    await writeBars(elsewhere, 400, 105);
    const config = inspectionConfig(elsewhere);
    const images = await refusal(() =>
      inspection.ask(flips, { config, weightsFolder: other.weightsFolder }),
    );
    expect(images.message).toMatch(/tested on other images .*elsewhere.*: choose/);
    const without = { ...other, config: { ...other.config, models: ['cnn-big'] } };
    expect((await refusal(() => inspection.ask(flips, without))).message).toContain(
      'did not train "mlp"',
    );
    expect((await refusal(() => inspection.ask(flips))).message).toContain('other run');
    const bare = { ...other, weightsFolder: folder('bare') };
    expect((await refusal(() => inspection.ask(flips, bare))).message).toContain(
      'no weights of mlp',
    );
  });
});

describe('an image', () => {
  it('of the test images is judged by every network', async () => {
    const answer = await inspection.ask({ kind: 'predict', image: { index: 123 } });
    expect(answer.actual).toBe(mlp.labels[123]);
    expect(answer.pixels).toEqual([...mlp.pixels(123)]);
    expect(Object.keys(answer.probabilities)).toEqual(['mlp', 'cnn-big']);
    for (const [model, network] of Object.entries({ mlp, 'cnn-big': big })) {
      const expected = network.probabilities(mlp.pixels(123));
      expectWithin(answer.probabilities[model]!, expected, model, () => 1e-5);
    }
  });

  it('that is drawn is judged as a test image of the same pixels', async () => {
    const { probabilities, pixels } = await inspection.ask({
      kind: 'predict',
      image: { index: 7 },
    });
    expect(await inspection.ask({ kind: 'predict', image: { pixels } })).toEqual({
      pixels,
      actual: null,
      probabilities,
    });
  });

  it('goes through a network’s convolutions', async () => {
    const pixels = big.pixels(3);
    const outputs = big.outputs(pixels);
    for (const image of [{ index: 3 }, { pixels: [...pixels] }]) {
      const { maps } = await inspection.ask({ kind: 'activations', model: 'cnn-big', image });
      // Conv2d, ReLU, Conv2d, ReLU, Linear: each convolution is seen through its ReLU.
      expect(maps.map(({ values, ...sizes }) => ({ ...sizes, count: values.length }))).toEqual([
        { layer: 0, channels: 20, height: 26, width: 26, count: 20 * 26 * 26 },
        { layer: 2, channels: 20, height: 13, width: 13, count: 20 * 13 * 13 },
      ]);
      maps.forEach(({ values, layer }) => {
        expectClose(values, outputs[layer + 1]!, `layer ${layer}`, { terms: 100 });
      });
    }
    const flat = { kind: 'activations', model: 'mlp', image: { index: 3 } } as const;
    expect(await inspection.ask(flat)).toEqual({ maps: [] });
  });

  it('that is not there, or of another size, and networks that are not there, are refused', async () => {
    const ask = (image: { index: number } | { pixels: number[] }) => (): Promise<unknown> =>
      inspection.ask({ kind: 'predict', image });
    expect((await refusal(ask({ index: 700 }))).message).toContain('from 0 to 699');
    expect((await refusal(ask({ pixels: [1, 2, 3] }))).message).toContain('28×28');
    const model = 'resnet';
    const unknown = await refusal(() =>
      inspection.ask({ kind: 'cell', model, actual: 0, predicted: 0 }),
    );
    expect(unknown.message).toContain('no network "resnet": choose one of mlp, cnn-big');
    // None of that has hurt the worker.
    expect((await inspection.ask(anImage)).actual).toBe(0);
  });
});

describe('a network that has diverged', () => {
  it('has no probabilities, and is asked as any other', async () => {
    const weightsFolder = folder('diverged');
    await mkdir(weightsFolder);
    const { summary } = resolveModel(source.config.specs, 'mlp', MNIST);
    const tensors = summary.parameters.map(({ name, shape, count }) => ({
      name,
      shape,
      data: new Float32Array(count).fill(NaN),
    }));
    await writeFile(join(weightsFolder, 'mlp.safetensors'), writeSafetensors(tensors));
    const config = { ...source.config, models: ['mlp'] };
    await asking({ config, weightsFolder }, async (opened) => {
      const { probabilities } = await opened.ask(anImage);
      expect(probabilities.mlp).toEqual(Array(10).fill(NaN));
      // NaN counts as the largest, and of equals the first: everything is taken for class 0.
      const cell = await opened.ask({ kind: 'cell', model: 'mlp', actual: 4, predicted: 0 });
      expect(cell.total).toBe(TEST_IMAGES / 10);
      expect(cell.digits[0]!.probabilities.mlp).toEqual(Array(10).fill(NaN));
    });
  });
});

describe('a run that cannot be opened', () => {
  it('says which weights are missing or broken', async () => {
    const weightsFolder = folder('broken');
    await cp(source.weightsFolder, weightsFolder, { recursive: true });
    await rm(join(weightsFolder, 'cnn-big.safetensors'));
    const opened = { ...source, weightsFolder };
    const missing = await refusal(() => asking(opened, (run) => run.ask(anImage)));
    expect(missing.kind).toBe('input');
    expect(missing.message).toMatch(
      /no weights of cnn-big \(.*cnn-big\.safetensors is missing.*train again/,
    );
    await writeFile(join(weightsFolder, 'cnn-big.safetensors'), 'short');
    const broken = await refusal(() => asking(opened, (run) => run.ask(anImage)));
    expect(broken.message).toMatch(/cnn-big\.safetensors cannot be used as weights/);
  });

  it('says that its images are gone', async () => {
    const config = { ...source.config, data: dataAt(folder('gone')) };
    const error = await refusal(() => asking({ ...source, config }, (run) => run.ask(anImage)));
    expect(error).toMatchObject({ setting: 'mnistLab.data' });
    expect(error.message).toMatch(/gone.*is missing/);
  });
});

describe('a run with validation images', () => {
  it('has the images that its last matrix before the end was of, and says when they are others', async () => {
    const data = folder('split');
    await mkdir(data);
    await writeBars(data, 200, 50);
    const change = { models: ['mlp'], validation: 0.25, seed: 3 };
    const run = await trainRun(inspectionConfig(data, change), folder('validated'));
    const [begun] = run.events.filter((event) => event.type === 'run');
    const tests = run.events.filter((event) => event.type === 'test');
    const matrix = tests.at(-1)!.confusions.mlp!;
    expect(matrix.flat().reduce((sum, count) => sum + count, 0)).toBe(50);
    const { dataset } = begun!;
    const cell = { kind: 'cell', model: 'mlp', part: 'validation' } as const;
    await asking({ ...run.source, dataset }, async (opened) => {
      for (const [actual, row] of matrix.entries()) {
        for (const [predicted, count] of row.entries()) {
          expect((await opened.ask({ ...cell, actual, predicted })).total).toBe(count);
        }
      }
    });
    await writeBars(data, 204, 50);
    const changed = await refusal(() =>
      asking({ ...run.source, dataset }, (opened) => opened.ask(anImage)),
    );
    expect(changed.message).toContain(
      'split (150 images for training, 50 for validation, 50 for testing) there, and split (153 images for training, 51 for validation, 50 for testing) here',
    );
  });
});
