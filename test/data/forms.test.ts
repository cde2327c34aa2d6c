/** Data sets in the forms that people have them in: the same images come out of each. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { dataAt, type DataChoice } from '../../extension/data/choice';
import type { Dataset } from '../../extension/data/dataset';
import { loadDataset, readDatasetShape } from '../../extension/data/load-dataset';
import { datasetFiles, gzipped, idx, trainImages, trainLabels, writeFiles } from '../support/idx';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';

interface Part {
  readonly images: readonly number[];
  readonly labels: readonly number[];
}

type Parts = Readonly<Record<'train' | 'validation' | 'test', Part>>;

/** What Python's programs wrote: fixtures/make_array_fixtures.py. */
interface Fixture {
  readonly names: readonly string[];
  readonly grey: Parts;
  readonly colour: Parts;
  readonly files: Readonly<Record<string, string>>;
}

const folder = useTemporaryFolder();
let fixture: Fixture;
let folders = 0;

beforeAll(async () => {
  const text = await readFile(join(import.meta.dirname, '../fixtures/arrays.json'), 'utf8');
  fixture = JSON.parse(text) as Fixture;
  for (const [name, content] of Object.entries(fixture.files)) {
    const path = folder('made', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, Buffer.from(content, 'base64'));
  }
});

function load(path: string, change: Partial<DataChoice> = {}, limit = 2 ** 24): Promise<Dataset> {
  const data = { ...dataAt(path), ...change };
  return loadDataset({ data, classNames: [], memoryLimit: limit, distFolder: '/installed' });
}

async function complaint(path: string, change: Partial<DataChoice> = {}): Promise<string> {
  return (await refusal(() => load(path, change))).message;
}

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const path = folder(`folder-${folders++}`);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return path;
}

/** An array of bytes as `numpy.save` writes it (NEP 1). */
function npy(
  shape: readonly number[],
  content: Uint8Array,
  fortran: boolean,
  type = '|u1',
): Uint8Array {
  const order = fortran ? 'True' : 'False';
  const words = `{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${shape.join(', ')},), }`;
  const header = Buffer.from(`${words.padEnd(117)}\n`);
  const start = Buffer.from('\x93NUMPY\x01\0', 'latin1');
  return Buffer.concat([start, Buffer.from([header.length, 0]), header, content]);
}

/** All that a data set holds, as plain lists. */
function listed({ train, validation, test }: Dataset): unknown {
  const list = (part: Dataset['validation']): unknown =>
    part && { images: [...part.images], labels: [...part.labels] };
  return { train: list(train), validation: list(validation), test: list(test) };
}

const two = ({ train, test }: Parts): unknown => ({ train, validation: null, test });

