/**
 * Fuzzes every reader of data: files that are damaged in all ways end in a data set or in one sentence, soon and within
 * the memory that they may take. `npm run fuzz`; FUZZ_CASES says how many of each form, 100,000 where it says nothing.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataParts } from '#shared/part';
import { cifar } from '../../extension/data/forms/cifar';
import { csv } from '../../extension/data/forms/csv';
import { type Form } from '../../extension/data/forms/form';
import { idx } from '../../extension/data/forms/idx';
import { numpy } from '../../extension/data/forms/numpy';
import { PictureDecoder } from '../../extension/data/pictures/decode';
import { HeldFile } from '../../extension/platform/held-file';
import { openTar } from '../../extension/data/tree/tar';
import type { DataFile, DataTree } from '../../extension/data/tree/tree';
import { openZip } from '../../extension/data/tree/zip';
import { LabError } from '../../extension/errors';
import { CASES, type Files, fuzz } from '../support/fuzz';
import { datasetFiles } from '../support/idx';

/** Bytes that a set may take. */
const LIMIT = 2 ** 20;

const text = await readFile(join(import.meta.dirname, '../fixtures/arrays.json'), 'utf8');
const { files } = JSON.parse(text) as { readonly files: Readonly<Record<string, string>> };
const made = (name: string): Uint8Array => Uint8Array.from(Buffer.from(files[name]!, 'base64'));

function treeOf(content: Files): DataTree {
  const list = Object.entries(content).map(([name, bytes]): DataFile => ({
    name,
    path: name,
    open: () => Promise.resolve(new HeldFile(bytes)),
  }));
  return { path: 'fuzzed', files: list, close: () => Promise.resolve() };
}

/** Finds, opens and reads all that a form makes of some files. */
async function readAll(form: Form, tree: DataTree): Promise<void> {
  for (const found of await form.find(tree)) {
    const set = await found.open({
      ...{ imageSize: null, memoryLimit: LIMIT, distFolder: '', threads: 1 },
    });
    try {
      if (set.bytes > LIMIT) throw new LabError('input', 'beyond the limit');
      for (const name of dataParts) {
        const part = set.parts[name];
        if (part === null) continue;
        const [labels, images] = [await part.labels(), await part.images()];
        const [channels, height, width] = part.imageShape;
        expect(labels.length).toBe(part.count);
        expect(images.length).toBe(part.count * channels * height * width);
      }
    } finally {
      await set.close();
    }
  }
}

interface Target {
  readonly name: string;
  readonly files: Files;
  /** @param damaged the name of the only one that is not whole */
  readonly read: (files: Files, damaged?: string) => Promise<void>;
}

const folder = (form: Form) => (content: Files) => readAll(form, treeOf(content));
const archived =
  (open: (bytes: Uint8Array) => Promise<DataTree>) =>
  async (content: Files): Promise<void> => {
    const tree = await open(Object.values(content)[0]!);
    await readAll(idx, tree);
    await tree.close();
  };

const record = (label: number): Uint8Array => Uint8Array.of(label, ...new Uint8Array(3072));

const targets: readonly Target[] = [
  {
    name: 'idx',
    files: datasetFiles({ train: 4, test: 2, height: 4, width: 4 }),
    read: folder(idx),
  },
  { name: 'npz', files: { 'keras.npz': made('keras.npz') }, read: folder(numpy) },
  {
    name: 'npy',
    files: { 'X_train.npy': made('files/X_train.npy'), 'y_train.npy': made('files/y_train.npy') },
    read: folder(numpy),
  },
  {
    name: 'csv',
    files: { 'train.csv': made('words/train.csv'), 'test.csv': made('words/test.csv') },
    read: folder(csv),
  },
  {
    name: 'cifar',
    files: {
      'data_batch_1.bin': Buffer.concat([record(1), record(2)]),
      'batches.meta.txt': Buffer.from('cat\ndog\nowl\n'),
    },
    read: folder(cifar),
  },
  {
    name: 'zip',
    files: { 'archive.zip': made('archive.zip') },
    read: archived((bytes) => openZip('archive.zip', new HeldFile(bytes))),
  },
  {
    name: 'tar',
    files: { 'archive.tar': made('archive.tar') },
    read: archived((bytes) => openTar('archive.tar', new HeldFile(bytes), false, LIMIT)),
  },
  {
    name: 'tar.gz',
    files: { 'gnu.tar.gz': made('gnu.tar.gz') },
    read: archived((bytes) => openTar('gnu.tar.gz', new HeldFile(bytes), true, LIMIT)),
  },
];

const PICTURES = join(import.meta.dirname, '../fixtures/pictures');
const decoder = new PictureDecoder(join(import.meta.dirname, '../../dist/codecs'));

/** Pictures of every kind that a decoder reads, damaged one at a time. */
async function picturesOf(extension: string): Promise<Target> {
  const names = (await readdir(PICTURES)).filter((name) => name.endsWith(`.${extension}`));
  const contents = names.map(async (name) => [name, await readFile(join(PICTURES, name))] as const);
  return {
    name: extension,
    files: Object.fromEntries(await Promise.all(contents)),
    read: async (content, damaged) => {
      for (const name of damaged === undefined ? names : [damaged]) {
        const { width, height, channels, pixels } = await decoder.decode(content[name]!);
        expect(pixels.length).toBe(width * height * channels);
      }
    },
  };
}

const all = [
  ...targets,
  ...(await Promise.all(['png', 'jpg', 'gif', 'bmp', 'webp'].map(picturesOf))),
];

describe(`${CASES} damaged files of each form end well`, () => {
  it.each(all)('$name', { timeout: 3_600_000 }, ({ files, read }) => fuzz(files, read));
});
