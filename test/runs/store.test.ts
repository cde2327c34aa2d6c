import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LabError } from '../../extension/errors';
import type { RunState } from '#shared/run-state';
import { settingsOf } from '../../extension/runs/changes';
import { newRunId, RunStore } from '../../extension/runs/store';
import { sampleRecord, sampleState } from './support';

let folder: string;
let store: RunStore;
const openStore = (): RunStore => new RunStore(folder);
const record = sampleRecord();
const at = (startedAt: number, status: RunState['status'] = 'done'): typeof record => {
  const { state } = record;
  return { ...record, state: { ...state, status, run: { ...state.run, startedAt } } };
};
const file = (...parts: string[]): string => join(folder, 'runs', ...parts);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-lab-runs-'));
  store = openStore();
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the history of runs', () => {
  test('is empty before the first run', async () => {
    expect(await store.list()).toEqual({ runs: [], messages: [] });
  });

  test('gives a run back as it was saved, to the last digit, also to another window', async () => {
    await store.save('a', record);
    expect(await openStore().open('a')).toEqual(record);
  });

  test('keeps a loss that is no number any more', async () => {
    const { state } = record;
    const batchLosses = { ...state.batchLosses, mlp: [2.3, NaN, NaN, NaN, NaN, NaN] };
    await store.save('a', { ...record, state: { ...state, batchLosses } });
    expect((await openStore().open('a')).state.batchLosses).toEqual(batchLosses);
  });

  test('lists what a person wants to know, pinned runs first, then the newest', async () => {
    for (const [id, startedAt] of [
      ['a', 1],
      ['b', 3],
      ['c', 2],
    ] as const) {
      await store.save(id, at(startedAt));
    }
    await store.pin('a', true);
    const { runs } = await store.list();
    expect(runs.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(runs[1]).toEqual({
      id: 'b',
      name: 'Run 2',
      pinned: false,
      status: 'done',
      startedAt: 3,
      dataset: 'MNIST',
      epochs: 2,
      seed: 0,
      settings: settingsOf(record),
      seconds: record.state.seconds,
      // What the notebook published.
      models: [
        { id: 'mlp', accuracy: 0.5303 },
        { id: 'cnn', accuracy: 0.7835 },
        { id: 'cnn-big', accuracy: 0.9836 },
      ],
    });
  });

  test('calls no run by a number that another had, though that one has been deleted', async () => {
    await store.save('a', at(1));
    await store.save('b', at(2));
    await store.remove('b');
    const other = openStore();
    await other.save('c', at(3));
    expect((await other.list()).runs.map(({ name }) => name)).toEqual(['Run 3', 'Run 1']);
  });

  test('numbers runs of 0.1.0 by their age, and keeps the names that people gave', async () => {
    for (const [id, startedAt, name] of [
      ['a', 3, 'mlp, cnn, cnn-big · Nov 26, 04:14 PM'],
      ['b', 2, 'mlp, cnn, cnn-big · 26. Nov., 16:14'],
      ['c', 1, 'mlp, cnn, cnn-big · with a larger lr'],
    ] as const) {
      await store.save(id, at(startedAt));
      const text = await readFile(file(id, 'summary.json'), 'utf8');
      const summary = { ...(JSON.parse(text) as object), name, settings: undefined };
      await writeFile(file(id, 'summary.json'), JSON.stringify(summary));
    }
    await rm(join(folder, 'run-numbers'), { recursive: true });
    const names = async (): Promise<string[]> =>
      (await openStore().list()).runs.map(({ name }) => name);
    const expected = ['Run 2', 'Run 1', 'mlp, cnn, cnn-big · with a larger lr'];
    expect(await names()).toEqual(expected);
    expect(await names()).toEqual(expected);
  });

  test('keeps a name of today that looks like one of 0.1.0', async () => {
    await store.save('a', at(1));
    await store.rename('a', 'mlp, cnn, cnn-big · 1.000');
    expect((await openStore().list()).runs[0]?.name).toBe('mlp, cnn, cnn-big · 1.000');
  });

  test('lists without reading the runs themselves', async () => {
    await store.save('a', record);
    await writeFile(file('a', 'run.json'), 'not read');
    expect((await store.list()).runs).toHaveLength(1);
  });

  test('knows the newest run by reading no other', async () => {
    expect(await store.newest()).toBeNull();
    const ids = [3, 1, 2].map((day) => newRunId(Date.UTC(2026, 0, day)));
    for (const [i, id] of ids.entries()) await store.save(id, at(Date.UTC(2026, 0, [3, 1, 2][i])));
    await store.pin(ids[1]!, true);
    for (const id of ids.slice(1)) await writeFile(file(id, 'summary.json'), '{');
    const window = openStore();
    expect(await window.newest()).toMatchObject({ id: ids[0], name: 'Run 1', status: 'done' });
    // Nobody has looked at the others.
    expect(await readFile(file(ids[1]!, 'summary.json'), 'utf8')).toBe('{');
  });

  test('passes over what cannot be opened on the way to the newest, and says so in the list', async () => {
    await store.save('20260101-000000-older', at(1));
    await mkdir(file('20260103-000000-none'));
    await mkdir(file('20260102-000000-broken'));
    await writeFile(file('20260102-000000-broken', 'run.json'), '{');
    const window = openStore();
    expect(await window.newest()).toMatchObject({ id: '20260101-000000-older' });
    const { messages } = await window.list();
    expect(messages).toEqual([expect.stringContaining('run.json.damaged-')]);
    expect((await window.list()).messages).toEqual([]);
  });

  test('keeps the name that a person gave while the run went on', async () => {
    await store.save('a', at(1, 'running'));
    await openStore().rename('a', 'mine');
    await store.save('a', at(1));
    expect((await store.list()).runs[0]).toMatchObject({ name: 'mine', status: 'done' });
  });

  test.each(['running', 'paused'] as const)(
    'shows a run that was %s when its editor ended as interrupted, and the window that trains it as it is',
    async (status) => {
      await store.begin('a');
      await store.save('a', at(1, status));
      expect((await store.list()).runs[0]).toMatchObject({ status });
      expect((await store.open('a')).state.status).toBe(status);
      await store.end('a');
      const other = openStore();
      expect((await other.list()).runs[0]).toMatchObject({
        status: 'interrupted',
      });
      expect((await other.open('a')).state.status).toBe('interrupted');
    },
  );

  test('of saves that overlap keeps the last one, whole, and leaves nothing else behind', async () => {
    await Promise.all([1, 2, 3, 4, 5].map((startedAt) => store.save('a', at(startedAt))));
    expect((await store.open('a')).state.run.startedAt).toBe(5);
    expect((await readdir(file('a'))).sort()).toEqual(['run.json', 'summary.json']);
  });

  test('deletes a run with its weights and nothing else', async () => {
    await store.save('a', at(1));
    await store.save('b', at(2));
    await mkdir(store.weightsFolder('a'));
    await writeFile(join(store.weightsFolder('a'), 'mlp.safetensors'), 'weights');
    await store.remove('a');
    expect(await readdir(file())).toEqual(['b']);
    await expect(store.open('a')).rejects.toThrow('There is no run a any more');
  });

  test.each(['..', '../b', 'a/b', '', 'A', '.', 'a\0', 'c:\\x', '-a'])(
    'takes %j for no id, whatever is asked',
    async (id) => {
      await store.save('b', record);
      await expect(async () => store.open(id)).rejects.toThrow(LabError);
      await expect(async () => store.remove(id)).rejects.toThrow(LabError);
      expect(() => store.weightsFolder(id)).toThrow(LabError);
      expect(await readdir(file())).toEqual(['b']);
    },
  );

  test('gives new runs ids that it takes, in the order of time', () => {
    const [first, second] = [newRunId(Date.UTC(2025, 0, 9)), newRunId(Date.UTC(2025, 0, 10))];
    expect(first).toMatch(/^20250109-000000-[0-9a-f]{8}$/);
    expect(first < second).toBe(true);
    expect(newRunId(0)).not.toBe(newRunId(0));
    expect(store.weightsFolder(first)).toBe(file(first, 'weights'));
  });
});

