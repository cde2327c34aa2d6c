import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openSource } from '../../extension/data/source-files';
import {
  datasetFiles,
  gzipped,
  testImages,
  testLabels,
  trainImages,
  trainLabels,
  writeFiles,
} from '../support/idx';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';

const folder = useTemporaryFolder();
const names = [trainImages, trainLabels, testImages, testLabels];
let folders = 0;

/** A folder with files of no matter what content. */
async function holding(...files: string[]): Promise<string> {
  const path = folder(`folder-${folders++}`);
  await mkdir(path, { recursive: true });
  for (const file of files) {
    await mkdir(join(path, file, '..'), { recursive: true });
    await writeFile(join(path, file), 'some content');
  }
  return path;
}

async function complaint(path: string, part: 'train' | 't10k' = 'train'): Promise<string> {
  const error = await refusal(() => openSource(path, part, 'images'));
  expect(error.kind).toBe('input');
  expect(error.setting).toBe('mnistLab.dataFolder');
  expect(error.message).not.toMatch(/ENO|EISDIR|EACC/);
  return error.message;
}

const CHOOSE = 'Choose a folder that has the four IDX files of a data set';

describe('where the files of a data set are not, it is said', () => {
  it('that there is no such folder, or that it is empty', async () => {
    const nowhere = folder('nowhere');
    expect(await complaint(nowhere)).toContain(
      `${nowhere} cannot be read: it is missing. ${CHOOSE}`,
    );
    const empty = await holding();
    expect(await complaint(empty)).toContain(
      `${join(empty, trainImages)} is missing: the folder is empty. ${CHOOSE}`,
    );
    const within = join(await holding('file'), 'file', 'data');
    expect(await complaint(within)).toContain('its path leads through a file that is no folder');
  });

  it('what is there, a few names of many', async () => {
    const few = await complaint(await holding('b.txt', 'a.txt'));
    expect(few).toContain(
      'is missing, with and without ".gz"; what is there: a.txt, b.txt. Choose',
    );
    const five = await complaint(await holding('1', '2', '3', '4', '5'));
    expect(five).toContain('what is there: 1, 2, 3, 4, 5. Choose');
    const seven = await complaint(await holding('1', '2', '3', '4', '5', '6', '7'));
    expect(seven).toContain('what is there: 1, 2, 3, 4, 5 and 2 more. Choose');
  });

  it('that they are named with a dot', async () => {
    for (const ending of ['', '.gz']) {
      const path = await holding(...names.map((name) => name.replace('-idx', '.idx') + ending));
      expect(await complaint(path)).toContain(
        `${join(path, trainImages)} is there as train-images.idx3-ubyte, with a dot: rename`,
      );
    }
  });

  it.each([
    'raw',
    'MNIST/raw',
    'FashionMNIST/raw',
    'KMNIST/raw',
    'EMNIST/raw',
    'QMNIST/raw',
    'gzip',
  ])('that they are in %s below it', async (inner) => {
    const path = await holding(`${inner}/${trainImages}.gz`);
    expect(await complaint(path)).toContain(
      `the files are in the folder ${join(path, inner)}. Choose`,
    );
  });

  it('that each is in a folder of its own name', async () => {
    for (const file of [trainImages, `${trainImages}.gz`]) {
      const path = await holding(`${trainImages}/${file}`);
      expect(await complaint(path)).toContain(
        `${join(path, trainImages)} cannot be used: it is a folder that holds the file`,
      );
    }
    const other = await holding(`${trainImages}/something`);
    expect(await complaint(other)).toContain(
      `${join(other, trainImages)} cannot be read: it is a folder. ${CHOOSE}`,
    );
  });

  it.each([
    'emnist-letters-train-images-idx3-ubyte.gz',
    'qmnist-train-images-idx3-ubyte.gz',
    'emnist-digits-test-labels-idx1-ubyte',
  ])('that they have the names of another set: %s', async (name) => {
    const message = await complaint(await holding(name));
    expect(message).toContain(`is missing, but ${name} is there: rename the four files`);
    expect(message).toContain(names.join(', '));
  });

  it('that there are none to test on', async () => {
    const path = await writeFiles(folder('only-training'), datasetFiles());
    const training = await holding(trainImages, trainLabels);
    expect(await complaint(training, 't10k')).toContain('there are training images only');
    expect(await complaint(await holding(`${trainImages}.gz`), 't10k')).toContain(
      'training images only',
    );
    expect(await complaint(await holding(testLabels))).toContain(`what is there: ${testLabels}`);
    expect(await complaint(await holding(trainImages, testLabels), 't10k')).toContain(
      'what is there',
    );
    const file = await openSource(path, 't10k', 'labels');
    expect(file.path).toBe(join(path, testLabels));
    await file.close();
  });

  it.each([
    ['train.csv'],
    ['data.tsv'],
    ['x.npz'],
    ['x_train.npy'],
    ['train.parquet'],
    ['1.png'],
    ['1.jpg'],
    ['1.JPEG'],
    ['1.bmp'],
    ['1.webp'],
    ['train/0/1.png', 'test/0/1.png'],
    ['train/0/1', 'val/0/1'],
  ])('that the data has another form: %s %s', async (...files) => {
    expect(await complaint(await holding(...files))).toMatch(
      /Only IDX files are read: write its arrays as .*open\(/,
    );
  });

  it.each(['a.zip', 'a.tar', 'a.tgz', 'a.tar.gz', 'a.7z', 'a.RAR'])(
    'that it is packed: %s',
    async (name) => {
      expect(await complaint(await holding(name))).toContain('Unpack the archive');
    },
  );

  it('nothing of the kind where names only resemble', async () => {
    for (const files of [['train/1'], ['test/1'], ['csv'], ['zip.txt']]) {
      expect(await complaint(await holding(...files))).toContain(CHOOSE);
    }
  });
});

describe('where a file was chosen instead of a folder, it is said what it is', () => {
  it.each([
    ['a.zip', 'PK\u0003\u0004', 'is a zip archive: unpack it, and choose the folder'],
    ['a.tar', `a${' '.repeat(256)}ustar`, 'is a tar archive: unpack it'],
    ['a.7z', "7z\u00bc\u00af'\u001c", 'is a 7z archive: unpack it'],
    ['a.rar', 'Rar!\u001a\u0007', 'is a RAR archive: unpack it'],
    [
      'mnist.npz',
      'PK\u0003\u0004',
      'is NumPy arrays (.npz), not a folder. Only IDX files are read',
    ],
    ['page', '<!doctype html>', `is a web page, not a folder. ${CHOOSE}`],
    [trainImages, '\0\0\u0008\u0003', `is a file. ${CHOOSE}`],
    ['empty', '', `is a file. ${CHOOSE}`],
  ])('%s', async (name, content, words) => {
    const path = folder(`file-${folders++}-${name}`);
    await writeFile(path, content, 'latin1');
    expect(await complaint(path)).toContain(`${path} ${words}`);
  });

  it('also gzip of a whole folder', async () => {
    const path = folder('all.tar.gz');
    await writeFile(path, gzipSync('x'));
    expect(await complaint(path)).toContain(`${path} is gzip, not a folder.`);
  });
});

it('a file under its own name is taken before its packed one, and no other', async () => {
  const path = await writeFiles(folder('both'), { ...datasetFiles(), ...gzipped(datasetFiles()) });
  const file = await openSource(path, 'train', 'images');
  expect(file.path).toBe(join(path, trainImages));
  expect(file.header.sizes).toEqual([40, 28, 28]);
  await file.close();
});

it.skipIf(process.getuid?.() === 0)('what may not be read is said to be so', async () => {
  const path = await writeFiles(folder('closed'), datasetFiles());
  await chmod(join(path, trainImages), 0);
  expect(await complaint(path)).toContain('cannot be read: it may not be read by you.');
});
