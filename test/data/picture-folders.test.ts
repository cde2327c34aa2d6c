/** Folders of pictures by class, as people have them. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataAt, type DataChoice } from '../../extension/data/choice';
import type { Dataset } from '../../extension/data/dataset';
import { loadDataset, readDatasetShape } from '../../extension/data/load-dataset';
import type { LoadProgress } from '#shared/load-progress';
import { encodePng } from '../support/png';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';

const PICTURES = join(import.meta.dirname, '../fixtures/pictures');
const folder = useTemporaryFolder();
let folders = 0;

/** Files of a folder: what is in each, or the fixture that it is a copy of. */
type Files = Readonly<Record<string, string | Uint8Array>>;

async function write(files: Files): Promise<string> {
  const path = folder(`pictures-${folders++}`);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    const bytes = typeof content === 'string' ? await fixture(content) : content;
    await writeFile(join(path, name), bytes);
  }
  return path;
}

const fixture = (name: string): Promise<Buffer> => readFile(join(PICTURES, name));
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

const source = (path: string, change: Partial<DataChoice> = {}) => ({
  ...{ data: { ...dataAt(path), ...change }, classNames: [], memoryLimit: 2 ** 24 },
  distFolder: join(import.meta.dirname, '../../dist'),
});

async function load(files: Files, change: Partial<DataChoice> = {}): Promise<Dataset> {
  return loadDataset(source(await write(files), change));
}

async function complaint(files: Files): Promise<string> {
  return (await refusal(() => load(files))).message;
}

/** What Pillow makes of a fixture. */
async function pixelsOf(name: string): Promise<number[]> {
  const told = JSON.parse(await readFile(join(PICTURES, '../pictures.json'), 'utf8')) as Readonly<
    Record<string, { readonly pixels: string }>
  >;
  return [...Buffer.from(told[name]!.pixels, 'base64')];
}

/** Ten pictures of a class, of 13 × 11 grey pixels each. */
function ten(prefix: string): Files {
  return Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [`${prefix}/${i}.png`, 'png-0-8.png']),
  );
}

/** Three pixels wide and two high, each of its own. */
const pixelsOfMany = (i: number): Uint8Array =>
  Uint8Array.of(i & 255, i >> 8, 255 - (i & 255), 7, 8, 9);

function many(prefix: string, count: number): Files {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`${prefix}/${i}.png`, encodePng(pixelsOfMany(i), 3)]),
  );
}

