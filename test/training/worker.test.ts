import { access, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataAt } from '../../extension/data/choice';
import { LabError } from '../../extension/errors';
import { builtFolder } from '../support/dist';
import { readMetadata, readSafetensors } from '../support/safetensors';
import type { EvaluationEvent, TrainingEvent } from '#shared/protocol/events';
import type { TrainingConfig } from '../../extension/training/config';
import { startTraining } from '../../extension/training/session';
import { writeBars } from './idx-files';
import { eachEvent, testConfig } from './support';

const distFolder = builtFolder();
let folder: string;
let events: TrainingEvent[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worker-'));
  await writeBars(folder, 400, 105);
  events = [];
});
afterEach(() => rm(folder, { recursive: true }));

function settings(change: Partial<TrainingConfig> = {}): TrainingConfig {
  const small = { ...testConfig, epochs: 2, batchSize: 40, data: dataAt(folder), distFolder };
  return { ...small, ...change };
}

async function run(change: Partial<TrainingConfig> = {}): Promise<TrainingEvent[]> {
  events = [];
  await startTraining(settings(change), (batch) => events.push(...batch)).finished;
  return events;
}

async function failure(change: Partial<TrainingConfig> = {}): Promise<LabError> {
  const error = await run(change).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LabError);
  expect(events.at(-1)).toMatchObject({
    type: 'failed',
    error: { kind: (error as LabError).kind },
  });
  return error as LabError;
}

const losses = (from: readonly TrainingEvent[]): unknown[] =>
  from.filter((event) => event.type === 'batch').map((event) => event.losses);
const evaluations = (from: readonly TrainingEvent[]): EvaluationEvent[] =>
  from.filter((event) => event.type === 'evaluation');