describe('what people have said of a run', () => {
  test('is read from what 0.1.0 kept in the summary, until they say otherwise', async () => {
    await store.save('a', at(1));
    const text = await readFile(file('a', 'summary.json'), 'utf8');
    const summary = { ...(JSON.parse(text) as object), name: 'mine', pinned: true };
    await writeFile(file('a', 'summary.json'), JSON.stringify(summary));
    expect((await store.list()).runs).toMatchObject([{ name: 'mine', pinned: true }]);
    await store.pin('a', false);
    expect((await store.list()).runs).toMatchObject([{ name: 'mine', pinned: false }]);
    await store.rename('a', 'other');
    await store.save('a', at(1));
    expect((await openStore().list()).runs).toMatchObject([{ name: 'other', pinned: false }]);
  });

  test('is set aside where it is damaged, left alone where it is newer, and the run is listed', async () => {
    await store.save('a', at(1));
    await writeFile(file('a', 'name.json'), '{"version":3,"name":7}');
    await writeFile(file('a', 'pin.json'), '{"version":99}');
    const { runs, messages } = await store.list();
    expect(runs).toMatchObject([{ name: 'Run 1', pinned: false }]);
    expect(messages).toEqual([
      expect.stringContaining(file('a', 'name.json.damaged-')),
      expect.stringContaining(file('a', 'pin.json')),
    ]);
    expect(await readFile(file('a', 'pin.json'), 'utf8')).toBe('{"version":99}');
  });
});

