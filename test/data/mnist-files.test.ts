import { rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../extension/data/dataset';
import { holdsIdx } from '../../extension/data/mnist-files';
import { datasetFiles, gzipped, idx, testLabels, trainImages, writeFiles } from '../support/idx';
import { useTemporaryFolder } from '../support/temporary-folder';

const temporary = useTemporaryFolder();
const files = datasetFiles({ train: 4, test: 3, height: 5, width: 6 });

const HEADER = { images: 16, labels: 8 };
const [images, labels, tests, answers] = Object.values(files) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const dataset: Dataset = {
  ...{ name: 'bands', form: 'idx', classes: ['0', '1', '2', '3'], imageShape: [1, 5, 6] },
  train: { count: 4, images: images.slice(HEADER.images), labels: labels.slice(HEADER.labels) },
  validation: null,
  test: { count: 3, images: tests.slice(HEADER.images), labels: answers.slice(HEADER.labels) },
  notes: [],
};

describe('a folder with MNIST’s four files', () => {
  it('holds a data set raw or packed', async () => {
    expect(await holdsIdx(await writeFiles(temporary('raw'), files), dataset)).toBe(true);
    expect(await holdsIdx(await writeFiles(temporary('gz'), gzipped(files)), dataset)).toBe(true);
  });

  it('is told by the raw file where there are both', async () => {
    const both = await writeFiles(temporary('both'), { ...gzipped(files), ...files });
    await writeFile(`${both}/${trainImages}`, idx([4, 5, 6], new Uint8Array(120)));
    expect(await holdsIdx(both, dataset)).toBe(false);
  });

  it('does not hold one of which images are held out, or that is read in another way', async () => {
    const folder = await writeFiles(temporary('other'), files);
    expect(await holdsIdx(folder, { ...dataset, validation: dataset.test })).toBe(false);
    const turned = { ...dataset.train, images: dataset.train.images.toReversed() };
    expect(await holdsIdx(folder, { ...dataset, train: turned })).toBe(false);
    const renumbered = { ...dataset.test, labels: Uint8Array.of(1, 2, 3) };
    expect(await holdsIdx(folder, { ...dataset, test: renumbered })).toBe(false);
  });

  it.each([
    ['lacks one', null],
    ['has a file that is cut short', answers.slice(0, -1)],
    ['has a file that goes on', Buffer.concat([answers, Uint8Array.of(0)])],
    ['has numbers of another kind', Uint8Array.from(answers).with(2, 9)],
    ['has something else in their place', Buffer.from('not IDX at all')],
    ['has an empty file', new Uint8Array()],
  ])('does not hold one where it %s', async (name, content) => {
    const folder = await writeFiles(temporary(name), files);
    if (content === null) await rm(`${folder}/${testLabels}`);
    else await writeFile(`${folder}/${testLabels}`, content);
    expect(await holdsIdx(folder, dataset)).toBe(false);
  });

  it('does not hold one where a file is no gzip', async () => {
    const folder = await writeFiles(temporary('torn'), gzipped(files));
    await writeFile(`${folder}/${testLabels}.gz`, 'no gzip');
    expect(await holdsIdx(folder, dataset)).toBe(false);
  });
});
