import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

const never = (): Promise<boolean> => Promise.resolve(false);

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
    try {
      const between = breaking(
        () => disk.remount('ro'),
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

describe('a run that is trained unsaved', () => {
  const notKept = 'The run is trained, but nothing of it can be kept for now.';
  const inside = (path: string): Partial<TrainingConfig> => ({
    ...{ save: join(path, 'weights'), checkpoint: { folder: join(path, 'checkpoints') } },
    trainUnsaved: true,
  });

  /** Sees to it that something is in the way from the beginning, and is mended after the tenth epoch. */
  async function expectMended(path: string, problem: string, mend: () => Promise<unknown>) {
    const events = await train(inside(path), async (epoch) => {
      if (epoch === 10) await mend();
      return epoch === 30;
    });
    expect(noticesOf(events)).toEqual([`${notKept} ${problem} It is tried again.`]);
    const { position, history } = (await readNewest(join(path, 'checkpoints'))).checkpoint.facts;
    expect(position).toMatchObject(lastOf(events));
    // What was trained before is there, too.
    expect(history.epochs.map(({ epoch }) => epoch)).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 1),
    );
    expect(events.findLast(({ type }) => type === 'saved')).toMatchObject({
      files: [{ file: 'cnn-big.safetensors', ...lastOf(events) }],
    });
    expect(await readdir(join(path, 'weights'))).toEqual(['cnn-big.safetensors']);
  }

  it('begins on a disk that may only be read, and is written as soon as it may be', async ({
    skip,
  }) => {
    const disk = await mountSmallDisk(8 * 1024 * 1024);
    if (disk === null) return skip('This machine or user cannot mount a small disk.');
    try {
      await disk.remount('ro');
      const problem = `The weights cannot be saved. You may not write ${join(disk.path, 'weights', 'cnn-big.safetensors')}: change the rights of its folder.`;
      await expect(train({ ...inside(disk.path), trainUnsaved: false }, never)).rejects.toThrow(
        problem,
      );
      await expectMended(disk.path, problem, () => disk.remount('rw'));
    } finally {
      await disk.remove();
    }
  });

  it('begins where something is in the way, and is written as soon as that is gone', async () => {
    const path = temporary('in-the-way');
    await writeFile(path, '');
    const problem = `The weights cannot be saved. Something else is in the way of ${join(path, 'weights', 'cnn-big.safetensors')}: move it away.`;
    await expectMended(path, problem, () => rm(path));
  });

  it('comes to its end where nothing can be written until then', async () => {
    const path = temporary('never');
    await writeFile(path, '');
    const events = await train({ ...inside(path), epochs: 3 }, never);
    expect(noticesOf(events)).toHaveLength(1);
    expect(events.map(({ type }) => type)).not.toContain('saved');
    expect(events.at(-1)!.type).toBe('done');
  });

  it('is refused all the same where another run has its checkpoints', async () => {
    const path = temporary('occupied');
    await train({ checkpoint: { folder: join(path, 'checkpoints') }, epochs: 1 }, never);
    await expect(train(inside(path), never)).rejects.toThrow(/There is a checkpoint of a run/);
  });
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
