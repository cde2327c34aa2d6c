import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Unchanged } from '../../extension/runs/unchanged';

let folder: string;
let now: number;
let reads: number;
let kept: Unchanged<{ readonly read: number }>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-lab-unchanged-'));
  now = 0;
  reads = 0;
  kept = new Unchanged();
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const get = (id = 'a'): Promise<{ readonly read: number }> =>
  kept.get(id, folder, () => Promise.resolve({ read: ++reads }));

/** Until no change can have the time of the one before. */
async function settle(): Promise<void> {
  await get();
  now += 4000;
  await get();
  reads = 0;
}

test('what has not changed for a while is not read again', async () => {
  await settle();
  const first = await get();
  expect(await get()).toBe(first);
  expect(reads).toBe(0);
});

test('what may have changed in the same step of the clock is read again', async () => {
  for (now of [0, 1000, 2900]) await get();
  expect(reads).toBe(3);
});

test.each<[string, () => Promise<void>]>([
  ['made', () => writeFile(join(folder, 'new'), '')],
  ['deleted', () => rm(join(folder, 'there'))],
  ['replaced', () => rename(join(folder, 'beside'), join(folder, 'there'))],
])('what a file was %s in is read again', async (_, change) => {
  await writeFile(join(folder, 'there'), '');
  await writeFile(join(folder, 'beside'), '');
  // Long ago, and then by a clock that was set back.
  await utimes(folder, 2_000_000_000, 2_000_000_000);
  await settle();
  await change();
  await get();
  expect(reads).toBe(1);
});

test('what is gone is read again, and so is what was forgotten', async () => {
  await settle();
  kept.keepOnly(['b']);
  await get();
  expect(reads).toBe(1);
  await rename(folder, `${folder}-away`);
  await get();
  await get();
  expect(reads).toBe(3);
  await mkdir(folder);
  await rm(`${folder}-away`, { recursive: true });
});
