/** What the panel is told of a data set, by a worker that has read it. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { dataAt } from '../../extension/data/choice';
import type { SplitSource } from '../../extension/data/load-split';
import { type DataInspection, startDataInspection } from '../../extension/inspection/session';
import { DataInspector } from '../../extension/inspection/data-inspector';
import type { DataPart } from '#shared/part';
import type { DataAnswerTo, DataQuestion, Pictures } from '#shared/protocol/data-questions';
import { builtFolder } from '../support/dist';
import {
  datasetFiles,
  idx,
  testImages,
  testLabels,
  trainImages,
  trainLabels,
  writeFiles,
} from '../support/idx';
import { mnistFolder } from '../support/mnist';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';

const folder = useTemporaryFolder();
const summaryQuestion = { kind: 'summary', set: 1 } as const;
type Samples = Extract<DataQuestion, { kind: 'samples' }>;
const samplesOf = (change: Partial<Samples> = {}): Samples => ({
  ...{ kind: 'samples', set: 1, part: 'train', label: null, repeated: false, page: 0 },
  ...change,
});

function sourceOf(path: string | null): SplitSource {
  return {
    data: path === null ? null : dataAt(path),
    classNames: [],
    memoryLimit: 2 ** 30,
    distFolder: builtFolder(),
    seed: 7,
  };
}

function bytesOf({ pixels }: Pictures): Buffer {
  return Buffer.from(pixels, 'base64');
}

type Ask = <Q extends DataQuestion>(question: Q) => Promise<DataAnswerTo<Q>>;

/** In this thread. */
function inspect(path: string, change: Partial<SplitSource> = {}): Ask {
  const inspector = new DataInspector({ ...sourceOf(path), ...change });
  return (question) => inspector.answer(question) as Promise<never>;
}

interface Images {
  readonly labels: readonly number[];
  /** One byte tells an image from others; where it is left out, its index does. */
  readonly bytes?: readonly number[];
}

/** Writes images of 2×3 pixels of one brightness. */
function write(name: string, parts: Readonly<Record<'train' | 'test', Images>>): Promise<string> {
  const files = (images: string, labels: string, part: Images) => ({
    [images]: idx(
      [part.labels.length, 2, 3],
      Uint8Array.from(
        part.labels.flatMap((_, i) => new Array<number>(6).fill(part.bytes?.[i] ?? i % 256)),
      ),
    ),
    [labels]: idx([part.labels.length], Uint8Array.from(part.labels)),
  });
  return writeFiles(folder(name), {
    ...files(trainImages, trainLabels, parts.train),
    ...files(testImages, testLabels, parts.test),
  });
}

