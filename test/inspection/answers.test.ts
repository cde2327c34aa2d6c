import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dataAt } from '../../extension/data/choice';
import type { Inspector } from '../../extension/inspection/inspector';
import { inspectSavedRun } from '../../extension/inspection/saved-run';
import type { InspectionSource } from '../../extension/inspection/source';
import type { AnswerTo, Digits, Question } from '#shared/protocol/questions';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';
import {
  brightestFrom,
  type ByHand,
  predicted,
  probabilities,
  seen,
  someImages,
  TEST_IMAGES,
  trainPixels,
  writeImages,
  writeRun,
} from './by-hand';

const folder = useTemporaryFolder();
const images = someImages(1);
const { pixels, labels } = images;
const places = [...labels.keys()];
let source: InspectionSource;
let other: InspectionSource;
let inspector: Inspector;

const weightOf = (filter: number): number => filter - 35;
const filters = {
  '0.weight': weightOf,
  // The first channel is twice the first filter's, the second is the last filter's.
  '2.weight': (out: number, of: number): number =>
    (out === 0 && of === 0 ? 2 : 0) + (out === 1 && of === 69 ? 1 : 0),
};

beforeAll(async () => {
  const data = await writeImages(folder('data'), images);
  const brightest = { '0.weight': brightestFrom(0) };
  source = await writeRun(data, folder('run'), { brightest, filters });
  other = await writeRun(data, folder('other'), {
    brightest: { '0.weight': brightestFrom(1) },
  });
  inspector = await inspectSavedRun(source);
});

function ask<Q extends Question>(
  question: Q,
  than?: InspectionSource,
  of = inspector,
): Promise<AnswerTo<Q>> {
  return of.answer(question, than, new AbortController().signal) as Promise<AnswerTo<Q>>;
}

/** What is said of a question that cannot be answered. */
async function complaint(asked: () => Promise<unknown>): Promise<string> {
  const { kind, message } = await refusal(asked);
  expect(kind).toBe('input');
  return message;
}

/** The first 60 of these images, the surest first, by hand. */
function expectDigits(
  { total, digits }: Digits,
  found: readonly number[],
  sureness: (image: number) => number,
): void {
  expect(total).toBe(found.length);
  const surest = found.toSorted((a, b) => sureness(b) - sureness(a)).slice(0, 60);
  // Two images may be as sure as one another, up to rounding.
  const rounded = (image: number): number => Number(sureness(image).toFixed(12));
  expect(digits.map(({ index }) => rounded(index))).toEqual(surest.map(rounded));
  expect(new Set(digits.map(({ index }) => index)).size).toBe(surest.length);
  for (const digit of digits) {
    expect(found).toContain(digit.index);
    expect(digit.actual).toBe(labels[digit.index]);
    expect(digit.pixels).toEqual(pixels[digit.index]);
    expect(Object.keys(digit.probabilities)).toEqual(['brightest', 'filters']);
    expect(digit.probabilities.filters).toEqual(Array(3).fill(1 / 3));
    expectProbabilities(digit.probabilities.brightest, digit.index);
  }
}

function expectProbabilities(found: readonly number[] | undefined, image: number, first = 0): void {
  const expected = probabilities(pixels[image]!, first);
  expect(found).toHaveLength(3);
  expected.forEach((probability, k) => {
    expect(found![k]).toBeCloseTo(probability, 12);
  });
}

describe('a cell', () => {
  it.each([
    [0, 0],
    [1, 2],
    [2, 1],
  ])('of %i taken for %i has its digits, the surest first', async (actual, taken) => {
    const cell = await ask({ kind: 'cell', model: 'brightest', actual, predicted: taken });
    const found = places.filter((i) => labels[i] === actual && predicted(pixels[i]!, 0) === taken);
    expect(found.length).toBeGreaterThan(60);
    expectDigits(cell, found, (i) => probabilities(pixels[i]!, 0)[taken]!);
  });

  it('has every test image once over all classes', async () => {
    let total = 0;
    for (const actual of [0, 1, 2]) {
      for (const taken of [0, 1, 2]) {
        total += (await ask({ kind: 'cell', model: 'brightest', actual, predicted: taken })).total;
      }
    }
    expect(total).toBe(TEST_IMAGES);
  });
});

