import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import type { RunRecord } from '../../../../extension/runs/record';
import { RunStore } from '../../../../extension/runs/store';
import { SavedNetworks } from '../../../../extension/vscode/panel/saved-networks';
import { ShownRun } from '../../../../extension/vscode/panel/shown-run';
import { RunHistory } from '../../../../extension/vscode/runs/run-history';
import type {
  OpenRun,
  TrainingController,
} from '../../../../extension/vscode/training/training-controller';
import { sampleRecord } from '../../../runs/support';

vi.mock('vscode', () => import('../fake-vscode'));

const record = sampleRecord();
type Status = RunRecord['state']['status'];

function runAt(startedAt: number, status: Status, notices: string[] = []): RunRecord {
  const run = { ...record.state.run, startedAt };
  return { ...record, state: { ...record.state, run, status, notices } };
}

let storage: string;
/** What another window does. */
let other: RunStore;
let training: { newest: OpenRun | null; training: boolean; liveId: string | null };
let history: RunHistory;
let shown: ShownRun;
let changes: number;

beforeEach(async () => {
  storage = await mkdtemp(join(tmpdir(), 'mnist-lab-shown-'));
  other = new RunStore(storage);
  const store = new RunStore(storage);
  training = { newest: null, training: false, liveId: null };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  history = new RunHistory(store, log as unknown as LogOutputChannel);
  const saved = new SavedNetworks(() => {
    throw new Error('Nobody asks a network here.');
  });
  shown = new ShownRun(training as unknown as TrainingController, history, store, saved, '/dist');
  changes = 0;
  shown.onDidChange(() => changes++);
});

afterEach(async () => {
  shown.dispose();
  history.dispose();
  await other.end('live');
  await rm(storage, { recursive: true });
});

/** As the window does when it hears of a change. */
async function hear(): Promise<void> {
  await history.refresh();
  await shown.followElsewhere();
}

const trainElsewhere = async (startedAt: number, notices: string[] = []): Promise<void> => {
  await other.begin('live');
  await other.save('live', runAt(startedAt, 'running', notices));
};

describe('a window that has not trained yet', () => {
  test('shows the first run of all as soon as another window begins it, and follows it', async () => {
    expect(await shown.run()).toBeNull();
    await trainElsewhere(1_000);
    await hear();
    expect(await shown.run()).toMatchObject({ id: 'live', state: { status: 'running' } });
    expect(changes).toBeGreaterThan(0);
    await other.save('live', runAt(1_000, 'running', ['further']));
    await hear();
    expect((await shown.run())!.state.notices).toEqual(['further']);
  });

  test('shows a run that another window begins, in the place of an older one', async () => {
    await other.save('older', runAt(1_000, 'done'));
    expect((await shown.run())!.id).toBe('older');
    await trainElsewhere(2_000);
    await hear();
    expect((await shown.run())!.id).toBe('live');
  });

  test('shows a run that another window goes on with', async () => {
    await other.save('live', runAt(1_000, 'interrupted'));
    expect((await shown.run())!.state.status).toBe('interrupted');
    await trainElsewhere(1_000, ['went on']);
    await hear();
    expect((await shown.run())!.state).toMatchObject({ status: 'running', notices: ['went on'] });
  });

  test('shows what is left when another window deletes the run', async () => {
    await other.save('older', runAt(1_000, 'done'));
    await other.save('newer', runAt(2_000, 'done'));
    expect((await shown.run())!.id).toBe('newer');
    await other.remove('newer');
    await hear();
    expect((await shown.run())!.id).toBe('older');
  });

  test('stays with the run that the person has opened, and shows the new one when asked for the current', async () => {
    await other.save('older', runAt(1_000, 'done'));
    await other.save('newer', runAt(2_000, 'done'));
    await shown.show('older');
    await trainElsewhere(3_000);
    changes = 0;
    await hear();
    expect((await shown.run())!.id).toBe('older');
    expect(changes).toBe(0);
    shown.showCurrent();
    expect((await shown.run())!.id).toBe('live');
  });

  test('is not drawn anew by changes that are none of the newest run', async () => {
    await other.save('older', runAt(1_000, 'done'));
    await other.save('newer', runAt(2_000, 'done'));
    await shown.run();
    await other.rename('older', 'mine');
    await hear();
    expect(changes).toBe(0);
  });
});

test('a window that has trained stays with its own run', async () => {
  expect(await shown.run()).toBeNull();
  training.newest = { id: 'own', ...runAt(1_000, 'done') };
  await trainElsewhere(2_000);
  await hear();
  expect((await shown.run())!.id).toBe('own');
});
