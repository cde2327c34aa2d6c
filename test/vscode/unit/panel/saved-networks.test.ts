import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LabError } from '../../../../extension/errors';
import type { Inspection, InspectionSource } from '../../../../extension/inspection/session';
import type { Question } from '#shared/protocol/questions';
import { SavedNetworks } from '../../../../extension/vscode/panel/saved-networks';

const question: Question = { kind: 'predict', image: { index: 3 } };
const answer = { pixels: [], actual: 3, probabilities: {} };
const source = (weightsFolder: string): InspectionSource =>
  ({ config: {}, weightsFolder }) as unknown as InspectionSource;

/** Workers as they are started; each answers when it is told to. */
let started: { folder: string; ended: boolean; settle: ((error?: Error) => void)[] }[];
let saved: SavedNetworks;

beforeEach(() => {
  vi.useFakeTimers();
  started = [];
  saved = new SavedNetworks(({ weightsFolder }): Inspection => {
    const worker = { folder: weightsFolder, ended: false, settle: [] as ((e?: Error) => void)[] };
    started.push(worker);
    return {
      ask: () =>
        new Promise((resolve, reject) => {
          worker.settle.push((error) => {
            if (error === undefined) resolve(answer as never);
            else reject(error);
          });
        }),
      dispose: () => {
        worker.ended = true;
      },
    };
  });
});

afterEach(() => {
  vi.useRealTimers();
});

async function ask(run: string, error?: Error): Promise<unknown> {
  const asked = saved.ask(run, source(run), question);
  started.at(-1)!.settle.shift()!(error);
  return asked;
}

test('nothing is started before the first question, and one worker answers all about a run', async () => {
  expect(started).toEqual([]);
  expect(await ask('a')).toBe(answer);
  await ask('a');
  expect(started.map(({ folder }) => folder)).toEqual(['a']);
});

test('a minute without questions ends the worker, and the next question starts another', async () => {
  await ask('a');
  await vi.advanceTimersByTimeAsync(59_000);
  await ask('a');
  await vi.advanceTimersByTimeAsync(59_000);
  expect(started[0]!.ended).toBe(false);
  await vi.advanceTimersByTimeAsync(2000);
  expect(started[0]!.ended).toBe(true);
  await ask('a');
  expect(started).toHaveLength(2);
});

test('a worker that thinks long is not ended', async () => {
  const asked = saved.ask('a', source('a'), question);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(started[0]!.ended).toBe(false);
  started[0]!.settle[0]!();
  await asked;
});

test('another run has a worker of its own, and the first one’s ends', async () => {
  await ask('a');
  await ask('b');
  expect(started.map(({ folder, ended }) => [folder, ended])).toEqual([
    ['a', true],
    ['b', false],
  ]);
  saved.leave('b');
  expect(started[1]!.ended).toBe(false);
  saved.leave(null);
  expect(started[1]!.ended).toBe(true);
});

test('a worker that has ended is replaced; one that only has no answer stays', async () => {
  await expect(ask('a', new LabError('input', 'no such image'))).rejects.toThrow('no such image');
  await ask('a');
  expect(started).toHaveLength(1);
  await expect(ask('a', new LabError('engine', 'ended'))).rejects.toThrow('ended');
  await ask('a');
  expect(started).toHaveLength(2);
});

test('an answer that comes when its run has been left changes nothing for the run that is asked now', async () => {
  for (const error of [undefined, new LabError('engine', 'ended')]) {
    started = [];
    const late = saved.ask('a', source('a'), question).catch(() => null);
    await ask('b');
    const timers = vi.getTimerCount();
    started[0]!.settle[0]!(error);
    await late;
    // None waits for the end of a worker that has ended.
    expect(vi.getTimerCount()).toBe(timers);
    await ask('b');
    expect(started.map(({ folder, ended }) => [folder, ended])).toEqual([
      ['a', true],
      ['b', false],
    ]);
    saved.leave(null);
  }
});

test('a worker is ended where the weights of its run are about to change, and of no other run', async () => {
  await ask('a');
  saved.forget('b');
  expect(started[0]!.ended).toBe(false);
  saved.forget('a');
  expect(started[0]!.ended).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  saved.forget(null);
  await ask('a');
  expect(started).toHaveLength(2);
});