describe('digits that flipped', () => {
  const right = (image: number, first: number): boolean =>
    predicted(pixels[image]!, first) === labels[image];
  const sureness =
    (first: number) =>
    (image: number): number =>
      Math.max(...probabilities(pixels[image]!, first));
  const flips = { kind: 'flips', model: 'brightest', otherRun: 'other' } as const;
  const expectFlips = async (than: InspectionSource): Promise<void> => {
    const { gained, lost } = await ask(flips, than);
    const isGained = (i: number): boolean => right(i, 0) && !right(i, 1);
    const isLost = (i: number): boolean => !right(i, 0) && right(i, 1);
    expectDigits(gained, places.filter(isGained), sureness(1));
    expectDigits(lost, places.filter(isLost), sureness(0));
  };

  it('were wrong in the other run, or are now, surest mistakes first', async () => {
    await expectFlips(other);
  });

  it('are told of a run on a copy of the images', async () => {
    const copy = await writeImages(folder('copy'), images);
    await expectFlips({ ...other, config: { ...other.config, data: dataAt(copy) } });
  });

  it('are none between a run and itself, also when it comes after others', async () => {
    await expectFlips(other);
    expect(await ask(flips, source)).toEqual({
      gained: { total: 0, digits: [] },
      lost: { total: 0, digits: [] },
    });
    await expectFlips(other);
  });

  it('can be told of a run whose network of that name has other layers', async () => {
    const deeper = await writeRun(
      source.config.data!.path,
      folder('deeper'),
      {
        brightest: {
          // ReLU leaves the pixels as they are that are brighter than the middle.
          '0.weight': (output, input) => (output === input ? 1 : 0),
          '2.weight': (output, input) => (output === input ? 1 : 0),
        },
      },
      {
        brightest: {
          layers: [
            { type: 'linear', out_features: 3 },
            { type: 'relu' },
            { type: 'linear', out_features: 'classes' },
          ],
          optimizer: { type: 'sgd', lr: 0.1 },
        },
      },
    );
    await expectFlips(other);
    const { gained, lost } = await ask(flips, deeper);
    // Where none of the three pixels is brighter than the middle, the answer is class 0.
    const clipped = (i: number): number =>
      Math.max(...pixels[i]!.slice(0, 3)) <= 128 ? 0 : predicted(pixels[i]!, 0);
    expect(gained.total).toBe(places.filter((i) => right(i, 0) && clipped(i) !== labels[i]).length);
    expect(lost.total).toBe(places.filter((i) => !right(i, 0) && clipped(i) === labels[i]).length);
    expect(gained.total).toBeGreaterThan(0);
    await expectFlips(other);
  });

  it.each([
    ['labels', { ...images, labels: labels.with(5, (labels[5]! + 1) % 3) }],
    ['pixels', { ...images, pixels: pixels.with(-1, [0, 1, 2, 3]) }],
    ['count', { pixels: pixels.slice(0, -1), labels: labels.slice(0, -1) }],
  ] satisfies [string, ByHand][])(
    'are refused between runs on other images: %s',
    async (what, elsewhere) => {
      const path = await writeImages(folder(`other-${what}`), elsewhere);
      const config = { ...other.config, data: dataAt(path) };
      expect(await complaint(() => ask(flips, { ...other, config }))).toContain(
        `other images (${path}) than this one (${folder('data')})`,
      );
    },
  );

  it('are refused without the run or its network', async () => {
    expect(await complaint(() => ask(flips))).toContain('other run is not known');
    const without = { ...other, config: { ...other.config, models: ['filters'] } };
    expect(await complaint(() => ask(flips, without))).toContain('did not train "brightest"');
  });
});

