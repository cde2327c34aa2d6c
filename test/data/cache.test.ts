/** What was read of large data sets is kept for the next time, and never taken for anything else. */
import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slotOf } from '../../extension/data/cache/cache';
import { decodeSet, encodeSet, type StoredSet } from '../../extension/data/cache/stored-set';
import { dataAt, type DataChoice } from '../../extension/data/choice';
import type { Dataset } from '../../extension/data/dataset';
import { loadDataset, readDatasetShape } from '../../extension/data/load-dataset';
import { useCacheFolder } from '../../extension/platform/cache-folder';
import { encodePng } from '../support/png';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';

const folder = useTemporaryFolder();
let cases = 0;
let cache: string;
let data: string;

beforeEach(() => {
  cases++;
  cache = folder(`cache-${cases}`);
  data = folder(`data-${cases}`);
  useCacheFolder(cache);
});
afterEach(() => {
  useCacheFolder(null);
});

const picture = (value: number): Uint8Array => encodePng(Uint8Array.of(value, value, 1, 2), 2);

/** 260 pictures of two classes, one of which is none. */
async function writePictures(): Promise<string> {
  for (const name of ['cat', 'dog']) await mkdir(join(data, name), { recursive: true });
  for (let i = 0; i < 260; i++) {
    const name = join(data, i % 2 === 0 ? 'cat' : 'dog', `${i}.png`);
    await writeFile(name, i === 100 ? 'no picture' : picture(i & 255));
  }
  return data;
}

interface Loaded extends Dataset {
  /** Whether it was read of its files. */
  readonly anew: boolean;
}

async function load(change: Partial<DataChoice> = {}, memoryLimit = 2 ** 24): Promise<Loaded> {
  let anew = false;
  const source = { data: { ...dataAt(data), ...change }, classNames: [], memoryLimit };
  const dataset = await loadDataset(
    { ...source, distFolder: join(import.meta.dirname, '../../dist'), threads: 1 },
    undefined,
    () => (anew = true),
  );
  return { ...dataset, anew };
}

const kept = async (): Promise<string[]> => (await readdir(cache)).map((name) => join(cache, name));

describe('a large data set', () => {
  it('is the same the second time, and not read again', async () => {
    await writePictures();
    const first = await load();
    expect(first.anew).toBe(true);
    expect(first.notes.join()).toContain('1 of 260 pictures cannot be used');
    expect(await load()).toEqual({ ...first, anew: false });
    expect(await kept()).toHaveLength(1);
    const source = { data: dataAt(data), classNames: [], memoryLimit: 2 ** 24, distFolder: '' };
    expect(await readDatasetShape(source)).toEqual({
      ...{ classes: ['cat', 'dog'], imageShape: [1, 2, 2] },
    });
  });

  it('is read again where a picture has changed, also one of the same size and time', async () => {
    await writePictures();
    const first = await load();
    const file = join(data, 'dog', '33.png');
    const { mtime, size } = await stat(file);
    await writeFile(file, picture(34));
    await utimes(file, mtime, mtime);
    expect((await stat(file)).size).toBe(size);
    const second = await load();
    expect(second.anew).toBe(true);
    expect(second.train.images).not.toEqual(first.train.images);
  });

  it('is another with other options', async () => {
    await writePictures();
    await load();
    const larger = await load({ imageSize: [4, 4] });
    expect([larger.anew, ...larger.imageShape]).toEqual([true, 1, 4, 4]);
    expect(await kept()).toHaveLength(2);
  });

  it('is refused by the same figures as when it was read', async () => {
    await writePictures();
    const first = await refusal(() => load({}, 1000));
    await load();
    const second = await refusal(() => load({}, 1000));
    expect(first.message).toMatch(/needs .* of memory, and the limit/);
    expect(second.message).toMatch(/needs .* of memory, and the limit/);
  });

  it('that is a table is kept with the names of its classes', async () => {
    const row = (i: number): string => `${i % 2 === 0 ? 'cat' : 'dog'},${i % 256},1,2,3`;
    const rows = Array.from({ length: 100_000 }, (_, i) => row(i));
    await mkdir(data);
    await writeFile(join(data, 'train.csv'), ['label,a,b,c,d', ...rows].join('\n'));
    const { anew, ...first } = await load();
    expect(anew).toBe(false);
    expect(first.classes).toEqual(['cat', 'dog']);
    expect(await kept()).toHaveLength(1);
    expect(await load()).toEqual({ ...first, anew });
  });

  it('is read again where what was kept is damaged', async () => {
    await writePictures();
    const first = await load();
    const [file] = await kept();
    const whole = await readFile(file!);
    for (const at of [3, 30, 90, 200, whole.length - 1]) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 1;
      await writeFile(file!, damaged);
      expect(await load()).toEqual(first);
    }
    await writeFile(file!, whole.subarray(0, whole.length - 5));
    expect(await load()).toEqual(first);
    expect((await load()).anew).toBe(false);
  });

  it('is read where there is no room for a cache', async () => {
    await writePictures();
    await writeFile(cache, 'a file in the way');
    expect((await load()).anew).toBe(true);
    expect((await load()).anew).toBe(true);
  });

  it('is taken from a cache that cannot be written', async () => {
    await writePictures();
    await load();
    await chmod(cache, 0o555);
    expect((await load()).anew).toBe(false);
    await chmod(cache, 0o755);
  });
});

it('keeps nothing of what is read at once', async () => {
  await mkdir(join(data, 'a'), { recursive: true });
  for (let i = 0; i < 10; i++) await writeFile(join(data, 'a', `${i}.png`), picture(i));
  await load();
  expect(await readdir(cache).catch(() => [])).toEqual([]);
});

const set = (value: number, count: number): StoredSet => ({
  ...{ id: '', path: '/data', form: 'csv', onItsSide: false, notes: ['é'], labelNames: { 1: 'ü' } },
  parts: {
    train: {
      path: '/data/train.csv',
      imageShape: [1, 1, 3],
      labels: Int32Array.from({ length: count }, (_, i) => i - 1),
      images: new Uint8Array(3 * count).fill(value),
    },
    validation: null,
    test: null,
  },
});

it('has in a file what was put into it', async () => {
  for (const count of [1, 2, 5]) {
    const bytes = Buffer.concat(await encodeSet(set(7, count)));
    expect(await decodeSet(new Uint8Array(bytes))).toEqual(set(7, count));
    expect(await decodeSet(new Uint8Array([...bytes, 0]))).toBeNull();
  }
});

it('clears away what was not used for the longest time', async () => {
  await mkdir(data);
  const size = 2 ** 20;
  const slots = [];
  for (const name of ['a', 'b', 'c', 'd']) {
    const file = join(data, name);
    await writeFile(file, new Uint8Array(size));
    slots.push((await slotOf(file, dataAt(file), undefined, 2.5 * 3 * size))!);
  }
  const [a, b, c, d] = slots as [(typeof slots)[0], ...typeof slots] & { length: 4 };
  await a.write(set(1, size / 2));
  await b!.write(set(2, size / 2));
  const names = await kept();
  // So long ago that the clock tells.
  for (const name of names) await utimes(name, 1, 1);
  expect(await a.read()).toEqual(set(1, size / 2));
  await c!.write(set(3, size / 2));
  expect(await b!.read()).toBeNull();
  expect(await a.read()).not.toBeNull();
  // What is too large for all of the cache is not kept.
  await d!.write(set(4, 3 * size));
  expect(await d!.read()).toBeNull();
  expect(await kept()).toHaveLength(2);
});