describe('folders of pictures', () => {
  it('are classes in natural order, and pictures in that of their names', async () => {
    const { classes, imageShape, train, test } = await load({
      ...ten('train/class 10'),
      ...ten('train/class 2'),
      ...ten('test/class 2'),
    });
    expect(classes).toEqual(['class 2', 'class 10']);
    expect(imageShape).toEqual([1, 11, 13]);
    expect([train.count, test.count]).toEqual([20, 10]);
    expect([...new Set(test.labels)]).toEqual([0]);
    expect(train.labels.filter((label) => label === 0)).toHaveLength(10);
    expect([...train.images.subarray(0, 143)]).toEqual(await pixelsOf('png-0-8.png'));
  });

  it('have the same pixels, whatever the form of the pictures is', async () => {
    const { train } = await load({
      'train/a/1.png': 'png-0-8.png',
      'train/b/1.png': 'png-0-8-interlaced.png',
      'test/a/1.png': 'png-0-8.png',
    });
    expect([...train.images]).toEqual([
      ...(await pixelsOf('png-0-8.png')),
      ...(await pixelsOf('png-0-8-interlaced.png')),
    ]);
  });

  it('are found below folders in which all lie, and with a validation part', async () => {
    const { classes, validation, test } = await load({
      ...ten('My data/images/seg_train/seg_train/sea'),
      ...ten('My data/images/seg_train/seg_train/hills'),
      ...ten('My data/images/valid/sea'),
      ...ten('My data/images/valid/hills'),
      ...ten('My data/images/seg_test/seg_test/sea'),
      ...ten('My data/images/seg_test/seg_test/hills'),
    });
    expect(classes).toEqual(['hills', 'sea']);
    expect([validation?.count, test.count]).toEqual([20, 20]);
  });

  it('may be called train without being a part', async () => {
    const { classes } = await load({ ...ten('train'), ...ten('bus') });
    expect(classes).toEqual(['bus', 'train']);
  });

  it('are in colour where one picture is, and have the commonest size, or the one that is wanted', async () => {
    const files = { ...ten('train/a'), 'train/b/1.jpg': 'jpeg-color.jpg', ...ten('test/a') };
    const { imageShape, train } = await load(files);
    expect(imageShape).toEqual([3, 11, 13]);
    expect(train.images).toHaveLength(11 * 3 * 143);
    // Grey is as red as it is green.
    expect(train.images.subarray(0, 143)).toEqual(train.images.subarray(143, 286));
    expect((await load(files, { imageSize: [5, 7] })).imageShape).toEqual([3, 5, 7]);
  });

  it('tell their shape without being read', async () => {
    const path = await write({ ...ten('a'), ...ten('b') });
    expect(await readDatasetShape(source(path))).toEqual({
      ...{ classes: ['a', 'b'], imageShape: [1, 11, 13] },
    });
  });

  it('are in colour where a single one of many is, and have the size of most of them', async () => {
    const { imageShape } = await load({
      ...many('train/a', 299),
      'train/b/1.png': 'png-2-8.png',
      ...ten('test/a'),
    });
    expect(imageShape).toEqual([3, 2, 3]);
  });

  it('may hold a damaged picture, which is counted and named', async () => {
    const { train, notes, classes } = await load({
      ...ten('train/a'),
      'train/a/5.png': text('<!doctype html><title>404</title>'),
      ...ten('train/b'),
      ...ten('test/a'),
    });
    expect(train.count).toBe(19);
    expect(train.images).toHaveLength(19 * 143);
    expect(classes).toEqual(['a', 'b']);
    expect([...train.labels]).toEqual([...Array<number>(9).fill(0), ...Array<number>(10).fill(1)]);
    expect(notes.join()).toMatch(
      /^1 of 20 pictures cannot be used, such as .*train.a.5\.png: it is a web page, no picture\.$/,
    );
  });

  it.each([1, 2, 3])('are the same, however many threads read them: %i', async (threads) => {
    const path = await write({
      ...many('train/a', 200),
      ...many('train/b', 200),
      'train/b/7.png': text('no'),
      'train/a/150.png': text('Dear Ada'),
      'test/a/1.png': 'png-0-8.png',
    });
    const told: LoadProgress[] = [];
    const { imageShape, train, notes } = await loadDataset(
      { ...source(path), threads },
      undefined,
      (progress) => told.push(progress),
    );
    expect(imageShape).toEqual([1, 2, 3]);
    expect(train.count).toBe(398);
    const wanted = (count: number, without: number): number[] =>
      Array.from({ length: count }, (_, i) => i)
        .filter((i) => i !== without)
        .flatMap((i) => [...pixelsOfMany(i)]);
    expect([...train.images]).toEqual([...wanted(200, 150), ...wanted(200, 7)]);
    expect(notes.join()).toMatch(
      /^2 of 400 pictures cannot be used, such as .*train.a.150\.png: it is no picture\.$/,
    );
    expect(told.at(-1)).toEqual({ stage: 'read', done: 401, total: 401 });
    expect(told.filter(({ stage }) => stage === 'look').at(-1)!.done).toBe(401);
  });

  it('are not read on once nobody waits for them', async () => {
    const path = await write(many('a', 600));
    const stop = new AbortController();
    const reason = new Error('enough');
    let told = 0;
    const loading = loadDataset({ ...source(path), threads: 1 }, stop.signal, () => {
      told++;
      stop.abort(reason);
    });
    await expect(loading).rejects.toBe(reason);
    expect(told).toBe(1);
  });

  it('cannot be used where all pictures are damaged', async () => {
    expect(await complaint({ 'a/1.png': text('no'), 'b/1.png': text('no') })).toMatch(
      /^None of the pictures can be used. The first is .*1\.png: it is no picture\./,
    );
  });

  it('without classes are told what is wanted', async () => {
    expect(await complaint({ '1.png': 'png-0-8.png', '2.png': 'png-0-8.png' })).toMatch(
      /holds pictures, such as 1\.png, and nothing that says what is on them\. Put those of each class into a folder/,
    );
  });

  it('may have pictures beside them that are in no class', async () => {
    const { notes, test } = await load({
      ...ten('train/a'),
      ...ten('train/b'),
      ...ten('test'),
    });
    expect(notes.join(' ')).toMatch(/10 pictures lie in no folder of a class, such as .*test/);
    // Test images are drawn from the others.
    expect(test.count).toBeGreaterThan(0);
  });

  it('beside a table are not taken for the data', async () => {
    const rows = Array.from({ length: 6 }, (_, i) => `${i % 2},0,255,9,${i}`);
    const files = {
      'train.csv': text(['label,a,b,c,d', ...rows].join('\n')),
      'docs/sample.png': 'png-0-8.png',
    };
    expect((await load(files, { imageSize: [2, 2] })).imageShape).toEqual([1, 2, 2]);
  });
});
