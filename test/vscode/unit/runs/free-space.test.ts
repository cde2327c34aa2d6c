import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { RunStore } from '../../../../extension/runs/store';
import { freeSpace } from '../../../../extension/vscode/runs/free-space';
import { RunHistory } from '../../../../extension/vscode/runs/run-history';
import { sampleRecord } from '../../../runs/support';
import { cancellation, window } from '../fake-vscode';

vi.mock('vscode', () => import('../fake-vscode'));

const record = sampleRecord();
let storage: string;
let store: RunStore;
let history: RunHistory;

beforeEach(async () => {
  storage = await mkdtemp(join(tmpdir(), 'mnist-lab-free-'));
  store = new RunStore(storage);
  const log = { info: () => undefined, warn: () => undefined };
  history = new RunHistory(store, log as unknown as vscode.LogOutputChannel);
  for (const ask of Object.values(window)) if (vi.isMockFunction(ask)) ask.mockReset();
  for (const ask of Object.values(window))
    if (vi.isMockFunction(ask)) ask.mockResolvedValue(undefined);
  cancellation.isCancellationRequested = false;
  for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) {
    const run = { ...record.state.run, startedAt: Date.now() - (10 - index) * 60_000 };
    await store.save(id, { ...record, state: { ...record.state, run } });
  }
});
afterEach(async () => {
  history.dispose();
  await rm(storage, { recursive: true });
});

interface Item {
  readonly label: string;
  readonly description: string;
}
let offered: readonly Item[];
const kept = async (): Promise<string[]> => (await readdir(join(storage, 'runs'))).sort();
const said = (): string => String(window.showInformationMessage.mock.calls.at(-1)?.[0]);

function pick(label: RegExp): void {
  window.showQuickPick.mockImplementation((items) => {
    offered = items as Item[];
    return Promise.resolve(offered.find((item) => label.test(item.label)));
  });
}
function confirm(): void {
  window.showWarningMessage.mockResolvedValue('Delete');
}

test('deletes the older half when that is chosen and confirmed, and says what it freed', async () => {
  pick(/^The older half: 2 runs$/);
  confirm();
  await freeSpace(history);
  expect(offered.map(({ label }) => label)).toEqual([
    'The oldest run',
    'The older half: 2 runs',
    'All but what is pinned or in training: 4 runs',
    'Choose Runs…',
  ]);
  expect(await kept()).toEqual(['c', 'd']);
  expect(said()).toBe(`2 runs were deleted, which frees ${offered[1]!.description}.`);
  const [question, options] = window.showWarningMessage.mock.calls[0]!;
  expect(question).toBe(`Delete 2 runs and free ${offered[1]!.description}?`);
  expect(options).toMatchObject({ modal: true });
});

test.each([
  [
    'is not confirmed',
    () => {
      pick(/older half/);
    },
  ],
  [
    'nothing is chosen',
    () => {
      confirm();
    },
  ],
])('deletes nothing when it %s', async (_, person) => {
  person();
  await freeSpace(history);
  expect(await kept()).toEqual(['a', 'b', 'c', 'd']);
});

test('leaves what is pinned or in training out, and what another window pins after the question', async () => {
  await store.pin('a', true);
  await store.begin('b');
  await store.save('b', { ...record, state: { ...record.state, status: 'running' } });
  pick(/^All but/);
  window.showWarningMessage.mockImplementation(async () => {
    await new RunStore(storage).pin('c', true);
    await history.refresh();
    return 'Delete';
  });
  await freeSpace(history);
  expect(await kept()).toEqual(['a', 'b', 'c']);
  await store.end('b');
});

test('ends where it is cancelled', async () => {
  pick(/^All but/);
  confirm();
  const remove = store.remove.bind(store);
  vi.spyOn(store, 'remove').mockImplementation(async (id) => {
    await remove(id);
    cancellation.isCancellationRequested = id === 'b';
  });
  await freeSpace(history);
  expect(await kept()).toEqual(['c', 'd']);
  expect(said()).toMatch(/^2 runs were deleted/);
});

test('takes runs that are chosen one by one', async () => {
  window.showQuickPick.mockImplementation((items, options) => {
    const all = items as readonly Item[];
    return Promise.resolve(
      (options as { canPickMany?: boolean }).canPickMany === true ? [all[1], all[3]] : all.at(-1),
    );
  });
  confirm();
  await freeSpace(history);
  expect(await kept()).toEqual(['a', 'c']);
});

test('says so where there is nothing that may go', async () => {
  for (const id of await kept()) await store.pin(id, true);
  await freeSpace(history);
  expect(said()).toMatch(/^The history takes [\d.]+ kB in 4 runs\. All of them are pinned/);
  expect(window.showQuickPick).not.toHaveBeenCalled();
});
