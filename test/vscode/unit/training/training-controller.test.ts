/** A whole run in the editor, its worker included, where the history cannot be kept. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import type { TrainingEvent } from '#shared/protocol/events';
import { dataAt } from '../../../../extension/data/choice';
import { toRecorded } from '../../../../extension/runs/record';
import { RunStore } from '../../../../extension/runs/store';
import { RunRecorder } from '../../../../extension/vscode/training/run-recorder';
import { TrainingController } from '../../../../extension/vscode/training/training-controller';
import { builtFolder } from '../../../support/dist';
import { datasetFiles, writeFiles } from '../../../support/idx';
import { mountSmallDisk, type SmallDisk } from '../../../support/small-disk';
import { config as sampleConfig } from '../../../runs/support';

vi.mock('vscode', () => import('../fake-vscode'));

const log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
} as unknown as LogOutputChannel;

let folder: string;
let data: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-lab-controller-'));
  data = await writeFiles(join(folder, 'data'), datasetFiles({ train: 400 }));
});
afterEach(() => rm(folder, { recursive: true }));

interface Window {
  readonly store: RunStore;
  readonly controller: TrainingController;
  readonly events: TrainingEvent[];
  /** What the person is told beside the panel. */
  readonly told: string[];
  /** Trains so many epochs to their end. */
  train(epochs: number): Promise<void>;
}

function windowOn(
  storage: string,
  onEvent: (event: TrainingEvent) => unknown = () => null,
): Window {
  const store = new RunStore(storage);
  const recorder = new RunRecorder(store, log);
  const controller = new TrainingController(builtFolder(), store, recorder, log);
  const [events, told]: [TrainingEvent[], string[]] = [[], []];
  recorder.onDidFail(({ message }) => told.push(message));
  controller.onDidFail(({ message }) => told.push(message));
  controller.observe({
    events: (batch) => {
      events.push(...batch);
      batch.forEach(onEvent);
    },
    stateChanged: () => undefined,
  });
  const train = (epochs: number): Promise<void> => {
    const config = {
      ...{ ...sampleConfig, models: ['mlp'], epochs, batchSize: 40, threads: 1 },
      ...{ data: dataAt(data), distFolder: builtFolder() },
    };
    return controller.repeat({ config, settings: toRecorded(config) });
  };
  return { store, controller, events, told, train };
}

const noticesOf = (events: readonly TrainingEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));

/** Says once beside the panel and once in it that nothing is kept, and why. */
function expectToldOnce({ told, events }: Window, why: RegExp): void {
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^The history of runs cannot be kept\./);
  expect(told[0]).toMatch(why);
  expect(noticesOf(events)).toHaveLength(1);
  expect(noticesOf(events)[0]).toMatch(
    /^The run is trained, but nothing of it can be kept for now/,
  );
  expect(noticesOf(events)[0]).toMatch(why);
}

async function onSmallDisk(
  skip: (why: string) => never,
  work: (disk: SmallDisk) => Promise<void>,
): Promise<void> {
  const disk = await mountSmallDisk(32 * 1024 * 1024);
  if (disk === null) return skip('This machine or user cannot mount a small disk.');
  try {
    await work(disk);
  } finally {
    await disk.remove();
  }
}

test('on a disk that may only be read a run begins, comes to its end, and the next one begins', async ({
  skip,
}) => {
  await onSmallDisk(skip, async (disk) => {
    await disk.remount('ro');
    const window = windowOn(disk.path);
    await window.train(2);
    expect(window.events.at(-1)!.type).toBe('done');
    expectToldOnce(window, /You may not write/);
    expect(window.controller.training).toBe(false);
    expect(window.controller.newest!.state.status).toBe('done');
    expect(await window.store.list()).toEqual({ runs: [], messages: [] });
    await window.train(1);
    expect(window.events.filter(({ type }) => type === 'done')).toHaveLength(2);
    expect(window.told).toHaveLength(2);
  });
});

test('a run that began on a disk that may only be read is kept whole once it may be written', async ({
  skip,
}) => {
  await onSmallDisk(skip, async (disk) => {
    await disk.remount('ro');
    let mended: Promise<void> | undefined;
    const window = windowOn(disk.path, ({ type }) => {
      if (type === 'epoch' && window.told.length > 0) mended ??= disk.remount('rw');
    });
    await window.train(60);
    await mended;
    expectToldOnce(window, /You may not write/);
    const { runs } = await window.store.list();
    expect(runs).toMatchObject([{ status: 'done', checkpoint: true }]);
    const { state } = await window.store.open(runs[0]!.id);
    expect(state).toEqual(window.controller.newest!.state);
    expect(state.epochs).toHaveLength(60);
    // It can be trained longer.
    await window.controller.goOn(runs[0]!.id, 61);
    await vi.waitFor(
      () => {
        expect(window.controller.training).toBe(false);
      },
      { timeout: 20_000 },
    );
    expect((await window.store.open(runs[0]!.id)).state.epochs).toHaveLength(61);
  });
});

test('a run whose disk may only be read from its middle on comes to its end, and is let go of', async ({
  skip,
}) => {
  await onSmallDisk(skip, async (disk) => {
    let broken: Promise<void> | undefined;
    const window = windowOn(disk.path, ({ type }) => {
      if (type === 'epoch') broken ??= disk.remount('ro');
    });
    await window.train(60);
    await broken;
    expect(window.events.at(-1)!.type).toBe('done');
    expect(window.controller.training).toBe(false);
    expect(window.told).toHaveLength(1);
    await disk.remount('rw');
    // What says that it is in training goes as soon as it can.
    await vi.waitFor(
      async () => {
        const { runs } = await new RunStore(disk.path).list();
        expect(runs).toMatchObject([{ status: 'interrupted' }]);
      },
      { timeout: 20_000, interval: 200 },
    );
  });
});

test('storage that cannot even be made is told of once, and used once it can be', async () => {
  const storage = join(folder, 'storage');
  await writeFile(storage, 'in the way');
  let mended: Promise<void> | undefined;
  const window = windowOn(storage, ({ type }) => {
    if (type === 'epoch' && window.told.length > 0) mended ??= rm(storage);
  });
  await window.train(60);
  await mended;
  expectToldOnce(window, /Something else is in the way/);
  const { runs } = await window.store.list();
  expect(runs).toMatchObject([{ status: 'done', checkpoint: true }]);
});

test('storage that vanishes under a run is no hindrance, and has the whole run when it is back', async () => {
  const [storage, elsewhere] = [join(folder, 'storage'), join(folder, 'elsewhere')];
  let epochs = 0;
  const window = windowOn(storage, ({ type }) => {
    if (type !== 'epoch') return;
    epochs++;
    // At once: between two steps of its own the run would make the folder anew.
    if (epochs === 2) {
      renameSync(storage, elsewhere);
      writeFileSync(storage, '');
    }
    if (epochs === 40) {
      rmSync(storage);
      renameSync(elsewhere, storage);
    }
  });
  await window.train(60);
  expect(window.events.at(-1)!.type).toBe('done');
  const { runs } = await window.store.list();
  expect(runs).toMatchObject([{ status: 'done', checkpoint: true }]);
  expect((await window.store.open(runs[0]!.id)).state.epochs).toHaveLength(60);
});
