/** What Add Data is told, by an inspection worker as it is built. */
import { mkdir, writeFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { dataAt } from '../../extension/data/choice';
import { type DataDescription, describeData } from '../../extension/inspection/describe-data';
import type { DataSummary } from '../../extension/shared/data-summary';
import { builtFolder } from '../support/dist';
import { datasetFiles, writeFiles } from '../support/idx';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';

const folder = useTemporaryFolder();

beforeAll(async () => {
  for (const name of ['one', 'both/even', 'both/odd']) {
    await writeFiles(folder(name), datasetFiles({ train: 30, test: 10 }));
  }
});

const sourceOf = (path: string, dataset = '') => ({
  ...{ data: { ...dataAt(path), dataset }, classNames: [], validation: 10, seed: 1 },
  ...{ memoryLimit: 2 ** 28, distFolder: builtFolder() },
});

function describePath(path: string, dataset?: string): Promise<DataDescription | null> {
  return describeData(sourceOf(path, dataset)).description;
}

async function summaryOf(path: string, dataset?: string): Promise<DataSummary> {
  return ((await describePath(path, dataset)) as { readonly summary: DataSummary }).summary;
}

it('says of a set what training would see of it, its validation images held out', async () => {
  const summary = await summaryOf(folder('one'));
  expect(summary).toMatchObject({ name: 'one', form: 'idx', imageShape: [1, 28, 28] });
  expect(summary.parts.map(({ part, count }) => [part, count])).toEqual([
    ['train', 20],
    ['validation', 10],
    ['test', 10],
  ]);
});

it('names the sets of a place that has several, and reads the one that is chosen', async () => {
  expect(await describePath(folder('both'))).toEqual({ sets: ['even', 'odd'] });
  expect((await summaryOf(folder('both'), 'odd')).name).toBe('odd');
});

it('says why a place cannot be read, and what other sets there are than the one asked for', async () => {
  await mkdir(folder('empty'));
  const empty = await refusal(() => describePath(folder('empty')));
  expect([empty.setting, empty.message]).toEqual([
    'mnistLab.data',
    expect.stringMatching(/empty is an empty folder\. Looked for: IDX files/),
  ]);
  const prime = await refusal(() => describePath(folder('both'), 'prime'));
  expect([prime.setting, prime.message]).toEqual([
    'mnistLab.dataset',
    expect.stringContaining('holds no data set "prime", but "even", "odd".'),
  ]);
});

it('tells nothing any more once it was given up', async () => {
  const reading = describeData(sourceOf(folder('one')));
  reading.giveUp();
  expect(await reading.description).toBeNull();
});

it('says so where its worker cannot even begin', async () => {
  await writeFile(folder('inspection-worker.js'), 'throw new Error("no room\\nat all.")');
  const source = { ...sourceOf(folder('one')), distFolder: folder('.') };
  const error = await refusal(() => describeData(source).description);
  expect([error.kind, error.message]).toEqual([
    'engine',
    'The data could not be read to the end (no room): try again.',
  ]);
});