describe('NumPy arrays', () => {
  it.each([
    'keras.npz',
    'kmnist',
    'files',
    'fortran.npz',
    'fractions.npz',
    'doubles.npz',
    'signed.npz',
    'large.npz',
    'whole.npz',
    'first.npz',
    'rows.npz',
  ])('are the images that were saved: %s', async (name) => {
    const dataset = await load(folder('made', name));
    expect(dataset.imageShape).toEqual([1, 4, 4]);
    expect(dataset.classes).toEqual(['0', '1', '2']);
    expect(listed(dataset)).toEqual(two(fixture.grey));
  });

  it('are the same in Fortran’s order, in colours and larger than a piece of reading', async () => {
    const [count, side, channels] = [200, 24, 3];
    const shape = [count, side, side, channels];
    const value = (n: number, y: number, x: number, c: number): number =>
      (n * 31 + y * 17 + x * 5 + c * 101) % 256;
    const fortran = new Uint8Array(count * side * side * channels);
    const expected = new Uint8Array(fortran.length);
    let at = 0;
    for (let c = 0; c < channels; c++) {
      for (let x = 0; x < side; x++) {
        for (let y = 0; y < side; y++) {
          for (let n = 0; n < count; n++) {
            fortran[at++] = value(n, y, x, c);
            expected[((n * channels + c) * side + y) * side + x] = value(n, y, x, c);
          }
        }
      }
    }
    const labels = Uint8Array.from({ length: count }, (_, n) => n % 2);
    const part = (name: string): Record<string, Uint8Array> => ({
      [`x_${name}.npy`]: npy(shape, fortran, true),
      [`y_${name}.npy`]: npy([count], labels, false),
    });
    const path = await write({ 'a.npz': zipSync({ ...part('train'), ...part('test') }) });
    const { train, imageShape } = await load(join(path, 'a.npz'));
    expect(imageShape).toEqual([channels, side, side]);
    expect(Buffer.from(train.images).equals(expected)).toBe(true);
  });

  it.each([
    ['true and false', '|b1', [0, 1, 1, 0], [0, 255, 255, 0]],
    // scikit-learn's digits, made small: 255 · 4 / 16 and 255 · 9 / 16, rounded.
    ['0 to 16', '|u1', [0, 4, 9, 16], [0, 64, 143, 255]],
    ['64 and less', '|u1', [0, 4, 9, 64], [0, 4, 9, 64]],
    ['nothing', '|u1', [0, 0, 0, 0], [0, 0, 0, 0]],
  ])('of bytes fill black to white: %s', async (_, type, pixels, expected) => {
    const images = Uint8Array.from([pixels, pixels, pixels].flat());
    const labels = npy([3], Uint8Array.of(0, 1, 0), false);
    const part = (name: string): Record<string, Uint8Array> => ({
      [`x_${name}.npy`]: npy([3, 2, 2], images, false, type),
      [`y_${name}.npy`]: labels,
    });
    const path = await write({ 'a.npz': zipSync({ ...part('train'), ...part('test') }) });
    const { train, test } = await load(join(path, 'a.npz'));
    for (const { images } of [train, test]) expect([...images.subarray(0, 4)]).toEqual(expected);
  });

  it('have channels first to networks, wherever files have them, and a validation part', async () => {
    const dataset = await load(folder('made', 'medmnist.npz'));
    expect(dataset.imageShape).toEqual([3, 4, 4]);
    expect(listed(dataset)).toEqual(fixture.colour);
  });

  it.each(['names.npz', 'bytes.npz'])(
    'may have texts for labels, whose natural order is that of classes: %s',
    async (name) => {
      const { classes, train, test } = await load(folder('made', name));
      expect(classes).toEqual(['cat', 'dog 9', 'dog 10']);
      const named = (labels: readonly number[]): unknown[] => labels.map((i) => fixture.names[i]);
      expect([...train.labels].map((label) => classes[label])).toEqual(
        named(fixture.grey.train.labels),
      );
      expect([...test.labels].map((label) => classes[label])).toEqual(
        named(fixture.grey.test.labels),
      );
    },
  );

  it.each(['one.npz', 'numbered.npz'])(
    'without test images give some of theirs, and say so: %s',
    async (name) => {
      const { train, test, notes } = await load(folder('made', name));
      expect([train.count, test.count]).toEqual([10, 2]);
      expect(notes.join()).toContain('has no test images of its own: 2 of its 12 images');
      const all = [...train.images, ...test.images].sort((a, b) => a - b);
      expect(all).toEqual([...fixture.grey.train.images].sort((a, b) => a - b));
    },
  );

  it('are refused in words where they are no numbers, no pair, or cut short', async () => {
    expect(await complaint(folder('made', 'objects.npz'))).toMatch(
      /objects\.npz\/y_train\.npy cannot be used: its elements are Python objects/,
    );
    const array = Buffer.from(fixture.files['files/X_train.npy']!, 'base64');
    const labels = Buffer.from(fixture.files['files/y_train.npy']!, 'base64');
    expect(await complaint(await write({ 'pictures.npy': array }))).toMatch(
      /holds no arrays whose names tell images and labels; what is there: pictures\. Name them/,
    );
    const cut = await write({ 'x_train.npy': array.subarray(0, -1), 'y_train.npy': labels });
    expect(await complaint(cut)).toContain(
      'x_train.npy cannot be used: it is cut short: the header says 192 bytes, the file has 191',
    );
    const few = await write({ 'x_train.npy': array, 'y_train.npy': fixtureOf('files/y_test.npy') });
    expect(await complaint(few)).toMatch(/not a label for each image: 12 in .*, 6 in /);
    const junk = await write({ 'x_train.npy': 'hello', 'y_train.npy': labels });
    expect(await complaint(junk)).toContain('x_train.npy cannot be used: it is not a NumPy array');
  });
});

