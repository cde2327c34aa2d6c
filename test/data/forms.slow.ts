/** MNIST and Fashion-MNIST, whole, in every form that holds grey images: the same bits come out. */
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BlobReader, ZipWriter, BlobWriter } from '@zip.js/zip.js';
import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { dataAt } from '../../extension/data/choice';
import type { Dataset, ImageSet } from '../../extension/data/dataset';
import { fingerprintOf } from '../../extension/data/fingerprint';
import { loadDataset } from '../../extension/data/load-dataset';
import { idx, testImages, testLabels, trainImages, trainLabels } from '../support/idx';
import { loadMnist } from '../support/mnist';
import { useTemporaryFolder } from '../support/temporary-folder';

const FASHION = '/usr/share/datasets/fashion-mnist';
const folder = useTemporaryFolder();

function load(path: string): Promise<Dataset> {
  return loadDataset({
    ...{ data: dataAt(path), classNames: [], memoryLimit: 2 ** 30, distFolder: '' },
  });
}

/** An array as `numpy.save` writes one (NEP 1). */
function npy(shape: readonly number[], bytes: Uint8Array): Uint8Array {
  const words = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = Buffer.from(`${words.padEnd(Math.ceil((words.length + 11) / 64) * 64 - 11)}\n`);
  const start = Buffer.from('\x93NUMPY\x01\0', 'latin1');
  const length = Buffer.from([header.length & 255, header.length >> 8]);
  return Buffer.concat([start, length, header, bytes]);
}

const imagesOf = ({ count, images }: ImageSet): readonly [number[], Uint8Array] => [
  [count, 28, 28],
  images,
];

function idxFiles({ train, test }: Dataset): Record<string, Uint8Array> {
  return {
    [trainImages]: idx(...imagesOf(train)),
    [trainLabels]: idx([train.count], train.labels),
    [testImages]: idx(...imagesOf(test)),
    [testLabels]: idx([test.count], test.labels),
  };
}

function arrays({ train, test }: Dataset): Record<string, Uint8Array> {
  return {
    'x_train.npy': npy(...imagesOf(train)),
    'y_train.npy': npy([train.count], train.labels),
    'x_test.npy': npy(...imagesOf(test)),
    'y_test.npy': npy([test.count], test.labels),
  };
}

async function write(path: string, files: Record<string, Uint8Array>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
}

async function zipped(files: Record<string, Uint8Array>): Promise<Uint8Array> {
  const writer = new ZipWriter(new BlobWriter());
  for (const [name, content] of Object.entries(files)) {
    await writer.add(name, new BlobReader(new Blob([Uint8Array.from(content)])));
  }
  return new Uint8Array(await (await writer.close()).arrayBuffer());
}

async function writeTable(path: string, { count, images, labels }: ImageSet): Promise<void> {
  const stream = createWriteStream(path);
  for (let i = 0; i < count; i++) {
    stream.write(`${labels[i]!},${images.subarray(i * 784, (i + 1) * 784).join()}\n`);
  }
  await new Promise<void>((done) => stream.end(done));
}

const forms: Readonly<Record<string, (path: string, set: Dataset) => Promise<void>>> = {
  'raw IDX': (path, set) => write(path, idxFiles(set)),
  'packed IDX': (path, set) =>
    write(
      path,
      Object.fromEntries(
        Object.entries(idxFiles(set)).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]),
      ),
    ),
  'a zip of IDX': async (path, set) => write(path, { 'archive.zip': await zipped(idxFiles(set)) }),
  'a tar of IDX': async (path, set) => {
    const entries = Object.entries(idxFiles(set)).map(([name, body]) => ({
      header: { name: `MNIST/raw/${name}`, size: body.length, type: 'file' as const },
      body,
    }));
    await write(path, { 'archive.tar.gz': gzipSync(await packTar(entries), { level: 1 }) });
  },
  '.npz': async (path, set) => write(path, { 'mnist.npz': await zipped(arrays(set)) }),
  '.npy': (path, set) => write(path, arrays(set)),
  CSV: async (path, set) => {
    await mkdir(path, { recursive: true });
    await writeTable(join(path, 'mnist_train.csv'), set.train);
    await writeTable(join(path, 'mnist_test.csv'), set.test);
  },
};

describe.each([
  ['MNIST', () => loadMnist()],
  ['Fashion-MNIST', () => load(FASHION)],
])('%s has the same bits', (name, whole) => {
  it.skipIf(name === 'Fashion-MNIST' && !existsSync(FASHION)).each(Object.keys(forms))(
    'as %s',
    async (form) => {
      const set = await whole();
      const path = folder(name, form);
      await forms[form]!(path, set);
      expect(await fingerprintOf(await load(path))).toBe(await fingerprintOf(set));
    },
  );
});
