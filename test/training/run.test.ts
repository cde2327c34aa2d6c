import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LabError } from '../../extension/errors';
import { readSafetensors, writeSafetensors } from '../../extension/formats/safetensors';
import type { BatchEvent, EpochEvent, TrainingEvent } from '../../extension/protocol/events';
import type { TrainingConfig } from '../../extension/training/config';
import { prepareRun } from '../../extension/training/prepare';
import { runTraining } from '../../extension/training/run';
import { FakeEngine } from './fake-engine';
import { blankDataset, testConfig } from './support';

let engine: FakeEngine;
let events: TrainingEvent[];
let folder: string;

beforeEach(async () => {
  engine = new FakeEngine();
  events = [];
  folder = await mkdtemp(join(tmpdir(), 'run-'));
});
afterEach(() => rm(folder, { recursive: true }));

const small: TrainingConfig = { ...testConfig, epochs: 2, batchSize: 8, sampling: 'sequential' };

interface Control {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainingEvent) => void;
  readonly train?: number;
  readonly test?: number;
}

async function run(
  change: Partial<TrainingConfig> = {},
  { signal = new AbortController().signal, onEvent, train = 30, test = 25 }: Control = {},
): Promise<void> {
  const config = { ...small, ...change };
  const prepared = await prepareRun(config, engine, blankDataset(train, test));
  const emit = (event: TrainingEvent): void => {
    events.push(event);
    onEvent?.(event);
  };
  await runTraining(config, prepared, emit, signal);
}

const types = (): string[] => events.map(({ type }) => type);
const ofType = <T extends TrainingEvent['type']>(type: T): Extract<TrainingEvent, { type: T }>[] =>
  events.filter((event): event is Extract<TrainingEvent, { type: T }> => event.type === type);