describe('a damaged file', () => {
  const damages: readonly (readonly [string, string])[] = [
    ['empty', ''],
    ['cut short', JSON.stringify({ version: 3, ...record }).slice(0, 500)],
    ['no JSON', 'a run'],
    ['another thing in JSON', 'null'],
    [
      'without its losses',
      JSON.stringify({
        version: 3,
        config: null,
        state: { ...record.state, batchLosses: undefined },
      }),
    ],
    ['without what it was trained from', JSON.stringify({ version: 3, state: record.state })],
  ];

  test.each(damages)('that is %s is set aside and named, and the others open', async (_, text) => {
    await store.save('bad', at(2));
    await store.save('good', at(1));
    await writeFile(file('bad', 'run.json'), text);

    const error: unknown = await store.open('bad').catch((thrown: unknown) => thrown);
    const [aside] = (await readdir(file('bad'))).filter((name) => name.includes('damaged'));
    expect(error).toBeInstanceOf(LabError);
    expect((error as LabError).message).toContain(file('bad', aside!));
    expect(await readFile(file('bad', aside!), 'utf8')).toBe(text);
    expect((await store.list()).runs.map(({ id }) => id)).toEqual(['good']);
    expect((await store.open('good')).state.run.startedAt).toBe(1);
  });

  test('with a summary is set aside, and the summary made anew from the run', async () => {
    await store.save('a', at(5));
    await writeFile(file('a', 'summary.json'), '{"version":3');
    const { runs, messages } = await store.list();
    expect(runs[0]).toMatchObject({ id: 'a', name: 'Run 2', status: 'done' });
    expect(messages).toEqual([expect.stringContaining(file('a', 'summary.json.damaged-'))]);
    expect((await store.list()).messages).toEqual([]);
  });

  test('in both places is named, and the others are listed', async () => {
    await store.save('bad', at(2));
    await store.save('good', at(1));
    for (const name of ['run.json', 'summary.json']) await writeFile(file('bad', name), '');
    const { runs, messages } = await store.list();
    expect(runs.map(({ id }) => id)).toEqual(['good']);
    expect(messages).toHaveLength(2);
  });

  test('of a newer version is left alone', async () => {
    await store.save('a', record);
    const text = JSON.stringify({ version: 99, anything: 'else' });
    for (const name of ['run.json', 'summary.json']) await writeFile(file('a', name), text);
    const { runs, messages } = await store.list();
    expect(runs).toEqual([]);
    expect(messages).toEqual([
      expect.stringContaining('Update MNIST Lab to see a run that a newer version wrote'),
    ]);
    await expect(store.open('a')).rejects.toThrow(
      'Update MNIST Lab to see a run that a newer version wrote',
    );
    for (const name of ['run.json', 'summary.json']) {
      expect(await readFile(file('a', name), 'utf8')).toBe(text);
    }
  });

  test('is no folder of another name, nor one with weights alone', async () => {
    await mkdir(file('a', 'weights'), { recursive: true });
    await mkdir(file('Not Ours'), { recursive: true });
    await writeFile(file('Not Ours', 'run.json'), '');
    expect(await store.list()).toEqual({ runs: [], messages: [] });
  });
});

