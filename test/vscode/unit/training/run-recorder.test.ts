import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { RunStore } from '../../../../extension/runs/store';
import { toRecorded } from '../../../../extension/runs/record';
import { type Recording, RunRecorder } from '../../../../extension/vscode/training/run-recorder';
import type { TrainingEvent } from '#shared/protocol/events';
import { batchesOf } from '#shared/batch-series';
import { config } from '../../../runs/support';
import { fold } from '../../../webview/fold';
import { sampleEvents } from '../../../webview/sample-run';

vi.mock('vscode', () => import('../fake-vscode'));

const log = { error: () => undefined } as unknown as vscode.LogOutputChannel;
const events = sampleEvents({ epochs: 20, batchesPerEpoch: 3 });
const isBatch = ({ type }: TrainingEvent): boolean => type === 'batch';

let storage: string;
let store: RunStore;
let now: number;
let told: string[];
let recording: Recording;
/** Settles with the next save that came to its end. */
let saved: () => Promise<unknown>;

beforeEach(async () => {
  storage = await mkdtemp(join(tmpdir(), 'mnist-lab-recorder-'));
  store = new RunStore(storage);
  now = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const recorder = new RunRecorder(store, log);
  told = [];
  recorder.onDidFail(({ message }) => told.push(message));
  saved = () => new Promise((resolve) => recorder.onDidSave(resolve as () => void));
  recording = recorder.record(toRecorded({ ...config, epochs: 20 }));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await recording.end(null).catch(() => undefined);
  await rm(storage, { recursive: true });
});

/** The first so many batches of the run, and what comes with them. */
function firstBatches(count: number): readonly TrainingEvent[] {
  let batches = 0;
  return events.filter((event) => (isBatch(event) ? ++batches <= count : batches <= count));
}
function receive(count: number): void {
  const first = firstBatches(count);
  recording.receive(first.slice(-1), fold(first));
}
const kept = async (): Promise<number> => batchesOf((await store.open(recording.id)).state);

describe('a run in training', () => {
  beforeEach(async () => {
    recording.begin();
    const begun = saved();
    recording.receive(events.slice(0, 1), fold(events.slice(0, 1)));
    await begun;
  });

  test('is on disk at once, and with its first batches after a second', async () => {
    expect(await kept()).toBe(0);
    now += 900;
    receive(1);
    now += 100;
    const first = saved();
    receive(2);
    await first;
    expect(await kept()).toBe(2);
  });

  test('is written at growing intervals, up to ten seconds', async () => {
    const seconds: number[] = [];
    for (let second = 1; second <= 60; second++) {
      now = 1000 + second * 1000;
      const save = vi.spyOn(store, 'save');
      receive(Math.min(second, 59));
      if (await writes(save)) seconds.push(second);
    }
    expect(seconds).toEqual([1, 2, 4, 8, 16, 26, 36, 46, 56]);
  });

  test('is written as often when the clock is set back', async () => {
    vi.spyOn(Date, 'now').mockReturnValue(0);
    now += 1000;
    const first = saved();
    receive(3);
    await first;
    expect(await kept()).toBe(3);
  });
});

/** Whether a save was asked for, when it is over. */
async function writes(save: MockInstance<RunStore['save']>): Promise<boolean> {
  // Whether the run is held is asked first.
  await new Promise((resolve) => setImmediate(resolve));
  const result = save.mock.results[0]?.value as Promise<void> | undefined;
  await result;
  await new Promise((resolve) => setImmediate(resolve));
  save.mockRestore();
  return result !== undefined;
}

test('a run that cannot be kept goes on, is told of once, and is held and written when it can be', async () => {
  const runs = join(storage, 'runs');
  await writeFile(runs, 'in the way');
  recording.begin();
  recording.receive(events.slice(0, 1), fold(events.slice(0, 1)));
  await expect.poll(() => told).toHaveLength(1);
  expect(told[0]).toMatch(/^The history of runs cannot be kept\. Something else is in the way/);
  for (const count of [1, 2]) {
    now += 10_000;
    const save = vi.spyOn(store, 'save');
    receive(count);
    await expect.poll(() => save.mock.calls.length).toBe(1);
    save.mockRestore();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(told).toHaveLength(1);

  await rename(runs, join(storage, 'away'));
  now += 10_000;
  const again = saved();
  receive(3);
  await again;
  expect(await kept()).toBe(3);
  expect((await new RunStore(storage).list()).runs).toMatchObject([{ elsewhere: true }]);
  await recording.end(fold(events));
  expect((await new RunStore(storage).list()).runs).toMatchObject([{ status: 'done' }]);
});

test('a run whose storage came back before its end is there whole', async () => {
  const runs = join(storage, 'runs');
  recording.begin();
  const begun = saved();
  recording.receive(events.slice(0, 1), fold(events.slice(0, 1)));
  await begun;
  // Gone, and a file where it was.
  await rename(runs, join(storage, 'away'));
  await writeFile(runs, '');
  now += 10_000;
  receive(2);
  await expect.poll(() => told).toHaveLength(1);
  await rm(runs);
  await rename(join(storage, 'away'), runs);
  await recording.end(fold(events));
  expect((await new RunStore(storage).open(recording.id)).state).toEqual(fold(events));
});