describe('a run', () => {
  it('says what happens in the order of the protocol', async () => {
    await run();
    const epoch = ['batch', 'batch', 'batch', 'epoch'];
    const evaluations = ['evaluation', 'evaluation', 'evaluation'];
    expect(types()).toEqual(['run', ...epoch, ...epoch, ...evaluations, 'done']);
    const numbers = ofType('batch').map(({ epoch, batch }) => [epoch, batch]);
    expect(numbers).toEqual([1, 2].flatMap((e) => [1, 2, 3].map((b) => [e, b])));
  });

  it('describes networks, engine, data and settings first', async () => {
    await run();
    expect(events[0]).toMatchObject({
      type: 'run',
      models: [
        { id: 'mlp', total: 135_160 },
        { id: 'cnn', total: 135_410 },
        { id: 'cnn-big', total: 35_630 },
      ],
      comparison: { models: ['mlp', 'cnn'] },
      engine: { simd: 'portable', threads: 1 },
      dataset: { name: 'blank', train: 30, test: 25 },
      config: { models: ['mlp', 'cnn', 'cnn-big'], epochs: 2, batchSize: 8, batchesPerEpoch: 3 },
    });
  });

  it('gives each network the learning rate that its schedule says, step by step', async () => {
    const layers = [{ type: 'linear', out_features: 'classes' }] as const;
    const specs = {
      steady: { layers, optimizer: { type: 'sgd', lr: 0.5 } },
      stepped: {
        layers,
        optimizer: { type: 'adam', lr: 0.4 },
        schedule: { type: 'step', step_size: 1, gamma: 0.5 },
      },
      warm: {
        layers,
        optimizer: { type: 'sgd', lr: 1 },
        schedule: { type: 'warmup', total_iters: 4, start_factor: 0.2 },
      },
    } as const;
    await run({ specs, models: ['steady', 'stepped', 'warm'] });
    const rates = (network: number): (number | undefined)[] =>
      engine.steps.filter((step) => step.network === network).map((step) => step.learningRate);
    expect(rates(0)).toEqual(Array(6).fill(0.5));
    expect(rates(1)).toEqual([0.4, 0.4, 0.4, 0.2, 0.2, 0.2]);
    rates(2).forEach((rate, step) => {
      expect(rate).toBeCloseTo([0.2, 0.4, 0.6, 0.8, 1, 1][step]!, 12);
    });
  });

  it('tests after each epoch and stops early when nothing improves, where that is asked for', async () => {
    // Every prediction of the fake engine is right, so no accuracy can rise after the first epoch.
    const earlyStopping = { monitor: 'accuracy', patience: 2 } as const;
    await run({ epochs: 9, models: ['mlp', 'cnn'], earlyStopping });
    expect(ofType('epoch')).toHaveLength(3);
    expect(ofType('test')).toMatchObject(
      [1, 2, 3].map((epoch) => ({
        epoch,
        accuracies: { mlp: 1, cnn: 1 },
        losses: { mlp: 0, cnn: 0 },
      })),
    );
    expect(ofType('notice').at(-1)!.message).toContain('Stopped early after epoch 3');
    expect(types().slice(-3)).toEqual(['evaluation', 'evaluation', 'done']);
    expect(events[0]).toMatchObject({ config: { earlyStopping } });
  });

  it('refuses what needs more memory than is allowed, before the engine gets a network', async () => {
    const refused = run({ memoryLimit: 5_000_000 });
    await expect(refused).rejects.toThrow(
      /needs 0\.\d+ GiB of memory, and mnistLab\.memoryLimit allows 0\.005 GiB: (mlp|cnn) needs most/,
    );
    expect(engine.networks).toHaveLength(0);
  });

  it('refuses batch norm over a batch of one', async () => {
    const specs = {
      normed: {
        layers: [
          { type: 'linear', out_features: 3 },
          { type: 'batch_norm1d' },
          { type: 'linear', out_features: 'classes' },
        ],
        optimizer: { type: 'sgd', lr: 0.5 },
      },
    } as const;
    await expect(run({ specs, models: ['normed'], batchSize: 1 })).rejects.toThrow(
      'models.normed batch_norm1d: a batch of 1 image has no variance',
    );
  });

  it('trains all networks in lockstep on the same batches', async () => {
    await run({ sampling: 'random' });
    expect(engine.steps.map(({ network }) => network)).toEqual(Array(6).fill([0, 1, 2]).flat());
    for (let i = 0; i < engine.steps.length; i += 3) {
      const [first, ...others] = engine.steps.slice(i, i + 3);
      for (const other of others) expect(other.indices).toEqual(first!.indices);
      expect(new Set(first!.indices).size).toBe(8);
    }
  });

  it('takes consecutive images from image 0 in every epoch when sampling is sequential', async () => {
    await run({ models: small.models.slice(0, 1), limitBatches: 2 });
    const firsts = engine.steps.map(({ indices }) => indices[0]);
    expect(firsts).toEqual([0, 8, 0, 8]);
    expect(engine.steps[1]!.indices).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
  });

  it('draws the same batches for the same seed and others for another', async () => {
    const drawn = async (seed: number): Promise<unknown> => {
      await run({ sampling: 'shuffle', seed });
      return engine.steps.splice(0).map(({ indices }) => indices);
    };
    const first = await drawn(5);
    expect(await drawn(5)).toEqual(first);
    expect(await drawn(6)).not.toEqual(first);
  });

  it('gives each network its own stream of the seed, whatever is trained beside it', async () => {
    await run({ seed: 9 });
    const together = engine.networks.splice(0).map(({ initialized }) => initialized);
    expect(new Set(together.map((start) => start!.stream)).size).toBe(3);
    expect(together.map((start) => start!.seed)).toEqual([9, 9, 9]);
    await run({ seed: 9, models: small.models.slice(2) });
    expect(engine.networks[0]!.initialized).toEqual(together[2]);
  });

  it('reports each batch’s losses and their mean over the epoch, in full precision', async () => {
    engine.loss = (network, step) => network + 0.1 * step;
    await run();
    const losses = (event: BatchEvent | EpochEvent | undefined): unknown => event?.losses;
    expect(losses(ofType('batch')[1])).toEqual({ mlp: 0.2, cnn: 1.2, 'cnn-big': 2.2 });
    const [first, second] = ofType('epoch');
    expect(first!.losses.mlp).toBeCloseTo((0.1 + 0.2 + 0.3) / 3, 14);
    expect(second!.losses['cnn-big']).toBeCloseTo(2 + (0.4 + 0.5 + 0.6) / 3, 14);
  });

  it('tells the seconds that each network took, and since the first batch began', async () => {
    engine.busy = 5;
    await run({ models: small.models.slice(0, 2), epochs: 1 });
    for (const seconds of Object.values(ofType('epoch')[0]!.seconds)) {
      expect(seconds).toBeGreaterThanOrEqual(0.015);
      expect(seconds).toBeLessThan(0.5);
    }
    const elapsed = ofType('batch').map((event) => event.elapsed);
    expect(elapsed[0]).toBeGreaterThanOrEqual(0.01);
    expect(elapsed).toEqual(elapsed.toSorted((a, b) => a - b));
  });

  it('judges every test image once, in slices', async () => {
    await run({ epochs: 0 }, { test: 2345 });
    expect(types()).toEqual(['run', 'evaluation', 'evaluation', 'evaluation', 'done']);
    const [evaluation] = ofType('evaluation');
    const cells = evaluation!.confusion.flat();
    expect(cells.reduce((sum, cell) => sum + cell, 0)).toBe(2345);
    expect(evaluation).toMatchObject({ model: 'mlp', accuracy: 1 });
    expect(evaluation!.recall).toEqual(Array(10).fill(1));
  });

  it('passes on once what the engine has to say', async () => {
    engine.notices = ['one thread only'];
    await run();
    expect(types().slice(0, 3)).toEqual(['run', 'notice', 'batch']);
  });

  it('says once which network diverged, and goes on', async () => {
    engine.loss = (network, step) => (network === 1 && step >= 2 ? NaN : 1);
    await run();
    const notices = ofType('notice');
    expect(notices).toHaveLength(1);
    expect(notices[0]!.message).toMatch(/CNN_MNISTNetwork .*NaN.* epoch 1, batch 2/);
    expect(types().at(-1)).toBe('done');
  });

  it('costs less than 50 µs a batch outside the engine', async () => {
    const batches = 2000;
    const start = performance.now();
    await run({ epochs: 1, batchSize: 10, sampling: 'shuffle' }, { train: 10 * batches, test: 1 });
    const each = ((performance.now() - start) / batches) * 1000;
    // Ten times the bound: the machine may be busy with other tests.
    expect(each).toBeLessThan(500);
  });

  it('rejects with what the engine threw, after what was already told', async () => {
    engine.loss = (_, step) => {
      if (step === 2) throw new LabError('engine', 'a thread died');
      return 1;
    };
    await expect(run({ save: folder })).rejects.toThrow('a thread died');
    expect(types()).toEqual(['run', 'batch']);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('stopping', () => {
  it('takes effect within 200 ms, with the batch in hand finished for every network', async () => {
    engine.busy = 20;
    const stop = new AbortController();
    let asked = 0;
    setTimeout(() => {
      asked = performance.now();
      stop.abort();
    }, 130);
    await run({ epochs: 1000 }, { signal: stop.signal });
    expect(performance.now() - asked).toBeLessThan(200);
    expect(types().at(-1)).toBe('stopped');
    expect(engine.steps.length % 3).toBe(0);
    expect(ofType('batch')).toHaveLength(engine.steps.length / 3);
    expect(ofType('evaluation')).toEqual([]);
  });

  it('takes effect within 200 ms also during the evaluation', async () => {
    engine.busy = 20;
    const stop = new AbortController();
    let asked = 0;
    setTimeout(() => {
      asked = performance.now();
      stop.abort();
    }, 50);
    await run({ epochs: 0 }, { signal: stop.signal, test: 100_000 });
    expect(performance.now() - asked).toBeLessThan(200);
    expect(types()).toEqual(['run', 'stopped']);
  });

  it('saves what was trained until then', async () => {
    const stop = new AbortController();
    const onEvent = (event: TrainingEvent): void => {
      if (event.type === 'batch' && event.epoch === 2) stop.abort();
    };
    await run({ save: folder }, { signal: stop.signal, onEvent });
    const file = join(folder, 'cnn.safetensors');
    expect(readSafetensors(await readFile(file), file)[0]!.data[0]).toBe(4);
  });

  it('before the first batch leaves an older file alone', async () => {
    await writeFile(join(folder, 'mlp.safetensors'), 'older');
    await run({ save: folder }, { signal: AbortSignal.abort() });
    expect(types()).toEqual(['run', 'stopped']);
    expect(await readFile(join(folder, 'mlp.safetensors'), 'utf8')).toBe('older');
  });
});

describe('weights', () => {
  it('are saved for each network, whole, in a folder that is made for them', async () => {
    const save = join(folder, 'new', 'deep');
    await run({ save });
    expect((await readdir(save)).toSorted()).toEqual(
      ['cnn-big', 'cnn', 'mlp'].map((id) => `${id}.safetensors`),
    );
    const file = join(save, 'mlp.safetensors');
    const tensors = readSafetensors(await readFile(file), file);
    expect(tensors.map(({ name, shape }) => [name, shape])).toEqual([
      ['layer_1.weight', [170, 784]],
      ['layer_1.bias', [170]],
      ['layer_2.weight', [10, 170]],
      ['layer_2.bias', [10]],
    ]);
    expect(tensors[0]!.data[0]).toBe(6);
  });

  it('are taken from a file for the network that it is named for', async () => {
    const file = join(folder, 'start.safetensors');
    await run({ save: folder, epochs: 0, models: small.models.slice(1, 2) });
    const tensors = readSafetensors(await readFile(join(folder, 'cnn.safetensors')), '');
    tensors[1]!.data.fill(0.25);
    await writeFile(file, writeSafetensors(tensors));
    engine.networks.length = 0;

    await run({ init: { cnn: file } });
    const [mlp, cnn] = engine.networks;
    expect(mlp!.initialized).toBeDefined();
    expect(cnn!.initialized).toBeUndefined();
    expect(cnn!.weights()[1]!.data).toEqual(new Float32Array(20).fill(0.25));
  });

  it.each([
    ['missing', null, /no\.safetensors .*ENOENT/],
    ['empty', new Uint8Array(), /no\.safetensors .*empty/],
  ])('from a file that is %s end the run before it starts', async (_, bytes, message) => {
    const file = join(folder, 'no.safetensors');
    if (bytes !== null) await writeFile(file, bytes);
    const running = run({ init: { mlp: file } });
    await expect(running).rejects.toBeInstanceOf(LabError);
    await expect(running).rejects.toThrow(message);
    expect(events).toEqual([]);
  });

  it('that could not be saved in the end are refused before training', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(run({ save: file })).rejects.toThrow(/file \(EEXIST\).*--save/);
    expect(engine.steps).toEqual([]);
  });

  it('that cannot be saved after all end in a message that names the file', async () => {
    const path = join(folder, 'mlp.safetensors');
    await mkdir(join(path, 'in the way'), { recursive: true });
    await expect(run({ save: folder })).rejects.toThrow(/mlp\.safetensors \(\w+\).*--save/);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

it('refuses a batch larger than the data set before anything is trained', async () => {
  await expect(run({ batchSize: 31 })).rejects.toMatchObject({ setting: 'mnistLab.batchSize' });
  expect(events).toEqual([]);
});
