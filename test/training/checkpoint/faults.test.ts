import { execFile } from 'node:child_process';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import type { TrainingEvent } from '#shared/protocol/events';
import { readNewest } from '../../../extension/training/checkpoint/slots';
import type { TrainingConfig } from '../../../extension/training/config';
import { prepareRun } from '../../../extension/training/prepare';
import { runTraining } from '../../../extension/training/run';
import { RunControl } from '../../../extension/training/run-control';
import { mountSmallDisk } from '../../support/small-disk';
import { useTemporaryFolder } from '../../support/temporary-folder';
import { FakeEngine } from '../fake-engine';
import { blankDataset, testConfig } from '../support';

const temporary = useTemporaryFolder();

/**
 * Trains epochs, and does something after each, until that is done: it says so by `true`.
 * @param between gets the number of the epoch and how many notices there have been
 */
async function train(
  change: Partial<TrainingConfig>,
  between: (epoch: number, notices: number) => Promise<unknown>,
): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  const config: TrainingConfig = {
    ...{ ...testConfig, models: ['cnn-big'], epochs: 100_000, batchSize: 8, limitBatches: 2 },
    evaluateEachEpoch: false,
    ...change,
  };
  const control = new RunControl();
  const found =
    config.checkpoint?.resume === true ? await readNewest(config.checkpoint.folder) : null;
  const run = await prepareRun(config, new FakeEngine(), blankDataset(30, 20), found);
  const emit = (event: TrainingEvent): void => {
    events.push(event);
    if (event.type !== 'epoch') return;
    control.between(async () => {
      if ((await between(event.epoch, noticesOf(events).length)) === true) control.stop();
      // Room for the hundredth of the time that checkpoints may take.
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
  };
  await runTraining(config, run, emit, control);
  return events;
}

/** Breaks something, waits until that has been told and then was so for more epochs, and mends it. */
function breaking(
  break_: () => Promise<unknown>,
  mend: () => Promise<unknown>,
): (epoch: number, notices: number) => Promise<boolean> {
  let told = Infinity;
  return async (epoch, notices) => {
    if (epoch === 2) await break_();
    if (notices > 0) told = Math.min(told, epoch);
    if (epoch < told + 60) return false;
    await mend();
    return true;
  };
}

const noticesOf = (events: readonly TrainingEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));

/** Where the last batch was. */
const lastOf = (events: readonly TrainingEvent[]): { epoch: number; batch: number } => {
  const { epoch, batch } = events.findLast((event) => event.type === 'batch')!;
  return { epoch, batch };
};

const lost = 'The run is trained on, but what it has come to would be lost in a crash.';