function fixtureOf(name: string): Buffer {
  return Buffer.from(fixture.files[name]!, 'base64');
}

describe('tables', () => {
  it.each(['csv', 'tsv', 'packed'])(
    'of an image a row are its images, whatever separates them: %s',
    async (name) => {
      expect(listed(await load(folder('made', name)))).toEqual(two(fixture.grey));
    },
  );

  it('may name classes, quoted or not', async () => {
    const { classes, train } = await load(folder('made', 'words'));
    expect(classes).toEqual(['cat', 'dog 9', 'dog 10']);
    expect([...train.labels].map((label) => classes[label])).toEqual(
      fixture.grey.train.labels.map((i) => fixture.names[i]),
    );
  });

  it('without labels are said to be that, and not used', async () => {
    const { train, test, notes } = await load(folder('made', 'kaggle'));
    expect([train.count, test.count]).toEqual([10, 2]);
    expect(notes.join('\n')).toMatch(/kaggle.test\.csv has no labels, so it is not used\./);
    const alone = await write({ 'train.csv': fixtureOf('kaggle/test.csv') });
    expect(await complaint(alone)).toContain('has 16 columns, and none of them is a label');
  });

  it('are refused by line and column where they are not as they begin', async () => {
    const row = (value: string): string => `label,a,b,c,d\n1,0,0,255,0\n2,0,${value},9,9\n`;
    const lines = Array.from({ length: 5 }, (_, i) => `${i % 2},0,${i},255,7`).join('\n');
    const rows = (more: string): Promise<string> =>
      write({ 'train.csv': `label,a,b,c,d\n${lines}\n${more}\n` });
    expect(await complaint(await write({ 'train.csv': row('x') }))).toMatch(
      /line 3 has "x" in column 3, where a pixel should be/,
    );
    expect(await complaint(await rows('1,0,0,0'))).toContain(
      'line 7 has 4 columns, and the first line 5',
    );
    expect(await complaint(await rows('1,0,0,0,'))).toContain('line 7 has "" in column 5');
    expect(await complaint(await rows(',0,0,0,0'))).toContain('line 7 has no label');
    expect(await complaint(await rows('1,0,0,inf,0'))).toContain('line 7 has "inf" in column 4');
    expect((await load(await rows('1,0,0,0,0'))).imageShape).toEqual([1, 2, 2]);
  });

  it('whose pixels make no square need a size', async () => {
    const lines = Array.from({ length: 8 }, (_, i) => `${i % 2},0,${i},255,7,1,2`).join('\n');
    const path = await write({ 'train.csv': `label,a,b,c,d,e,f\n${lines}` });
    expect(await complaint(path)).toMatch(
      /6 pixels in a row, which make no square\. Say .*mnistLab\.imageSize/,
    );
    expect((await load(path, { imageSize: [2, 3] })).imageShape).toEqual([1, 2, 3]);
    expect(await complaint(path, { imageSize: [2, 2] })).toContain('6 pixels in a row, not 2×2');
  });

  it('count rows by pandas are no pixels', async () => {
    const lines = Array.from({ length: 8 }, (_, i) => `${i},${i % 2},9,${i},255,7`).join('\n');
    const { train, test } = await load(await write({ 'data.csv': `,label,a,b,c,d\n${lines}\n` }));
    expect(train.count + test.count).toBe(8);
    expect([...train.images].filter((_, i) => i % 4 === 0)).toEqual(Array(train.count).fill(9));
  });
});

