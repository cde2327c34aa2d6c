import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dataAt } from '../../../../extension/data/choice';
import type { SplitSource } from '../../../../extension/data/load-split';
import type { LoadProgress } from '#shared/load-progress';
import { LabError } from '../../../../extension/errors';
import type { DataInspection } from '../../../../extension/inspection/session';
import { SettingsData } from '../../../../extension/vscode/panel/settings-data';

vi.mock('vscode', () => import('../fake-vscode'));

const mnist: SplitSource = {
  ...{ data: null, classNames: [], memoryLimit: 2 ** 30, distFolder: '/dist', seed: 1 },
};
const answer = { total: 0 };

let settings: SplitSource | LabError;
/** Workers as they are started; each answers when it is told to. */
let started: {
  source: SplitSource;
  ended: boolean;
  settle: (() => void)[];
  progress: (progress: LoadProgress) => void;
}[];
/** What is watched, in the order in which it began. */
let watched: { path: string; ended: boolean; change: () => void }[];
let data: SettingsData;

beforeEach(() => {
  vi.useFakeTimers();
  settings = mnist;
  started = [];
  watched = [];
  data = new SettingsData(
    () => {
      if (settings instanceof LabError) throw settings;
      return settings;
    },
    (source, options): DataInspection => {
      const settle: (() => void)[] = [];
      const fail: ((error: Error) => void)[] = [];
      const worker = { source, ended: false, settle, progress: options!.onProgress! };
      started.push(worker);
      return {
        sets: () => Promise.reject(new Error('The settings have chosen one.')),
        ask: () =>
          new Promise((resolve, reject) => {
            fail.push(reject);
            settle.push(() => {
              resolve(answer as never);
            });
          }),
        dispose: () => {
          worker.ended = true;
          for (const reject of fail) reject(new LabError('engine', 'left'));
        },
      };
    },
    (path, change) => {
      const watch = { path, ended: false, change };
      watched.push(watch);
      return { dispose: () => (watch.ended = true) };
    },
  );
});

afterEach(() => {
  vi.useRealTimers();
});

const question = (set = data.id) => ({ kind: 'summary', set }) as const;

async function ask(): Promise<unknown> {
  const asked = data.ask(question());
  started.at(-1)!.settle.shift()!();
  return asked;
}

test('nothing is read before the first question, and one worker answers them all', async () => {
  expect([data.id, data.id, started]).toEqual([1, 1, []]);
  expect(await ask()).toBe(answer);
  await ask();
  expect(started.map(({ source }) => source)).toEqual([mnist]);
});

test('settings that choose another data set have another number, and no others do', () => {
  const first = data.id;
  const changes: Partial<SplitSource>[] = [
    { data: dataAt('/fashion') },
    { data: { ...dataAt('/fashion'), transpose: true } },
    { classNames: ['a', 'b'] },
    { validation: 0.1 },
    { validation: 0.1, seed: 2 },
    { memoryLimit: 2 ** 28 },
  ];
  const ids = changes.map((change) => {
    settings = { ...mnist, ...change };
    return data.id;
  });
  expect(new Set([first, ...ids]).size).toBe(7);
  settings = mnist;
  const before = data.id;
  settings = { ...mnist, seed: 99, validation: 0 };
  expect(data.id).toBe(before);
});

test('a data set that the settings have left ends its worker with the next question, and is not told of', async () => {
  const old = question();
  await ask();
  settings = { ...mnist, data: dataAt('/fashion') };
  await expect(data.ask(old)).rejects.toMatchObject({ kind: 'usage' });
  await ask();
  expect(started.map(({ source, ended }) => [source.data?.path, ended])).toEqual([
    [undefined, true],
    ['/fashion', false],
  ]);
});

test('settings that cannot be used are told of, and are another data set', async () => {
  const before = data.id;
  settings = new LabError('input', 'mnistLab.data is 7', 'mnistLab.data');
  const after = data.id;
  expect(after).not.toBe(before);
  await expect(data.ask(question(after))).rejects.toMatchObject({
    message: 'mnistLab.data is 7',
    setting: 'mnistLab.data',
  });
  expect(started).toEqual([]);
});

test('files that have changed are read again, as another data set', async () => {
  const forgotten = vi.fn();
  data.onDidForget(forgotten);
  await ask();
  const before = data.id;
  data.forget();
  expect([data.id === before, forgotten.mock.calls.length]).toEqual([false, 1]);
  await ask();
  expect(started.map(({ ended }) => ended)).toEqual([true, false]);
});

test('who leaves while the images are read ends the worker, as long as nobody else waits', async () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const asked = [data.ask(question(), one.signal), data.ask(question(), other.signal)];
  const settled = Promise.allSettled(asked);
  one.abort();
  expect(started[0]!.ended).toBe(false);
  started[0]!.settle[0]!();
  await asked[0];
  other.abort();
  // It has answered: what it has read is worth keeping.
  expect(started[0]!.ended).toBe(false);
  started[0]!.settle[1]!();
  await settled;

  data.forget();
  const alone = new AbortController();
  const left = data.ask(question(), alone.signal);
  alone.abort();
  expect(started[1]!.ended).toBe(true);
  await expect(left).rejects.toThrow('left');
  await ask();
  expect(started).toHaveLength(3);
});

test('how far reading has come is told a few times a second, with the data set that it is about', async () => {
  const told = vi.fn();
  data.onDidLoad(told);
  const asked = data.ask(question());
  const [worker] = started;
  const at = (done: number): LoadProgress => ({ stage: 'look', done, total: 1000 });
  for (let done = 0; done < 100; done++) {
    worker!.progress(at(done));
    vi.advanceTimersByTime(10);
  }
  worker!.settle[0]!();
  await asked;
  expect(told.mock.calls).toEqual(
    Array.from({ length: 10 }, (_, i) => [{ set: data.id, progress: at(10 * i) }]),
  );
});

test('files that change after they were read are told once, until they are read again', async () => {
  const changed = vi.fn();
  data.onDidChange(changed);
  await ask();
  // MNIST comes along: nobody changes it.
  expect(watched).toEqual([]);
  settings = { ...mnist, data: dataAt('/fashion') };
  await ask();
  await ask();
  expect(watched).toMatchObject([{ path: '/fashion', ended: false }]);
  expect(data.changed).toBe(false);
  watched[0]!.change();
  watched[0]!.change();
  expect([data.changed, changed.mock.calls.length]).toEqual([true, 1]);
  data.forget();
  expect(data.changed).toBe(false);
  await ask();
  expect(watched).toMatchObject([{ ended: true }, { path: '/fashion', ended: false }]);
  settings = mnist;
  expect(data.changed).toBe(false);
  await ask();
  expect(watched.map(({ ended }) => ended)).toEqual([true, true]);
});