describe('while checkpoints are written', () => {
  it('a full disk is told of once, training goes on, and it is tried again', async ({ skip }) => {
    const disk = await mountSmallDisk(1024 * 1024);
    if (disk === null) return skip('This machine or user cannot mount a small disk.');
    try {
      const filler = join(disk.path, 'filler');
      const fill = (): Promise<void> =>
        writeFile(filler, new Uint8Array(2 ** 21)).catch(() => undefined);
      const between = breaking(fill, () => rm(filler));
      const events = await train({ checkpoint: { folder: disk.path } }, between);
      expect(noticesOf(events)).toHaveLength(1);
      expect(noticesOf(events)[0]).toContain(`${lost} There is no space left for`);
      expect(events.at(-1)!.type).toBe('stopped');
      const { checkpoint, notices } = await readNewest(disk.path);
      expect(notices).toEqual([]);
      expect(checkpoint.facts.position).toMatchObject(lastOf(events));
    } finally {
      await disk.remove();
    }
  });

  it('a disk that may only be read is told of once, and a run goes on from it', async ({
    skip,
  }) => {
    const disk = await mountSmallDisk(8 * 1024 * 1024);
    if (disk === null) return skip('This machine or user cannot mount a small disk.');
    const remount = (how: string): Promise<unknown> =>
      promisify(execFile)('mount', ['-o', `remount,${how}`, disk.path]);
    try {
      const between = breaking(
        () => remount('ro'),
        () => Promise.resolve(),
      );
      const events = await train({ checkpoint: { folder: disk.path } }, between);
      expect(noticesOf(events)).toHaveLength(1);
      expect(noticesOf(events)[0]).toContain(`${lost} You may not write`);
      const { position } = (await readNewest(disk.path)).checkpoint.facts;
      expect(position.epoch).toBeLessThan(lastOf(events).epoch);
      const again = await train({ checkpoint: { folder: disk.path, resume: true } }, (epoch) =>
        Promise.resolve(epoch > position.epoch + 3),
      );
      expect(noticesOf(again)).toHaveLength(1);
      expect(again.at(-1)!.type).toBe('stopped');
    } finally {
      await disk.remove();
    }
  });

  it('a folder that is gone is told of, does not come back, and is used again when it is there', async () => {
    const folder = temporary('vanishing');
    const elsewhere = temporary('elsewhere');
    const between = breaking(
      () => rename(folder, elsewhere),
      () => rename(elsewhere, folder),
    );
    const events = await train({ checkpoint: { folder } }, between);
    expect(noticesOf(events)).toHaveLength(1);
    expect(noticesOf(events)[0]).toContain(`${lost} ${join(folder, 'checkpoint-')}`);
    expect((await readNewest(folder)).checkpoint.facts.position).toMatchObject(lastOf(events));
  });
});

it('weights that cannot be saved after an epoch are told of once, and saved at the end', async ({
  skip,
}) => {
  const disk = await mountSmallDisk(1024 * 1024);
  if (disk === null) return skip('This machine or user cannot mount a small disk.');
  try {
    const filler = join(disk.path, 'filler');
    const fill = (): Promise<void> =>
      writeFile(filler, new Uint8Array(2 ** 21)).catch(() => undefined);
    const events = await train(
      { save: disk.path },
      breaking(fill, () => rm(filler)),
    );
    expect(noticesOf(events)).toEqual([
      `The weights cannot be saved. There is no space left for ${join(disk.path, 'cnn-big.safetensors')}: free some on that disk. Until then the run is trained on.`,
    ]);
    expect(events.findLast(({ type }) => type === 'saved')).toMatchObject({
      files: [{ file: 'cnn-big.safetensors', ...lastOf(events) }],
    });
  } finally {
    await disk.remove();
  }
});

it('a clock that was set back, and another place, are no hindrance', async () => {
  const folder = temporary('here');
  let stop = (): void => undefined;
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2030-01-01') });
  const control = new RunControl();
  const config: TrainingConfig = {
    ...{ ...testConfig, models: ['mlp'], epochs: 3, batchSize: 8, limitBatches: 2 },
    checkpoint: { folder },
  };
  stop = () => {
    control.stop();
  };
  const run = await prepareRun(config, new FakeEngine(), blankDataset(30, 20));
  await runTraining(config, run, ({ type }) => {
    if (type === 'epoch') stop();
  }, control); // prettier-ignore
  vi.setSystemTime(new Date('2020-01-01'));
  await rename(folder, temporary('moved'));
  const checkpoint = { folder: temporary('moved'), resume: true };
  const found = await readNewest(checkpoint.folder);
  const again = await prepareRun(
    { ...config, checkpoint },
    new FakeEngine(),
    blankDataset(30, 20),
    found,
  );
  const events: TrainingEvent[] = [];
  await runTraining(
    { ...config, checkpoint },
    again,
    (event) => events.push(event),
    new RunControl(),
  );
  vi.useRealTimers();
  expect(events[0]).toMatchObject({
    startedAt: Date.UTC(2030, 0),
    resumed: { epoch: 1, batch: 2 },
  });
  expect(events.at(-1)!.type).toBe('done');
});