describe('CIFAR', () => {
  /** Records of labels and an image, all of whose pixels are the record's number. */
  const batch = (labels: readonly (readonly number[])[]): Uint8Array =>
    Buffer.concat(
      labels.map((bytes, i) => Buffer.from([...bytes, ...Array<number>(3072).fill(i)])),
    );

  it('has its images in batches, and the names of classes in a file', async () => {
    const path = await write({
      'cifar-10-batches-bin/data_batch_1.bin': batch([[3], [1]]),
      'cifar-10-batches-bin/data_batch_2.bin': batch([[0]]),
      'cifar-10-batches-bin/test_batch.bin': batch([[1], [3]]),
      'cifar-10-batches-bin/batches.meta.txt': 'airplane\nautomobile\nbird\ncat\n\n',
    });
    const { name, classes, imageShape, train, test } = await load(path);
    expect([name, imageShape]).toEqual(['CIFAR-10', [3, 32, 32]]);
    expect(classes).toEqual(['airplane', 'automobile', 'cat']);
    expect([...train.labels, ...test.labels]).toEqual([2, 1, 0, 1, 2]);
    expect([0, 3072, 6144].map((at) => train.images[at])).toEqual([0, 1, 0]);
  });

  it('of 100 classes has them behind the superclasses', async () => {
    const path = await write({
      'train.bin': batch([
        [9, 40],
        [9, 2],
      ]),
      'test.bin': batch([[9, 40]]),
    });
    const { classes, train } = await load(path);
    expect([classes, [...train.labels]]).toEqual([
      ['2', '40'],
      [1, 0],
    ]);
  });

  it('is refused where a file has no whole number of images', async () => {
    const path = await write({ 'data_batch_1.bin': batch([[3]]).subarray(1) });
    expect(await complaint(path)).toMatch(
      /it has 3072 bytes, and each image of CIFAR has 3073\. .*binary/,
    );
  });
});

describe('archives', () => {
  it.each(['archive.zip', 'gzipped.zip', 'each', 'archive.tar', 'gnu.tar.gz', 'pax.tgz'])(
    'hold the same set as a folder: %s',
    async (name) => {
      expect(listed(await load(folder('made', name)))).toEqual(two(fixture.grey));
    },
  );

  it('made to harm, with names that lead out of them, are refused', async () => {
    expect(await complaint(folder('made', 'up.zip'))).toContain('cannot be unpacked (Unsafe');
  });

  it('are opened where they lie alone in a folder', async () => {
    const path = await write({ 'archive.zip': fixtureOf('archive.zip'), '.DS_Store': 'x' });
    expect(listed(await load(path))).toEqual(two(fixture.grey));
  });

  it('that are damaged or beyond the limit are refused in words', async () => {
    for (const name of ['archive.zip', 'gnu.tar.gz', 'archive.tar']) {
      const content = fixtureOf(name);
      const path = await write({ [name]: content.subarray(0, content.length / 2) });
      expect(await complaint(join(path, name))).toContain(`${join(path, name)} cannot be used`);
    }
    const limited = await refusal(() => load(folder('made', 'archive.tar'), {}, 100));
    expect(limited.message).toMatch(/archive\.tar unpacks to more than the limit/);
    expect(limited.setting).toBe('mnistLab.memoryLimit');
    const rar = await write({ 'a.rar': Buffer.from('Rar!\u001a\u0007 and more', 'latin1') });
    expect(await complaint(join(rar, 'a.rar'))).toMatch(/is a RAR archive: unpack it/);
  });

  it('are read whatever notes their entries have', async () => {
    const files = Object.entries(datasetFiles());
    const noted = zipSync(
      Object.fromEntries(
        files.map(([name, content]) => [
          name,
          [content, { extra: { 0x7855: new Uint8Array(900) } }],
        ]),
      ),
    );
    const plain = await load(await writeFiles(folder('plain'), datasetFiles()));
    expect(listed(await load(join(await write({ 'a.zip': noted }), 'a.zip')))).toEqual(
      listed(plain),
    );
  });

  it('whose files have other content than their list says are refused by that file', async () => {
    const content = zipSync(datasetFiles(), { level: 0 });
    content[200]! ^= 1;
    const path = join(await write({ 'a.zip': content }), 'a.zip');
    expect(await complaint(path)).toMatch(
      /a\.zip\/.+ cannot be used: it cannot be unpacked \(it is damaged\)/,
    );
  });

  it.each([0, 6] as const)('may have large files, packed or not (level %i)', async (level) => {
    const files = datasetFiles({ train: 400 });
    const plain = await load(await writeFiles(folder(`plain-${level}`), files));
    const content = zipSync(files, { level });
    const path = join(await write({ 'a.zip': content }), 'a.zip');
    expect(listed(await load(path))).toEqual(listed(plain));
    // Within the training images.
    const at = Buffer.from(content).indexOf(trainImages);
    content.fill(0xff, at + 500, at + 520);
    const damaged = join(await write({ 'a.zip': content }), 'a.zip');
    expect(await complaint(damaged)).toContain(
      `${join(damaged, trainImages)} cannot be used: it cannot be unpacked (it is `,
    );
  });

  it('whose file is damaged within are refused by that file', async () => {
    const content = Uint8Array.from(fixtureOf('archive.zip'));
    content.fill(0xff, 80, 120);
    const path = join(await write({ 'a.zip': content }), 'a.zip');
    expect(await complaint(path)).toMatch(/a\.zip.* cannot be used: /);
  });
});