describe('the inspection worker', () => {
  let data: DataInspection | undefined;

  afterEach(() => {
    data?.dispose();
    data = undefined;
  });

  it('knows of MNIST how many images of each class there are, and what their mean looks like', async () => {
    data = startDataInspection(sourceOf(null));
    const { summary, path, means } = await data.ask(summaryQuestion);
    expect([summary.name, path, summary.imageShape]).toEqual(['MNIST', null, [1, 28, 28]]);
    // Yann LeCun's counts.
    expect(summary.parts.map(({ byClass }) => byClass)).toEqual([
      [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
      [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
    ]);
    expect(summary.pixels[0]).toMatchObject({ least: 0, most: 1 });
    const images = (await readFile(join(mnistFolder('.'), trainImages))).subarray(16);
    const labels = (await readFile(join(mnistFolder('.'), trainLabels))).subarray(8);
    const [sums, counts] = [new Float64Array(10 * 784), new Array<number>(10).fill(0)];
    labels.forEach((label, i) => {
      counts[label]!++;
      for (let p = 0; p < 784; p++) sums[label * 784 + p]! += images[i * 784 + p]!;
    });
    const expected = Array.from(sums, (sum, i) => Math.round(sum / counts[Math.floor(i / 784)]!));
    expect(means.shape).toEqual([1, 28, 28]);
    expect([...bytesOf(means)]).toEqual(expected);
  });

  it('has the images of a page as they are in the file', async () => {
    data = startDataInspection(sourceOf(null));
    const { total, pages, samples, pictures } = await data.ask(
      samplesOf({ part: 'test', label: 7, page: 2 }),
    );
    const images = (await readFile(join(mnistFolder('.'), testImages))).subarray(16);
    const labels = (await readFile(join(mnistFolder('.'), testLabels))).subarray(8);
    const sevens = [...labels.keys()].filter((i) => labels[i] === 7);
    expect([total, pages]).toEqual([1028, Math.ceil(1028 / 60)]);
    expect(samples).toEqual(sevens.slice(120, 180).map((index) => ({ index, label: 7 })));
    expect(bytesOf(pictures)).toEqual(
      Buffer.concat(sevens.slice(120, 180).map((i) => images.subarray(i * 784, (i + 1) * 784))),
    );
  });

  it('says what is wrong with data, and reads it again when asked again', async () => {
    const path = folder('empty');
    await mkdir(path);
    await writeFile(join(path, 'letter.txt'), 'Dear Ada');
    const reading = startDataInspection(sourceOf(path));
    data = reading;
    const error = await refusal(() => reading.ask(summaryQuestion));
    expect([error.kind, error.message]).toEqual(['input', expect.stringContaining('letter.txt')]);
    await rm(join(path, 'letter.txt'));
    await writeFiles(path, datasetFiles({ train: 30, test: 10 }));
    expect((await reading.ask(summaryQuestion)).summary.parts.map(({ count }) => count)).toEqual([
      30, 10,
    ]);
  });

  it('rejects what is asked of images that were left', async () => {
    data = startDataInspection(sourceOf(null));
    const pending = data.ask(summaryQuestion);
    data.dispose();
    expect((await refusal(() => pending)).message).toContain('left before they had been read');
  });
});

describe('a page of samples', () => {
  it('has the first few of each class, class by class', async () => {
    const labels = Array.from({ length: 200 }, (_, i) => i % 10);
    const ask = inspect(await write('ten', { train: { labels }, test: { labels } }));
    const first = await ask(samplesOf());
    // Rows of six, of ten classes.
    expect(first.samples).toEqual(
      Array.from({ length: 60 }, (_, i) => {
        const [label, place] = [Math.floor(i / 6), i % 6];
        return { index: 10 * place + label, label };
      }),
    );
    expect(first.pictures.shape).toEqual([1, 2, 3]);
    expect([...bytesOf(first.pictures)].filter((_, i) => i % 6 === 0)).toEqual(
      first.samples.map(({ index }) => index),
    );
    // 20 of each: 6, 6, 6 and 2.
    expect([first.total, first.pages]).toEqual([200, 4]);
    const last = await ask(samplesOf({ page: 3 }));
    expect(last.samples).toHaveLength(20);
    // One page too far is the last one.
    expect(await ask(samplesOf({ page: 9 }))).toEqual(last);
  });

  it.each([1, 2, 3, 7, 10, 11, 100])(
    'comes to each image once, of %d uneven classes, and to no more than 60 at a time',
    async (classes) => {
      // Class c has as many images as the others before it and a few more.
      const labels = Array.from({ length: 600 }, (_, i) => Math.floor(classes * (i / 600) ** 2));
      const ask = inspect(
        await write(`uneven-${classes}`, { train: { labels }, test: { labels: [0] } }),
      );
      const { pages } = await ask(samplesOf());
      const seen: { index: number; label: number }[] = [];
      for (let page = 0; page < pages; page++) {
        const { samples, pictures } = await ask(samplesOf({ page }));
        expect(samples.length).toBeGreaterThan(0);
        expect(samples.length).toBeLessThanOrEqual(60);
        expect(bytesOf(pictures)).toHaveLength(6 * samples.length);
        expect(samples.map(({ label }) => label)).toEqual(
          samples.map(({ label }) => label).sort((a, b) => a - b),
        );
        seen.push(...samples);
      }
      const numbers = [...new Set(labels)];
      expect(seen.sort((a, b) => a.index - b.index)).toEqual(
        labels.map((label, index) => ({ index, label: numbers.indexOf(label) })),
      );
    },
  );

  it('is empty where a part or a class has none', async () => {
    const ask = inspect(await write('few', { train: { labels: [0, 1] }, test: { labels: [0] } }));
    const nothing = { total: 0, pages: 0, page: 0, samples: [] };
    expect(await ask(samplesOf({ part: 'validation' }))).toMatchObject(nothing);
    expect(await ask(samplesOf({ part: 'test', label: 1 }))).toMatchObject(nothing);
    expect(await ask(samplesOf({ repeated: true }))).toMatchObject(nothing);
  });

  it('has only images that come twice where these are asked for, as comparing each with each does', async () => {
    const byte = fc.integer({ min: 0, max: 12 });
    const images = fc.array(byte, { minLength: 1, maxLength: 10 });
    let cases = 0;
    await fc.assert(
      fc.asyncProperty(images, images, async (train, test) => {
        const path = await write(`twice-${cases++}`, {
          train: { labels: train.map(() => 0), bytes: train },
          test: { labels: test.map(() => 0), bytes: test },
        });
        const ask = inspect(path);
        const found = async (part: DataPart): Promise<number[]> =>
          (await ask(samplesOf({ part, repeated: true }))).samples.map(({ index }) => index);
        const again = (all: readonly number[], from: number): number[] =>
          [...all.keys()].filter((i) => i >= from && all.indexOf(all[i]!) < i);
        expect(await found('train')).toEqual(again(train, 0));
        expect(await found('test')).toEqual(
          again([...train, ...test], train.length).map((i) => i - train.length),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('is of the validation images that the settings hold out', async () => {
    const labels = Array.from({ length: 40 }, (_, i) => i % 4);
    const path = await write('held-out', { train: { labels }, test: { labels } });
    const ask = inspect(path, { validation: 8 });
    const { summary } = await ask(summaryQuestion);
    expect(summary.parts.map(({ part, byClass }) => [part, byClass])).toEqual([
      ['train', [8, 8, 8, 8]],
      ['validation', [2, 2, 2, 2]],
      ['test', [10, 10, 10, 10]],
    ]);
    expect((await ask(samplesOf({ part: 'validation' }))).total).toBe(8);
  });
});

it('makes images small that are larger than one looks at', async () => {
  const [height, width] = [96, 128];
  // Dark on the left, light on the right: every 2×2 of them is of one brightness.
  const image = Uint8Array.from({ length: height * width }, (_, i) => 2 * ((i % width) >> 1));
  const path = await writeFiles(folder('large'), {
    [trainImages]: idx([2, height, width], Buffer.concat([image, image])),
    [trainLabels]: idx([2], Uint8Array.of(0, 1)),
    [testImages]: idx([1, height, width], image),
    [testLabels]: idx([1], Uint8Array.of(0)),
  });
  const ask = inspect(path);
  const { pictures } = await ask(samplesOf({ label: 1 }));
  expect(pictures.shape).toEqual([1, 48, 64]);
  expect([...bytesOf(pictures)]).toEqual(Array.from({ length: 48 * 64 }, (_, i) => 2 * (i % 64)));
  expect((await ask(summaryQuestion)).means.shape).toEqual([1, 24, 32]);
});

it('has black for the mean of a class without training images', async () => {
  const path = await write('lacking', {
    train: { labels: [0, 0, 2], bytes: [10, 21, 200] },
    test: { labels: [1], bytes: [99] },
  });
  const { means } = await inspect(path)(summaryQuestion);
  expect([...bytesOf(means)].filter((_, i) => i % 6 === 0)).toEqual([16, 0, 200]);
});
