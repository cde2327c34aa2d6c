import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { thisProcess } from '../../extension/platform/process';
import type { RunSummary } from '../../extension/runs/summary';
import { newRunId, RunStore } from '../../extension/runs/store';
import { sampleRecord } from './support';

let script: string;
let storage: string;
let store: RunStore;
const children: ChildProcess[] = [];
const record = sampleRecord();
const running = { ...record, state: { ...record.state, status: 'running' as const } };
const folder = (...parts: string[]): string => join(storage, 'runs', ...parts);
const temporaries = async (): Promise<string[]> =>
  (await readdir(storage, { recursive: true })).filter((name) => name.endsWith('.tmp'));

beforeAll(async () => {
  script = join(await mkdtemp(join(tmpdir(), 'mnist-lab-window-')), 'window.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'window.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
  });
});
afterAll(() => rm(join(script, '..'), { recursive: true }));
beforeEach(async () => {
  storage = await mkdtemp(join(tmpdir(), 'mnist-lab-windows-'));
  store = new RunStore(storage);
});
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  await rm(storage, { recursive: true });
});

function open(...words: string[]): ChildProcess {
  const child = spawn(process.execPath, [script, storage, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function begin(...words: string[]): Promise<ChildProcess> {
  const child = open(...words);
  await once(child.stdout!, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const list = async (): Promise<RunSummary[]> => [...(await store.list()).runs];

describe('a run that another window trains', () => {
  test('is known as that, and cannot be deleted or begun here', async () => {
    await begin('train', 'a');
    expect(await list()).toMatchObject([{ id: 'a', status: 'running', elsewhere: true }]);
    expect((await store.open('a')).state.status).toBe('running');
    await expect(store.remove('a')).rejects.toThrow('in training in another window');
    await expect(store.begin('a')).rejects.toThrow('in training in another window');
    expect(await readdir(folder('a'))).toContain('run.json');
    expect(await list()).toMatchObject([{ elsewhere: true }]);
  });

  test('is interrupted as soon as its process is gone, and can be deleted then', async () => {
    await kill(await begin('train', 'a'));
    expect(await list()).toMatchObject([{ status: 'interrupted' }]);
    expect((await store.open('a')).state.status).toBe('interrupted');
    await store.remove('a');
    expect(await list()).toEqual([]);
    expect(await readdir(folder())).toEqual([]);
  });

  test('keeps its file in its place, whatever is wrong with it', async () => {
    await begin('train', 'a');
    await writeFile(folder('a', 'run.json'), '{');
    await expect(store.open('a')).rejects.toThrow('another window trains');
    expect(await readdir(folder('a'))).toContain('run.json');
  });

  test('can be named and pinned here', async () => {
    await begin('train', 'a');
    await store.rename('a', 'mine');
    await store.pin('a', true);
    expect(await list()).toMatchObject([{ name: 'mine', pinned: true, elsewhere: true }]);
  });
});

describe('a run that a machine trains which cannot be asked', () => {
  const lock = (): string => folder('a', 'live-0123456789ab-1-5-76543210');
  const heard = async (secondsAgo: number): Promise<void> => {
    await writeFile(lock(), '');
    const then = new Date(Date.now() - secondsAgo * 1000);
    await utimes(lock(), then, then);
  };

  test('lives as long as it is heard of', async () => {
    await store.save('a', running);
    await heard(5);
    expect(await list()).toMatchObject([{ elsewhere: true }]);
    await heard(20);
    expect(await list()).toMatchObject([{ status: 'interrupted' }]);
    await store.tidy();
    expect(await readdir(folder('a'))).toEqual(['run.json', 'summary.json']);
  });

  test('stays when the history is tidied', async () => {
    await store.save('a', running);
    await heard(5);
    await store.tidy();
    expect(await list()).toMatchObject([{ elsewhere: true }]);
  });
});

describe('a run of this window', () => {
  test('is in training until it has ended, for another window, too', async () => {
    const other = new RunStore(storage);
    await store.begin('a');
    await store.save('a', running);
    expect((await list())[0]).not.toHaveProperty('elsewhere');
    expect((await other.list()).runs).toMatchObject([{ elsewhere: true }]);
    await store.save('a', record);
    await store.end('a');
    for (const one of [store, other]) {
      const [run] = (await one.list()).runs;
      expect(run).toMatchObject({ id: 'a', status: 'done' });
      expect(run).not.toHaveProperty('elsewhere');
    }
    expect((await readdir(folder('a'))).sort()).toEqual(['run.json', 'summary.json']);
  });

  test('gives signs of life', async () => {
    await store.begin('a');
    const [name] = await readdir(folder('a'));
    await utimes(folder('a', name!), 1, 1);
    await expect
      .poll(async () => (await stat(folder('a', name!))).mtimeMs, { timeout: 20_000 })
      .toBeGreaterThan(Date.now() - 60_000);
    await store.end('a');
  });

  test('lives as long as its process does, whatever the clock says', async () => {
    await store.begin('a');
    await store.save('a', running);
    const [name] = (await readdir(folder('a'))).filter((one) => one.startsWith('live-'));
    const other = new RunStore(storage);
    for (const heard of [Date.now() / 1000 - 86_400, Date.now() / 1000 + 86_400]) {
      await utimes(folder('a', name!), heard, heard);
      expect((await other.list()).runs).toMatchObject([{ elsewhere: true }]);
    }
    await store.end('a');
  });

  test('is over when its process id has gone to another', async () => {
    await store.save('a', running);
    const { host, pid, start } = thisProcess;
    expect(start).toBeGreaterThan(0);
    await writeFile(folder('a', `live-${host}-${pid}-${start}-76543210`), '');
    expect(await list()).toMatchObject([{ elsewhere: true }]);
    await rename(
      folder('a', `live-${host}-${pid}-${start}-76543210`),
      folder('a', `live-${host}-${pid}-${start - 1}-76543210`),
    );
    expect(await list()).toMatchObject([{ status: 'interrupted' }]);
  });

  test('is given to one of two windows that want it, or to none', async () => {
    for (let i = 0; i < 20; i++) {
      const stores = [new RunStore(storage), new RunStore(storage), new RunStore(storage)];
      const begun = await Promise.allSettled(stores.map((one) => one.begin('a')));
      expect(begun.filter(({ status }) => status === 'fulfilled').length).toBeLessThan(2);
      for (const one of stores) await one.end('a');
      await expect(store.begin('a')).resolves.toBeUndefined();
      await store.end('a');
    }
  });
});

test('a history that was moved to another machine opens there, and a run that was in training there is interrupted', async () => {
  await store.save('a', running);
  await store.rename('a', 'mine');
  // A lock of the other machine, and a temporary file of a process that this machine has not.
  await writeFile(folder('a', 'live-0123456789ab-4711-5-76543210'), '');
  await utimes(folder('a', 'live-0123456789ab-4711-5-76543210'), 1, 1);
  await writeFile(folder('a', '.mnist-lab-0123456789ab-4711-0123abcd.tmp'), '');
  const moved = await mkdtemp(join(tmpdir(), 'mnist-lab-moved-'));
  try {
    await cp(storage, moved, { recursive: true, preserveTimestamps: true });
    const there = new RunStore(moved);
    await there.tidy();
    expect((await there.list()).runs).toMatchObject([{ name: 'mine', status: 'interrupted' }]);
    expect((await there.open('a')).state.run).toEqual(running.state.run);
    await there.begin('a');
    await there.save('a', record);
    await there.end('a');
    expect((await there.list()).runs).toMatchObject([{ name: 'mine', status: 'done' }]);
  } finally {
    await rm(moved, { recursive: true });
  }
});

test('a clock that was set back takes no run away, and gives ids and names that nobody has', async () => {
  const now = Date.now();
  const clock = vi.spyOn(Date, 'now');
  const ids: string[] = [];
  for (const time of [now, now - 86_400_000, now - 86_400_000, now]) {
    clock.mockReturnValue(time);
    const id = newRunId(time);
    ids.push(id);
    await store.begin(id);
    const run = { ...record.state.run, startedAt: time };
    await store.save(id, { ...record, state: { ...record.state, run, status: 'running' } });
    expect((await new RunStore(storage).list()).runs).toContainEqual(
      expect.objectContaining({ id, elsewhere: true }),
    );
    await store.end(id);
  }
  clock.mockRestore();
  const runs = await list();
  expect(new Set(runs.map(({ id }) => id))).toEqual(new Set(ids));
  expect(new Set(runs.map(({ name }) => name)).size).toBe(4);
  expect(runs.every(({ status }) => status === 'interrupted')).toBe(true);
});

test('of names and pins that two windows give at once none is lost', async () => {
  const ids = Array.from({ length: 150 }, (_, i) => `run-${i}`);
  for (const id of ids) await store.save(id, record);
  const windows = [open('name', ...ids), open('pin', ...ids)];
  // A run that is saved meanwhile, as the one in training is.
  const saved = store.save(ids[75]!, record);
  const ends = await Promise.all([...windows.map((child) => once(child, 'exit')), saved]);
  expect(ends.slice(0, 2)).toEqual([
    [0, null],
    [0, null],
  ]);
  const lost = (await list()).filter(({ id, name, pinned }) => name !== `mine ${id}` || !pinned);
  expect(lost).toEqual([]);
});

test('a run that is deleted does not come back by a name that is given to it', async () => {
  await store.save('a', record);
  const other = new RunStore(storage);
  await other.remove('a');
  await expect(store.rename('a', 'mine')).rejects.toThrow('There is no run a any more');
  expect(await readdir(folder())).toEqual([]);
});

test('what a killed window leaves is cleared at the next start, and what lives stays', async () => {
  await store.save('a', record);
  let left = 0;
  for (let round = 0; round < 15; round++) {
    const child = await begin('write', 'a');
    // Killed while it writes, wherever it is.
    await new Promise((resolve) => setTimeout(resolve, round * 3));
    await kill(child);
    left += (await temporaries()).length;
    await store.tidy();
    expect(await temporaries()).toEqual([]);
    expect((await new RunStore(storage).open('a')).state.run).toEqual(record.state.run);
  }
  expect(left).toBeGreaterThan(0);

  const killed = await begin('train', 'c');
  await kill(killed);
  const { host } = thisProcess;
  await mkdir(folder('c', 'weights'));
  await writeFile(folder('c', 'weights', `.mnist-lab-${host}-${killed.pid!}-0123abcd.tmp`), '');
  await writeFile(folder('c', 'weights', 'mlp.safetensors'), '');
  await store.tidy();
  expect(await readdir(folder('c', 'weights'))).toEqual(['mlp.safetensors']);
  await store.remove('c');

  await mkdir(folder('gone.deleted', 'weights'), { recursive: true });
  await begin('train', 'b');
  await store.tidy();
  expect((await readdir(folder())).sort()).toEqual(['a', 'b']);
  expect((await list()).find(({ id }) => id === 'b')).toMatchObject({ elsewhere: true });
});

describe('a window that follows the history', () => {
  let changes: number;
  let known: readonly RunSummary[];
  let end: () => void;

  beforeEach(async () => {
    changes = 0;
    known = [];
    end = await store.follow(
      () => changes++,
      () => known,
    );
  });
  afterEach(() => {
    end();
  });
  const change = (): Promise<void> =>
    expect.poll(() => changes, { timeout: 20_000 }).toBeGreaterThan(0);

  test.each([
    ['saves', 'train'],
    ['names', 'name'],
    ['pins', 'pin'],
  ])('hears that another one %s a run', async (_, what) => {
    await store.save('a', record);
    await change();
    changes = 0;
    open(what, 'a');
    await change();
  });

  test('hears that a run elsewhere is over though nobody says so', async () => {
    const child = await begin('train', 'a');
    await change();
    known = await list();
    expect(known).toMatchObject([{ elsewhere: true }]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    changes = 0;
    await kill(child);
    await change();
    expect(await list()).toMatchObject([{ status: 'interrupted' }]);
  });

  test('hears nothing more when it has ended that', async () => {
    end();
    await store.save('a', record);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(changes).toBe(0);
  });
});