describe('the training worker', () => {
  it('trains the notebook’s networks in the real engine until they know the images', async () => {
    await run({ epochs: 8, sampling: 'shuffle' });
    expect(events[0]).toMatchObject({ type: 'run', dataset: { train: 400, test: 105 } });
    expect(losses(events)).toHaveLength(80);
    expect(events.at(-1)!.type).toBe('done');
    const [mlp, cnn, big] = evaluations(events);
    expect(big!.accuracy).toBeGreaterThan(0.95);
    for (const { confusion, accuracy, recall } of [mlp!, cnn!, big!]) {
      expect(confusion.map((row) => row.reduce((a, b) => a + b))).toEqual([
        ...(Array(5).fill(11) as number[]),
        ...(Array(5).fill(10) as number[]),
      ]);
      const right = confusion.reduce((sum, row, i) => sum + row[i]!, 0);
      expect(accuracy).toBeCloseTo(right / 105, 14);
      expect(recall[0]).toBeCloseTo(confusion[0]![0]! / 11, 14);
    }
  });

  it('gives the same losses for the same seed, for one thread or two, and others for another', async () => {
    const first = losses(await run({ seed: 3, threads: 1 }));
    expect(losses(await run({ seed: 3, threads: 2 }))).toEqual(first);
    expect(losses(await run({ seed: 4, threads: 1 }))).not.toEqual(first);
  });

  it('trains a network to the same losses alone and in company', async () => {
    const lossesOfCnn = (from: readonly TrainingEvent[]): unknown[] =>
      from.filter((event) => event.type === 'batch').map((event) => event.losses.cnn);
    const together = lossesOfCnn(await run({ seed: 8, sampling: 'random' }));
    const alone = await run({ seed: 8, sampling: 'random', models: testConfig.models.slice(1, 2) });
    expect(lossesOfCnn(alone)).toEqual(together);
  });

  it('goes on from saved weights with the very same answers', async () => {
    const save = join(folder, 'weights');
    const trained = evaluations(await run({ save }));
    const ids = testConfig.models;
    const init = Object.fromEntries(ids.map((id) => [id, join(save, `${id}.safetensors`)]));
    const judged = evaluations(await run({ epochs: 0, init }));
    expect(judged.map(({ confusion }) => confusion)).toEqual(
      trained.map(({ confusion }) => confusion),
    );
  });

  it('stops long before its end and saves what was trained', async () => {
    const session = startTraining(
      settings({ epochs: 100_000, save: folder }),
      eachEvent((event) => {
        events.push(event);
        if (event.type === 'batch' && event.batch === 3) session.stop();
      }),
    );
    await session.finished;
    expect(events.at(-1)!.type).toBe('stopped');
    expect(evaluations(events)).toEqual([]);
    const { epoch, batch } = events.findLast((event) => event.type === 'batch')!;
    for (const id of testConfig.models) {
      const file = await readFile(join(folder, `${id}.safetensors`));
      expect(readMetadata(file)).toMatchObject({ epoch: `${epoch}`, batch: `${batch}` });
    }
  });

  it('trains to the same bits with pauses as without, on any number of threads', async () => {
    const change = { seed: 6, threads: 2, weightPictures: true, epochs: 1000 };
    let pauses = 0;
    const session = startTraining(
      settings(change),
      eachEvent((event) => {
        events.push(event);
        if (event.type === 'batch' && event.batch % 4 === 1) session.pause();
        if (event.type !== 'paused') return;
        pauses++;
        if (pauses < 4) session.resume();
        else session.stop();
      }),
    );
    await session.finished;
    const paused = losses(events);
    expect(events.filter(({ type }) => type === 'resumed')).toHaveLength(3);
    const through = losses(
      await run({ seed: 6, threads: 1, epochs: Math.ceil(paused.length / 10) }),
    );
    expect(through.slice(0, paused.length)).toEqual(paused);
  });

  it('that is told to stop while it loads does so, with nothing trained or saved', async () => {
    const save = join(folder, 'weights');
    const session = startTraining(settings({ save }), (batch) => events.push(...batch));
    session.stop();
    await session.finished;
    expect(events).toEqual([{ type: 'stopped', seconds: 0 }]);
    await expect(access(save)).rejects.toThrow();
  });

  it('sleeps while it is paused, its threads as well, and can be stopped then', async () => {
    let used: NodeJS.CpuUsage | undefined;
    const session = startTraining(
      settings({ epochs: 1000, threads: 2 }),
      eachEvent((event) => {
        events.push(event);
        if (event.type === 'batch' && event.batch === 2) session.pause();
        if (event.type !== 'paused' || used !== undefined) return;
        const before = process.cpuUsage();
        // That nothing is done takes time to see.
        setTimeout(() => {
          // The whole process, so all workers.
          used = process.cpuUsage(before);
          session.stop();
        }, 500);
      }),
    );
    await session.finished;
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['paused', 'stopped']);
    // Microseconds of processors, which a busy machine does not lengthen: three threads that spin take most of it.
    expect(used!.user + used!.system).toBeLessThan(150_000);
  });

  it('shows the weights as they are saved in the end', async () => {
    await run({ save: folder, weightPictures: true });
    const { models } = events.findLast((event) => event.type === 'weights')!;
    for (const id of testConfig.models) {
      const path = join(folder, `${id}.safetensors`);
      const tensors = readSafetensors(await readFile(path), path);
      expect(models[id]!.map(({ name }) => name)).toEqual(tensors.map(({ name }) => name));
      models[id]!.forEach(({ least, most, filters }, i) => {
        const { data, shape } = tensors[i]!;
        const sorted = data.toSorted();
        expect([least, most]).toEqual([sorted[0], sorted.at(-1)]);
        expect(filters?.values ?? []).toEqual(shape.length === 4 ? [...data] : []);
      });
    }
  });

  it('leaves the thread that started it free while it trains', async () => {
    const own = process.threadCpuUsage();
    const all = process.cpuUsage();
    await run({ epochs: 10, threads: 1 });
    const { user, system } = process.threadCpuUsage(own);
    const whole = process.cpuUsage(all);
    // Time of the processors, which is the same on a busy machine.
    expect((user + system) / (whole.user + whole.system)).toBeLessThan(0.25);
  });

  it('fails clearly where files or settings are wrong, and trains all the same afterwards', async () => {
    const missing = await failure({ data: dataAt(join(folder, 'none')) });
    expect(missing).toMatchObject({ kind: 'input', setting: 'mnistLab.data' });
    expect(missing.message).toMatch(/none cannot be read: it is missing/);

    expect(await failure({ batchSize: 401 })).toMatchObject({ setting: 'mnistLab.batchSize' });

    await writeFile(join(folder, 'x.safetensors'), 'short');
    const weights = await failure({ init: { mlp: join(folder, 'x.safetensors') } });
    expect(weights.message).toContain('x.safetensors');

    await truncate(join(folder, 't10k-images-idx3-ubyte'), 1000);
    expect((await failure()).message).toContain('t10k-images-idx3-ubyte');

    await writeBars(folder, 400, 105);
    expect((await run({ epochs: 1 })).at(-1)!.type).toBe('done');
  });
});
