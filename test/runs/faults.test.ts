import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readFailure, writeProblem } from '../../extension/platform/file-problems';
import { RunStore } from '../../extension/runs/store';
import { mountSmallDisk } from '../support/small-disk';
import { sampleRecord } from './support';

const record = sampleRecord();
const renamed = { ...record, state: { ...record.state, notices: ['later'] } };

describe('a full disk', () => {
  test('is told in words with what to do there, loses nothing, and is no hindrance once there is space', async ({
    skip,
  }) => {
    const disk = await mountSmallDisk(256 * 1024);
    if (disk === null) return skip('This machine or user cannot mount a small disk.');
    try {
      const store = new RunStore(disk.path);
      await store.save('a', record);
      const filler = join(disk.path, 'filler');
      await writeFile(filler, new Uint8Array(512 * 1024)).catch(() => undefined);
      await expect(store.save('a', renamed)).rejects.toThrow(
        /^The history of runs cannot be kept\. There is no space left for .*run\.json: free some on that disk\.$/,
      );
      await expect(store.rename('a', 'mine')).rejects.toThrow(/no space left for .*name\.json/);
      expect((await readdir(join(disk.path, 'runs', 'a'))).sort()).toEqual([
        'run.json',
        'summary.json',
      ]);
      expect(await new RunStore(disk.path).open('a')).toEqual(record);
      await rm(filler);
      await store.save('a', renamed);
      expect(await store.open('a')).toEqual(renamed);
    } finally {
      await disk.remove();
    }
  });
});

describe('something in the way', () => {
  let storage: string;
  let store: RunStore;
  beforeEach(async () => {
    storage = await mkdtemp(join(tmpdir(), 'mnist-lab-faults-'));
    store = new RunStore(storage);
  });
  afterEach(() => rm(storage, { recursive: true }));

  test.each(['run.json', 'summary.json'])('a folder named %s, is named', async (name) => {
    await mkdir(join(storage, 'runs', 'a', name, 'full'), { recursive: true });
    const words = `Something else is in the way of ${join(storage, 'runs', 'a', name)}: move it away.`;
    await expect(store.save('a', record)).rejects.toThrow(words);
    await writeFile(join(storage, 'runs', 'a', 'run.json'), '').catch(() => undefined);
    expect(await store.list()).toEqual({ runs: [], messages: [words] });
  });

  test('a file where the history should be, is named', async () => {
    await writeFile(join(storage, 'runs'), '');
    const words = /^The history of runs cannot be kept\. Something else/;
    await expect(store.save('a', record)).rejects.toThrow(words);
    await expect(store.begin('a')).rejects.toThrow(words);
  });

  test('leaves the next run its turn', async () => {
    await mkdir(join(storage, 'runs', 'a', 'run.json', 'full'), { recursive: true });
    const [first, second] = await Promise.allSettled([
      store.save('a', record),
      store.save('b', record),
    ]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
    expect(await store.open('b')).toEqual(record);
  });
});

test.each([
  ['EACCES', 'You may not write /x: change the rights of its folder.'],
  ['EROFS', 'You may not write /x: change the rights of its folder.'],
  ['EDQUOT', 'There is no space left for /x: free some on that disk.'],
  ['ENOTEMPTY', 'Something else is in the way of /x: move it away.'],
  ['EIO', '/x cannot be written (EIO): see that its folder and its disk are there.'],
])('%s is told without words of the system', (code, words) => {
  expect(writeProblem('/x', Object.assign(new Error('raw'), { code }))).toBe(words);
});

test('what cannot be read is told likewise', () => {
  const error = Object.assign(new Error('raw'), { code: 'EACCES' });
  expect(readFailure('/x', error).message).toBe(
    '/x cannot be read (EACCES): see that you may read it, and that its disk is there.',
  );
});