describe('IDX files are found', () => {
  const dotted = (name: string): string => name.replace('-idx', '.idx');
  const renamed = (
    change: (name: string) => string,
    files = datasetFiles(),
  ): Record<string, Uint8Array> =>
    Object.fromEntries(Object.entries(files).map(([name, content]) => [change(name), content]));

  it.each([
    ['with a dot', dotted],
    ['packed, with a dot', (name: string) => dotted(`${name}.gz`)],
    ['in raw', (name: string) => `raw/${name}`],
    ['in MNIST/raw', (name: string) => `MNIST/raw/${name}`],
    ['in gzip', (name: string) => `gzip/${name}`],
    ['each in a folder of its name', (name: string) => `${name}/${name}`],
    ['with test instead of t10k', (name: string) => name.replace('t10k', 'test')],
  ])('%s', async (_, change) => {
    const plain = await load(await writeFiles(folder('plain'), datasetFiles()));
    const path = await write(renamed(change));
    expect(listed(await load(path))).toEqual(listed(plain));
  });

  it('of several sets by the one that is chosen', async () => {
    const path = await write({
      ...renamed((name) => `emnist-letters-${name}`, gzipped(datasetFiles({ train: 50 }))),
      ...renamed((name) => `FashionMNIST/raw/${name}`),
    });
    expect(await complaint(path)).toMatch(
      /holds several data sets: "emnist-letters", "FashionMNIST"\. Say which one \(mnistLab\.dataset\)/,
    );
    expect((await load(path, { dataset: 'FashionMNIST' })).train.count).toBe(40);
    expect((await load(path, { dataset: 'EMNIST-Letters' })).train.count).toBe(50);
    expect(await complaint(path, { dataset: 'digits' })).toMatch(
      /holds no data set "digits", but "emnist/,
    );
  });

  it('and those of EMNIST turned upright, with their letters, unless one says otherwise', async () => {
    const images = Uint8Array.from({ length: 40 * 6 }, (_, i) => i % 251);
    const labels = Uint8Array.from({ length: 40 }, (_, i) => 1 + (i % 2));
    const files = {
      'emnist-letters-train-images-idx3-ubyte': idx([40, 2, 3], images),
      'emnist-letters-train-labels-idx1-ubyte': idx([40], labels),
      'emnist-letters-test-images-idx3-ubyte': idx([40, 2, 3], images),
      'emnist-letters-test-labels-idx1-ubyte': idx([40], labels),
      'emnist-letters-mapping.txt': '1 65 97\n2 66 98\n',
    };
    const path = await write(files);
    const turned = await load(path);
    expect(turned.imageShape).toEqual([1, 3, 2]);
    expect([...turned.train.images.subarray(0, 6)]).toEqual([0, 3, 1, 4, 2, 5]);
    expect(turned.classes).toEqual(['A', 'B']);
    expect(turned.notes.join()).toMatch(/rows and columns were exchanged/);
    const left = await load(path, { transpose: false });
    expect([left.imageShape, left.notes]).toEqual([[1, 2, 3], []]);
    expect([...left.train.images]).toEqual([...images]);
    expect(
      await readDatasetShape({
        data: dataAt(path),
        classNames: [],
        memoryLimit: 1e6,
        distFolder: '',
      }),
    ).toEqual({
      ...{ classes: ['A', 'B'], imageShape: [1, 3, 2] },
    });
  });

  it('of QMNIST by the first column of their labels', async () => {
    const wide = (labels: readonly number[]): Uint8Array => {
      const values = new DataView(new ArrayBuffer(labels.length * 32));
      labels.forEach((label, i) => {
        values.setInt32(i * 32, label);
        values.setInt32(i * 32 + 4, 99);
      });
      const bytes = idx([labels.length, 8], new Uint8Array(values.buffer));
      bytes[2] = 0x0c;
      return gzipSync(bytes);
    };
    const pictures = (count: number): Uint8Array =>
      gzipSync(idx([count, 2, 2], new Uint8Array(4 * count)));
    const path = await write({
      'qmnist-train-images-idx3-ubyte.gz': pictures(4),
      'qmnist-train-labels-idx2-int.gz': wide([5, 0, 5, 300]),
      'qmnist-test-images-idx3-ubyte.gz': pictures(1),
      'qmnist-test-labels-idx2-int.gz': wide([0]),
    });
    const { classes, train } = await load(path);
    expect(classes).toEqual(['0', '5', '300']);
    expect([...train.labels]).toEqual([1, 0, 1, 2]);
  });

  it('but not where labels or images of a part are missing, or all training images', async () => {
    const files = datasetFiles();
    const { [trainLabels]: _, ...others } = files;
    const path = await write(others);
    expect(await complaint(path)).toBe(
      `${join(path, trainLabels)} is missing: put it beside ${join(path, trainImages)}.`,
    );
    const { [trainImages]: images, [trainLabels]: labels, ...test } = files;
    expect(await complaint(await write(test))).toContain('has test images only');
  });
});

