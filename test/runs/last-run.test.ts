import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunState } from '../../extension/protocol/run-state';
import { LastRunStore } from '../../extension/runs/last-run';

const state: RunState = {
  status: 'done',
  run: {
    type: 'run',
    models: [],
    comparison: null,
    engine: { simd: 'portable', threads: 1 },
    dataset: { name: 'MNIST', train: 60_000, test: 10_000, classes: ['0', '1'] },
    config: {
      models: ['mlp'],
      epochs: 1,
      batchSize: 1024,
      batchesPerEpoch: 2,
      sampling: 'random',
      seed: 0,
      evaluateEachEpoch: false,
    },
    startedAt: 1_700_000_000_000,
  },
  batchLosses: { mlp: [2.302585092994046, 2.25] },
  elapsed: [0.1, 0.2],
  epochs: [{ type: 'epoch', epoch: 1, losses: { mlp: 2.276292546497023 }, seconds: { mlp: 0.2 } }],
  tests: [],
  weights: null,
  batchSeconds: {},
  evaluations: {},
  seconds: 0.25,
  error: null,
  notices: [],
};

let folder: string;
let said: string[];
const file = (): string => join(folder, 'last-run.json');
const load = (): Promise<RunState | null> =>
  new LastRunStore(folder).load((message) => said.push(message));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-lab-runs-'));
  said = [];
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('before the first run there is none, and that is nothing to speak of', async () => {
  expect(await load()).toBeNull();
  expect(said).toEqual([]);
});

test('a run comes back as it was saved, to the last digit', async () => {
  await new LastRunStore(folder).save(state);
  expect(await load()).toEqual(state);
});

test('a run that was going on when the editor closed comes back as stopped', async () => {
  await new LastRunStore(folder).save({ ...state, status: 'running' });
  expect(await load()).toEqual({ ...state, status: 'stopped' });
});

test('of saves that overlap the last one stays, whole, and nothing else is left behind', async () => {
  const store = new LastRunStore(folder);
  await Promise.all([1, 2, 3, 4, 5].map((seconds) => store.save({ ...state, seconds })));
  expect((await load())?.seconds).toBe(5);
  expect(await readdir(folder)).toEqual(['last-run.json']);
});

test.each([
  ['empty', ''],
  ['cut short', JSON.stringify({ version: 1, state }).slice(0, 200)],
  ['no JSON', 'last run'],
  ['another thing in JSON', 'null'],
  ['of a later version', JSON.stringify({ version: 3, state })],
  [
    'without its losses',
    JSON.stringify({ version: 2, state: { ...state, batchLosses: undefined } }),
  ],
])('a file that is %s is set aside and named, and the next run is saved', async (_, text) => {
  await writeFile(file(), text);
  expect(await load()).toBeNull();
  const [aside] = await readdir(folder);
  expect(said).toEqual([expect.stringContaining(join(folder, aside!))]);
  expect(await readFile(join(folder, aside!), 'utf8')).toBe(text);
  await new LastRunStore(folder).save(state);
  expect(await load()).toEqual(state);
});