describe('an image', () => {
  it('of the test images is judged by every network', async () => {
    for (const index of [0, TEST_IMAGES - 1]) {
      const answer = await ask({ kind: 'predict', image: { index } });
      expect(answer).toMatchObject({ actual: labels[index], pixels: pixels[index] });
      expect(Object.keys(answer.probabilities)).toEqual(['brightest', 'filters']);
      expectProbabilities(answer.probabilities.brightest, index);
    }
  });

  it('that is drawn is judged as it is drawn, to the nearest shade', async () => {
    const drawn = pixels[7]!.map((pixel, i) => pixel + [0.4, -0.4, 0.2, 0][i]!);
    const answer = await ask({ kind: 'predict', image: { pixels: drawn } });
    expect(answer).toMatchObject({ actual: null, pixels: drawn });
    expectProbabilities(answer.probabilities.brightest, 7);
  });

  it('is seen through the first 64 filters of each convolution', async () => {
    for (const image of [{ index: 9 }, { pixels: [...pixels[9]!] }]) {
      const { maps } = await ask({ kind: 'activations', model: 'filters', image });
      const relu = (filter: number): number[] =>
        pixels[9]!.map((pixel) => Math.max(0, weightOf(filter) * seen(pixel)));
      const first = Array.from({ length: 64 }, (_, filter) => relu(filter));
      const second = [relu(0).map((value) => 2 * value), relu(69)];
      const size = { height: 2, width: 2 };
      expect(maps).toEqual([
        { layer: 0, channels: 64, ...size, values: first.flat() },
        { layer: 2, channels: 2, ...size, values: second.flat() },
      ]);
    }
    const flat = { kind: 'activations', model: 'brightest', image: { index: 9 } } as const;
    expect(await ask(flat)).toEqual({ maps: [] });
  });

  it('that is not there, of another size, or for a network that is not there, is refused', async () => {
    const predict = (image: { index: number } | { pixels: number[] }) => (): Promise<unknown> =>
      ask({ kind: 'predict', image });
    expect(await complaint(predict({ index: TEST_IMAGES }))).toContain(
      `no test image ${TEST_IMAGES}: choose one from 0 to ${TEST_IMAGES - 1}`,
    );
    for (const drawn of [[1, 2, 3], Array<number>(5).fill(1), [1]]) {
      expect(await complaint(predict({ pixels: drawn }))).toContain(
        `${drawn.length} values does not fit networks for 1×2×2`,
      );
    }
    const resnet = { kind: 'activations', model: 'resnet', image: { index: 0 } } as const;
    expect(await complaint(() => ask(resnet))).toContain(
      'no network "resnet": choose one of brightest, filters.',
    );
  });
});

it('examples are training images as the network sees them, with what black and white count as', async () => {
  const layers = [{ type: 'linear', out_features: 'classes' }] as const;
  const optimizer = { type: 'sgd', lr: 0.1 } as const;
  const mirrored = { horizontal_flip: 1 };
  const run = await writeRun(
    source.config.data!.path,
    folder('seen'),
    { plain: {}, varied: {} },
    {
      plain: { layers, optimizer },
      varied: { layers, optimizer, normalization: 'unit', augment: mirrored },
    },
  );
  const of = await inspectSavedRun(run);
  const examplesOf = (model: string) => ask({ kind: 'examples', model }, undefined, of);
  const rows = [0, 1, 2].map((image) => [...trainPixels.subarray(4 * image, 4 * image + 4)]);
  expect(await examplesOf('plain')).toEqual({
    examples: rows.map((pixels, actual) => ({ actual, pixels })),
    range: [-0.5, 127 / 256],
  });
  expect(await examplesOf('varied')).toEqual({
    examples: rows.map(([a, b, c, d], actual) => ({ actual, pixels: [b, a, d, c] })),
    range: [0, 1],
  });
});

it('a network that has diverged is sure of nothing, and its digits are in their own order', async () => {
  const diverged = await writeRun(source.config.data!.path, folder('diverged'), {
    brightest: { '0.weight': () => NaN },
  });
  const of = await inspectSavedRun(diverged);
  // NaN counts as the largest, and of equals the first.
  const cell = await ask(
    { kind: 'cell', model: 'brightest', actual: 2, predicted: 0 },
    undefined,
    of,
  );
  const found = places.filter((i) => labels[i] === 2);
  expect(cell.total).toBe(found.length);
  expect(cell.digits.map(({ index }) => index)).toEqual(found.slice(0, 60));
  expect(cell.digits[0]!.probabilities.brightest).toEqual([NaN, NaN, NaN]);
});

describe('a run whose weights are not as they were left', () => {
  const opened = async (spoil: (file: string) => Promise<void>): Promise<string> => {
    const run = await writeRun(source.config.data!.path, folder('spoilt'), {
      brightest: { '0.weight': brightestFrom(0) },
    });
    await spoil(join(folder('spoilt'), 'brightest.safetensors'));
    const message = await complaint(() => inspectSavedRun(run));
    await rm(folder('spoilt'), { recursive: true });
    expect(message).toContain(join(folder('spoilt'), 'brightest.safetensors'));
    return message;
  };

  it('cannot be looked into, and says why', async () => {
    expect(await opened((file) => rm(file))).toMatch(
      /no weights of brightest \(.* is missing: .* train again/,
    );
    const file = join(folder('spoilt'), 'brightest.safetensors');
    const short = await opened(() => writeFile(file, 'short'));
    // In the words of who reads weights, and no others about them.
    expect(short.startsWith(`${file} cannot be used as weights`)).toBe(true);
    const instead = await opened(async (file) => {
      await rm(file);
      await mkdir(file);
    });
    expect(instead).toMatch(/weights of brightest cannot be read \(.*: it is a folder\)/);
  });
});