describe('where no data set is', () => {
  it('it is said what was looked for, and a few names of what is there', async () => {
    const few = await complaint(await write({ 'b.txt': 'x', 'a.txt': 'x' }));
    expect(few).toMatch(
      /^No data set was found in .*\. Looked for: IDX files .*; .*CSV.*\. What is there: a\.txt, b\.txt\.$/,
    );
    const many = await complaint(
      await write(Object.fromEntries(['1', '2', '10', '4', '5', '6', '7'].map((n) => [n, 'x']))),
    );
    expect(many).toContain('What is there: 1, 2, 4, 5, 6 and 2 more.');
    const nothing = folder('nothing');
    await mkdir(nothing);
    expect(await complaint(nothing)).toContain(`${nothing} is an empty folder. Looked for: IDX`);
    expect(await complaint(folder('nowhere'))).toContain(
      'cannot be read: it is missing. Choose a folder or file',
    );
  });

  it.each([
    ['page.html', '<!doctype html><p>404</p>', 'is a web page, and no data set. The server sent'],
    ['data.h5', '\u0089HDF\r\n\u001a\n and more', 'is an HDF5 file'],
    ['data', 'version https://git-lfs.github.com/spec/v1\n', 'is a Git LFS pointer'],
    ['set.pkl', '\u0080\u0004\u0095 and more', 'is a Python pickle'],
  ])('but another file, it is said which: %s', async (name, content, words) => {
    const path = await write({ [name]: Buffer.from(content, 'latin1') });
    for (const place of [path, join(path, name)]) expect(await complaint(place)).toContain(words);
  });
});