describe('the last run of an older version', () => {
  const lastRun = (): string => join(folder, 'last-run.json');

  test('is taken into the history, once', async () => {
    const state: Partial<RunState> = { ...at(Date.UTC(2025, 0, 9), 'running').state };
    delete (state as { batchSeconds?: unknown }).batchSeconds;
    delete (state as { weights?: unknown }).weights;
    for (const key of ['stride', 'open', 'leastLosses', 'mostLosses']) {
      Reflect.deleteProperty(state, key);
    }
    await writeFile(lastRun(), JSON.stringify({ version: 2, state }));
    expect(await store.importLastRun()).toBeNull();
    expect(await store.importLastRun()).toBeNull();
    const { runs } = await store.list();
    expect(runs).toMatchObject([{ id: '20250109-000000-imported', status: 'interrupted' }]);
    expect((await readdir(folder)).sort()).toEqual(['run-numbers', 'runs', 'runs-changed']);
    const opened = await store.open(runs[0]!.id);
    expect(opened.config).toBeNull();
    const none = { mlp: [], cnn: [], 'cnn-big': [] };
    const series = { stride: 1, open: null, leastLosses: none, mostLosses: none };
    expect(opened.state).toEqual({
      ...{ ...state, ...series },
      ...{ status: 'interrupted', batchSeconds: {}, weights: null },
    });
  });

  test('is set aside where it cannot be read', async () => {
    await writeFile(lastRun(), '{"version": 2');
    expect(await store.importLastRun()).toContain(`${lastRun()}.damaged-`);
    expect((await store.list()).runs).toEqual([]);
  });
});

test('runs are listed by their small summaries alone: what was trained is not read', async () => {
  const long = sampleState({ epochs: 10, batchesPerEpoch: 580 });
  await store.save('a', { ...record, state: long });
  expect((await readFile(file('a', 'run.json'))).length).toBeGreaterThan(500_000);
  expect((await readFile(file('a', 'summary.json'))).length).toBeLessThan(1000);
  // Whoever reads this sets it aside.
  await writeFile(file('a', 'run.json'), '{');
  const { runs, messages } = await openStore().list();
  expect([runs.map(({ id }) => id), messages]).toEqual([['a'], []]);
  expect(await readFile(file('a', 'run.json'), 'utf8')).toBe('{');
});

test('a run that has not changed is the same object when the history is read again', async () => {
  await store.save('a', at(1));
  await store.save('b', at(2));
  await store.list();
  const now = performance.now();
  const later = vi.spyOn(performance, 'now').mockImplementation(() => now + 10_000);
  const [, before] = (await store.list()).runs;
  await openStore().rename('b', 'mine');
  const { runs } = await store.list();
  expect(runs).toMatchObject([{ id: 'b', name: 'mine' }, { id: 'a' }]);
  expect(runs[1]).toBe(before);
  later.mockRestore();
});

test('a run takes what its files take, weights and all, and is looked at again when it has changed', async () => {
  await store.save('a', at(1));
  await mkdir(file('a', 'weights'));
  await writeFile(file('a', 'weights', 'mlp.safetensors'), new Uint8Array(1000));
  const own = async (): Promise<number> => {
    const names = ['run.json', 'summary.json'];
    const bytes = await Promise.all(names.map((name) => readFile(file('a', name))));
    return bytes.reduce((sum, { length }) => sum + length, 0);
  };
  const size = async (): Promise<number | undefined> =>
    (await store.sizesOf((await store.list()).runs)).get('a');
  expect(await size()).toBe((await own()) + 1000);
  await writeFile(file('a', 'weights', 'cnn.safetensors'), new Uint8Array(500));
  await store.save('a', { ...at(1), config: null });
  expect(await size()).toBe((await own()) + 1500);
});
