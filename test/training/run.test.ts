import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LabError } from '../../extension/errors';
import { writeSafetensors } from '../../extension/formats/safetensors';
import { readMetadata, readSafetensors } from '../support/safetensors';
import type { BatchEvent, EpochEvent, TrainingEvent } from '#shared/protocol/events';
import type { TrainingConfig } from '../../extension/training/config';
import type { Dataset } from '../../extension/data/dataset';
import { withValidation } from '../../extension/data/split';
import { prepareRun } from '../../extension/training/prepare';
import { readNewest } from '../../extension/training/checkpoint/slots';
import { runTraining } from '../../extension/training/run';
import { EventBatcher } from '../../extension/training/event-batcher';
import { RunControl } from '../../extension/training/run-control';
import { refusal } from '../support/refusal';
import { FakeEngine, TEST_LOSS } from './fake-engine';
import { blankDataset, testConfig } from './support';

let engine: FakeEngine;
let events: TrainingEvent[];
let folder: string;

beforeEach(async () => {
  engine = new FakeEngine();
  events = [];
  folder = await mkdtemp(join(tmpdir(), 'run-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

const testLoss: unknown = expect.closeTo(TEST_LOSS, 12);

const small: TrainingConfig = { ...testConfig, epochs: 2, batchSize: 8, sampling: 'sequential' };

interface Circumstances {
  readonly control?: RunControl;
  readonly onEvent?: (event: TrainingEvent) => void;
  readonly train?: number;
  readonly test?: number;
  readonly dataset?: Dataset;
}

async function run(
  change: Partial<TrainingConfig> = {},
  {
    control = new RunControl(),
    onEvent,
    train = 30,
    test = 25,
    dataset = blankDataset(train, test),
  }: Circumstances = {},
): Promise<void> {
  const config = { ...small, ...change };
  const prepared = await prepareRun(config, engine, dataset);
  const emit = (event: TrainingEvent): void => {
    events.push(event);
    onEvent?.(event);
  };
  await runTraining(config, prepared, emit, control);
}

/** Lets this thread, which is the run's as well, go round so many times. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((next) => setImmediate(next));
}

/** However busy this machine is: a run that is stopped tests its networks for five seconds at most. */
function stopClock(): void {
  vi.useFakeTimers({ toFake: ['performance'] });
}

const types = (): string[] => events.map(({ type }) => type);
const ofType = <T extends TrainingEvent['type']>(type: T): Extract<TrainingEvent, { type: T }>[] =>
  events.filter((event): event is Extract<TrainingEvent, { type: T }> => event.type === type);

describe('a run', () => {
  it('says what happens in the order of the protocol', async () => {
    const epoch = ['batch', 'batch', 'batch', 'epoch'];
    const evaluations = ['evaluation', 'evaluation', 'evaluation'];
    await run({ evaluateEachEpoch: false });
    expect(types()).toEqual(['run', ...epoch, ...epoch, ...evaluations, 'done']);
    events = [];
    await run({ evaluateEachEpoch: true });
    const tested = [...epoch, 'test'];
    expect(types()).toEqual(['run', ...tested, ...tested, ...evaluations, 'done']);
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
    expect(events[0]).not.toHaveProperty('config.earlyStopping');
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
        losses: { mlp: testLoss, cnn: testLoss },
      })),
    );
    expect(ofType('notice').at(-1)!.message).toContain('Stopped early after epoch 3');
    expect(types().slice(-3)).toEqual(['evaluation', 'evaluation', 'done']);
    expect(events[0]).toMatchObject({ config: { earlyStopping } });
  });

  it.each([1, 999, 1000, 1001, 2500])('takes the mean loss of %i test images', async (test) => {
    await run({ models: ['mlp'] }, { test });
    expect(ofType('evaluation')).toMatchObject([{ loss: testLoss, accuracy: 1 }]);
  });

  it('tests after the last epoch, too, and takes that for the final evaluation', async () => {
    await run({ evaluateEachEpoch: false }, { test: 25 });
    const without = engine.predicted;
    engine.predicted = 0;
    await run({ evaluateEachEpoch: true, save: folder }, { test: 25 });
    // Three networks, 25 images: at the end only, or after each of two epochs.
    expect([without, engine.predicted]).toEqual([75, 150]);
    const tests = ofType('test');
    expect(tests.map(({ epoch }) => epoch)).toEqual([1, 2]);
    for (const { model, loss, accuracy, confusion } of ofType('evaluation').slice(3)) {
      expect(tests[1]!.losses[model]).toBe(loss);
      expect(tests[1]!.accuracies[model]).toBe(accuracy);
      expect(tests[1]!.confusions[model]).toEqual(confusion);
    }
    // Saved before the test, which a crash would otherwise cost them.
    const file = join(folder, 'mlp.safetensors');
    expect(readSafetensors(await readFile(file), file)[0]!.data[0]).toBe(6);
  });

  it('stops, and judges no further, when it is told to during the test after an epoch', async () => {
    const control = new RunControl();
    engine.onPredict = () => {
      control.stop();
    };
    await run({ evaluateEachEpoch: true }, { control, test: 2500 });
    expect(types()).toEqual(['run', 'batch', 'batch', 'batch', 'epoch', 'stopped']);
    // Three slices of the first network were to come.
    expect(engine.predicted).toBe(1000);
  });

  it('refuses what needs more memory than is allowed, before the engine gets a network', async () => {
    engine.memory = 200_000_000;
    const refused = run({ memoryLimit: 5_000_000 });
    await expect(refused).rejects.toThrow(
      /needs 0\.19 GiB of memory, and the limit \(mnistLab\.memoryLimit\) is 0\.005 GiB: (mlp|cnn) needs most/,
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
    const normed = { specs, models: ['normed'] };
    const refused = await refusal(() => run({ ...normed, batchSize: 1 }));
    expect([refused.kind, refused.setting]).toEqual(['input', 'mnistLab.batchSize']);
    expect(refused.message).toContain(
      'models.normed batch_norm1d: a batch of 1 image has no variance',
    );
    expect(events).toEqual([]);
    // Two images have one, nothing is normed where nothing is trained, and others can do with one image.
    await run({ ...normed, batchSize: 2, limitBatches: 1 });
    await run({ ...normed, batchSize: 1, epochs: 0 });
    await run({ models: ['mlp'], batchSize: 1, limitBatches: 1 });
    expect(ofType('done')).toHaveLength(3);
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
    // A clock that moves only while a network takes a step: 1 s for the first one, 2 s for the other.
    vi.useFakeTimers({ toFake: ['performance'] });
    engine.loss = (network) => {
      vi.advanceTimersByTime(1000 * (network + 1));
      return 1;
    };
    await run({ models: ['mlp', 'cnn'], epochs: 2 });
    expect(ofType('epoch').map(({ seconds }) => seconds)).toEqual([
      { mlp: 3, cnn: 6 },
      { mlp: 3, cnn: 6 },
    ]);
    const batches = ofType('batch');
    expect(batches.map(({ elapsed }) => elapsed)).toEqual([3, 6, 9, 12, 15, 18]);
    expect(batches.map(({ seconds }) => seconds)).toEqual(
      [1, 2, 3, 4, 5, 6].map((steps) => ({ mlp: steps, cnn: 2 * steps })),
    );
    expect(ofType('done')).toEqual([{ type: 'done', seconds: 18 }]);
  });

  it('tells the seconds that a network took to judge the test images, turns between them left out', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const control = new RunControl();
    engine.onPredict = () => {
      vi.advanceTimersByTime(2000);
      control.between(() => {
        vi.advanceTimersByTime(60_000);
        return Promise.resolve();
      });
    };
    await run({ epochs: 0, models: ['mlp'] }, { control, test: 2500 });
    expect(ofType('evaluation').map(({ seconds }) => seconds)).toEqual([6]);
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
  /** Stops a run as a message does: between two turns of its thread. */
  const stopSoon = (control: RunControl): void =>
    void setImmediate(() => {
      control.stop();
    });

  it('takes effect with the batch in hand, which is finished for every network', async () => {
    const control = new RunControl();
    engine.loss = (network, step) => {
      if (network === 0 && step === 5) stopSoon(control);
      return 1;
    };
    await run({ epochs: 1000 }, { control });
    expect(types().at(-1)).toBe('stopped');
    expect(ofType('batch')).toHaveLength(5);
    expect(engine.steps.map(({ network }) => network)).toEqual(Array(5).fill([0, 1, 2]).flat());
    expect(ofType('evaluation')).toEqual([]);
  });

  it('is a reason for whoever waits for an answer', async () => {
    const control = new RunControl();
    control.stop();
    const { kind, message } = await refusal(() => {
      control.signal.throwIfAborted();
    });
    expect([kind, message]).toEqual([
      'engine',
      'The run was stopped before it could answer: ask again.',
    ]);
  });

  it('takes effect also during the evaluation, with the slice in hand', async () => {
    const control = new RunControl();
    engine.onPredict = () => {
      stopSoon(control);
    };
    await run({ epochs: 0 }, { control, test: 100_000 });
    expect(engine.predicted).toBe(1000);
    expect(types()).toEqual(['run', 'stopped']);
  });

  it('saves what was trained until then', async () => {
    const control = new RunControl();
    const onEvent = (event: TrainingEvent): void => {
      if (event.type === 'batch' && event.epoch === 2) control.stop();
    };
    await run({ save: folder }, { control, onEvent });
    const file = join(folder, 'cnn.safetensors');
    expect(readSafetensors(await readFile(file), file)[0]!.data[0]).toBe(4);
  });

  /** The test loss after so many steps, where the fake engine's logit of the right answer grows by a tenth each. */
  const lossAfter = (steps: number): number => Math.log(Math.exp(steps / 10) + 9) - steps / 10;

  it('can have all networks tested as they are then, before its last word', async () => {
    stopClock();
    engine.rightLogit = (_, step) => step / 10;
    const control = new RunControl();
    const onEvent = ({ type, ...event }: TrainingEvent): void => {
      if (type === 'batch' && 'batch' in event && event.epoch === 2) control.stop({ test: true });
    };
    await run({ evaluateEachEpoch: true, save: folder }, { control, onEvent, test: 2500 });
    expect(types().slice(-5)).toEqual([
      'saved',
      'evaluation',
      'evaluation',
      'evaluation',
      'stopped',
    ]);
    expect(types().filter((type) => type === 'stopped')).toHaveLength(1);
    // Three batches of the first epoch, and one of the second.
    for (const { loss } of ofType('evaluation')) expect(loss).toBeCloseTo(lossAfter(4), 6);
    expect(ofType('test')[0]!.losses.mlp).toBeCloseTo(lossAfter(3), 6);
    const file = join(folder, 'mlp.safetensors');
    expect(readSafetensors(await readFile(file), file)[0]!.data[0]).toBe(4);
  });

  it('has them tested no second time where nothing was learned since the last test', async () => {
    stopClock();
    const control = new RunControl();
    const onEvent = ({ type }: TrainingEvent): void => {
      if (type === 'test') control.stop({ test: true });
    };
    await run({ evaluateEachEpoch: true }, { control, onEvent, test: 25 });
    expect(engine.predicted).toBe(3 * 25);
    const [test] = ofType('test');
    expect(ofType('evaluation').map(({ model, loss }) => [model, loss])).toEqual(
      Object.entries(test!.losses),
    );
    expect(types().at(-1)).toBe('stopped');
  });

  it('gives that test up when it is told again', async () => {
    stopClock();
    const control = new RunControl();
    engine.onPredict = () => {
      control.stop();
    };
    const onEvent = ({ type }: TrainingEvent): void => {
      if (type === 'batch') control.stop({ test: true });
    };
    await run({}, { control, onEvent, test: 2500 });
    expect(types()).toEqual(['run', 'batch', 'stopped']);
    expect(engine.predicted).toBe(1000);
  });

  it('gives that test up, of all networks, when it takes more than a moment', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    engine.onPredict = () => {
      vi.advanceTimersByTime(1500);
    };
    const control = new RunControl();
    const onEvent = ({ type }: TrainingEvent): void => {
      if (type === 'batch') control.stop({ test: true });
    };
    // Two slices a network: the first one's test is done in time.
    await run({}, { control, onEvent, test: 2000 });
    expect(types()).toEqual(['run', 'batch', 'stopped']);
    expect(engine.predicted).toBe(4000);
  });

  it('tests nothing before the first batch', async () => {
    const control = new RunControl();
    control.stop({ test: true });
    await run({}, { control });
    expect(types()).toEqual(['run', 'stopped']);
  });

  it('before the first batch leaves an older file alone', async () => {
    await writeFile(join(folder, 'mlp.safetensors'), 'older');
    const control = new RunControl();
    control.stop();
    await run({ save: folder }, { control });
    expect(types()).toEqual(['run', 'stopped']);
    expect(await readFile(join(folder, 'mlp.safetensors'), 'utf8')).toBe('older');
  });
});

describe('a reader that is behind', () => {
  it('is waited for, without a word, until it has taken something', async () => {
    // A message is due at every turn.
    let now = 0;
    const messages: number[] = [];
    const batcher = new EventBatcher(
      (_, message) => messages.push(message),
      () => (now += 16),
    );
    const control = new RunControl(batcher);
    const onEvent = (event: TrainingEvent): void => {
      batcher.push(event);
    };
    const running = run({ epochs: 1000, models: ['mlp'] }, { control, onEvent });
    /** How many events there are once none has come for many turns of this thread, in which the run has its own. */
    const standstill = async (): Promise<number> => {
      let before: number;
      do {
        before = events.length;
        await turns(50);
      } while (events.length > before || before === 0);
      return before;
    };
    const first = await standstill();
    expect(types()).not.toContain('paused');
    for (const message of messages.splice(0, 10)) control.received(message);
    const second = await standstill();
    expect(second - first).toBeGreaterThanOrEqual(10);
    // At the end of an epoch several events come at once.
    expect(second - first).toBeLessThan(15);
    control.stop();
    await running;
    expect(types().at(-1)).toBe('stopped');
  });
});

describe('a pause', () => {
  it('holds the run up between two batches until it is resumed', async () => {
    const control = new RunControl();
    let stepsInPause = 0;
    const onEvent = (event: TrainingEvent): void => {
      if (event.type === 'batch' && event.epoch === 1 && event.batch === 2) control.pause();
      if (event.type !== 'paused') return;
      void turns(50).then(() => {
        stepsInPause = engine.steps.length;
        control.resume();
      });
    };
    await run({ evaluateEachEpoch: false }, { control, onEvent });
    expect(stepsInPause).toBe(6);
    expect(types().slice(0, 6)).toEqual(['run', 'batch', 'batch', 'paused', 'resumed', 'batch']);
    expect(types().at(-1)).toBe('done');
  });

  it('counts in no time that is told', async () => {
    // A clock that moves by a second a step, and by an hour in the pause.
    vi.useFakeTimers({ toFake: ['performance'] });
    engine.loss = () => {
      vi.advanceTimersByTime(1000);
      return 1;
    };
    const control = new RunControl();
    const onEvent = (event: TrainingEvent): void => {
      if (event.type === 'batch' && event.batch === 1) control.pause();
      if (event.type !== 'paused') return;
      vi.advanceTimersByTime(3_600_000);
      control.resume();
    };
    await run({ epochs: 1, models: ['mlp'] }, { control, onEvent });
    expect(types()).toContain('resumed');
    const { elapsed, seconds } = ofType('batch').at(-1)!;
    const [epoch] = ofType('epoch');
    const [done] = ofType('done');
    expect([elapsed, seconds.mlp, epoch!.seconds.mlp, done!.seconds]).toEqual([3, 3, 3, 3]);
  });

  it('can be asked for before the first batch, and ends with a stop', async () => {
    const control = new RunControl();
    control.pause();
    const onEvent = (event: TrainingEvent): void => {
      if (event.type !== 'paused') return;
      void turns(5).then(() => {
        control.stop();
      });
    };
    await run({}, { control, onEvent });
    expect(types()).toEqual(['run', 'paused', 'stopped']);
  });

  it('holds up the final evaluation as well, and lets tasks be done', async () => {
    const control = new RunControl();
    const done: string[] = [];
    engine.onPredict = () => {
      engine.onPredict = () => undefined;
      control.pause();
      control.between(async () => {
        await Promise.resolve();
        done.push('first');
      });
    };
    const onEvent = (event: TrainingEvent): void => {
      if (event.type !== 'paused') return;
      void turns(5).then(() => {
        control.between(() => {
          done.push('second');
          control.resume();
          return Promise.resolve();
        });
      });
    };
    await run({ epochs: 0 }, { control, onEvent, test: 2500 });
    expect(types()).toEqual([
      'run',
      'paused',
      'resumed',
      ...Array<string>(3).fill('evaluation'),
      'done',
    ]);
    expect(done).toEqual(['first', 'second']);
  });

  it('that has ended before the run came to it leaves no trace', async () => {
    const control = new RunControl();
    control.pause();
    control.resume();
    await run({}, { control });
    expect(types()).not.toContain('paused');
  });
});

describe('weights', () => {
  it('are there after every epoch, so that a crash leaves the last one’s', async () => {
    const found: number[] = [];
    const file = join(folder, 'cnn.safetensors');
    const onEvent = (event: TrainingEvent): void => {
      if (event.type !== 'test') return;
      found.push(readSafetensors(readFileSync(file), file)[0]!.data[0]!);
    };
    await run({ save: folder }, { onEvent });
    expect(found).toEqual([3, 6]);

    engine.loss = (_, step) => {
      if (step === 8) throw new LabError('engine', 'a thread died');
      return 1;
    };
    await expect(run({ save: folder, epochs: 3 })).rejects.toThrow('died');
    expect(readSafetensors(readFileSync(file), file)[0]!.data[0]).toBe(6);
  });

  it('are written once for each state of them, though an epoch and the run may end with the same', async () => {
    const file = join(folder, 'mlp.safetensors');
    const written: number[] = [];
    const onEvent = (event: TrainingEvent): void => {
      // A file that is replaced is another one.
      if (event.type === 'test' || event.type === 'done') written.push(statSync(file).ino);
    };
    await run({ save: folder, models: ['mlp'] }, { onEvent });
    expect(written).toHaveLength(3);
    expect(written[1]).not.toBe(written[0]);
    expect(written[2]).toBe(written[1]);
  });

  it('are shown where that is asked for, at the end at the latest', async () => {
    await run();
    expect(types()).not.toContain('weights');
    events = [];
    await run({ weightPictures: true });
    const { epoch, batch, models } = ofType('weights').at(-1)!;
    expect([epoch, batch]).toEqual([2, 3]);
    expect(models['cnn-big']!.map(({ name }) => name)).toEqual([
      ...['conv_1.weight', 'conv_1.bias', 'conv_2.weight', 'conv_2.bias'],
      ...['linear.weight', 'linear.bias'],
    ]);
    // The fake engine counts its steps in the first weight; all others are 0.
    expect(models.mlp![0]).toMatchObject({ name: 'layer_1.weight', least: 0, most: 6 });
  });

  it('are saved for each network, whole, in a folder that is made for them', async () => {
    const save = join(folder, 'new', 'deep');
    await run({ save });
    expect((await readdir(save)).toSorted()).toEqual(
      ['cnn-big', 'cnn', 'mlp'].flatMap((id) => [`${id}.best.safetensors`, `${id}.safetensors`]),
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
    ['missing', null, /no\.safetensors .*missing/],
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
    await expect(run({ save: file })).rejects.toThrow(/way of .*file/);
    expect(engine.steps).toEqual([]);
  });

  it('are refused before training where a folder has the file’s name', async () => {
    await mkdir(join(folder, 'cnn-big.safetensors'));
    await expect(run({ save: folder })).rejects.toThrow(/way of .*cnn-big\.safetensors: move/);
    expect(engine.steps).toEqual([]);
  });

  it('are refused before training where the folder is a link to nowhere', async () => {
    await symlink(join(folder, 'nowhere'), join(folder, 'link'));
    await expect(run({ save: join(folder, 'link') })).rejects.toThrow(/way of .*link.*: move/);
    expect(engine.steps).toEqual([]);
  });

  // Whoever makes a folder there is told that there is no such place, for ever.
  it.skipIf(process.platform !== 'linux').each(['/proc', '/proc/nothing', '/sys/a/b', '/dev/null'])(
    'are refused before training in %s, at once',
    async (save) => {
      const refused = run({ save });
      await expect(refused).rejects.toBeInstanceOf(LabError);
      await expect(refused).rejects.toThrow(save);
      expect(engine.steps).toEqual([]);
    },
  );

  it('leave nothing else in the folder', async () => {
    await run({ save: folder, models: ['mlp'], evaluateEachEpoch: false });
    expect(await readdir(folder)).toEqual(['mlp.safetensors']);
  });

  it('that cannot be saved after all end in a message that names the file', async () => {
    const path = join(folder, 'mlp.safetensors');
    const onEvent = (event: TrainingEvent): void => {
      if (event.type === 'run') mkdirSync(join(path, 'in the way'), { recursive: true });
    };
    await expect(run({ save: folder }, { onEvent })).rejects.toThrow(
      /way of .*mlp\.safetensors: move/,
    );
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('with early stopping', () => {
  const earlyStopping = { monitor: 'loss', patience: 2 } as const;

  /** What a file says of itself, and the number of steps that its weights have been trained for. */
  function saved(file: string): { metadata: Record<string, string>; steps: number } {
    const path = join(folder, file);
    const bytes = readFileSync(path);
    return {
      metadata: readMetadata(bytes),
      steps: readSafetensors(bytes, path)[0]!.data[0]!,
    };
  }

  /** Test losses: `mlp` is best after epoch 2, `cnn` after epoch 3; nothing improves in 4 and 5. */
  function twoBests(): void {
    const logits: Record<number, number[]> = {
      0: [0.5, 0.9, 0.7, 0.6, 0.5],
      1: [0.5, 0.6, 0.8, 0.7, 0.7],
    };
    engine.rightLogit = (network, step) => logits[network]![step / 3 - 1]!;
  }

  it('the best weights and the last are both kept, and each file says which it holds', async () => {
    twoBests();
    await run({ epochs: 9, models: ['mlp', 'cnn'], save: folder, earlyStopping });
    expect(ofType('epoch')).toHaveLength(5);
    expect((await readdir(folder)).toSorted()).toEqual(
      ['cnn', 'mlp'].flatMap((id) => [`${id}.last.safetensors`, `${id}.safetensors`]),
    );
    // Each network's own.
    for (const [id, name] of [
      ['mlp', 'layer_1.weight'],
      ['cnn', 'conv_1.weight'],
    ] as const) {
      const path = join(folder, `${id}.safetensors`);
      expect(readSafetensors(readFileSync(path), path)[0]!.name).toBe(name);
    }
    // byte / 256 - ½, as torchvision's Normalize would have it.
    const input = {
      input: '(byte / 255 - mean) / std',
      mean: JSON.stringify([128 / 255]),
      std: JSON.stringify([256 / 255]),
    };
    expect(saved('mlp.safetensors')).toEqual({
      metadata: {
        ...{ format: 'pt', weights: 'best', epoch: '2', batch: '3', monitor: 'test_loss' },
        value: String(ofType('test')[1]!.losses.mlp),
        ...input,
      },
      steps: 6,
    });
    expect(saved('cnn.safetensors')).toMatchObject({ metadata: { epoch: '3' }, steps: 9 });
    for (const id of ['mlp', 'cnn']) {
      expect(saved(`${id}.last.safetensors`)).toEqual({
        metadata: { format: 'pt', weights: 'last', epoch: '5', batch: '3', ...input },
        steps: 15,
      });
    }
    const [event] = ofType('saved');
    expect(event).toMatchObject({ folder });
    expect(event!.files.map(({ file, weights, epoch }) => [file, weights, epoch])).toEqual([
      ['mlp.safetensors', 'best', 2],
      ['mlp.last.safetensors', 'last', 5],
      ['cnn.safetensors', 'best', 3],
      ['cnn.last.safetensors', 'last', 5],
    ]);
  });

  it('a folder in the way of either file is refused before training, and of the second only then', async () => {
    await mkdir(join(folder, 'mlp.last.safetensors'));
    await expect(run({ models: ['mlp'], save: folder, earlyStopping })).rejects.toThrow(
      /way of .*mlp\.last\.safetensors: move/,
    );
    expect(engine.steps).toEqual([]);
    await run({ models: ['mlp'], save: folder });
    expect(types().at(-1)).toBe('done');
  });

  it('without it, the best by the test loss are kept beside the last, which are judged in the end', async () => {
    twoBests();
    await run({ epochs: 5, models: ['mlp', 'cnn'], save: folder, evaluateEachEpoch: true });
    expect((await readdir(folder)).toSorted()).toEqual(
      ['cnn', 'mlp'].flatMap((id) => [`${id}.best.safetensors`, `${id}.safetensors`]),
    );
    for (const [id, epoch] of [
      ['mlp', 2],
      ['cnn', 3],
    ] as const) {
      expect(saved(`${id}.best.safetensors`)).toMatchObject({
        metadata: { weights: 'best', epoch: String(epoch), monitor: 'test_loss' },
        steps: 3 * epoch,
      });
      const last = { metadata: { weights: 'last', epoch: '5' }, steps: 15 };
      expect(saved(`${id}.safetensors`)).toMatchObject(last);
    }
    expect(ofType('epoch')).toHaveLength(5);
    for (const evaluation of ofType('evaluation')) {
      expect(evaluation).not.toHaveProperty('bestEpoch');
      expect(evaluation.loss).toBe(ofType('test')[4]!.losses[evaluation.model]);
    }
  });

  it('weights that cannot be written are told of once and written when they can be', async () => {
    twoBests();
    const paths = ['mlp.safetensors', 'mlp.last.safetensors'].map((name) => join(folder, name));
    const onEvent = (event: TrainingEvent): void => {
      for (const path of paths) {
        if (event.type === 'run') mkdirSync(join(path, 'in the way'), { recursive: true });
        if (event.type === 'epoch' && event.epoch === 4) rmSync(path, { recursive: true });
      }
    };
    await run({ epochs: 9, models: ['mlp'], save: folder, earlyStopping }, { onEvent });
    expect(ofType('notice').map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The weights cannot be saved\. .*Until then the run is trained on\.$/),
      expect.stringContaining('Stopped early'),
    ]);
    expect(types().at(-1)).toBe('done');
    expect(saved('mlp.safetensors')).toMatchObject({
      metadata: { weights: 'best', epoch: '2' },
      steps: 6,
    });
    expect(saved('mlp.last.safetensors')).toMatchObject({ metadata: { weights: 'last' } });
  });

  it('what is judged in the end are the best weights', async () => {
    twoBests();
    await run({ epochs: 9, models: ['mlp', 'cnn'], earlyStopping });
    expect(ofType('evaluation').map(({ model, bestEpoch }) => [model, bestEpoch])).toEqual([
      ['mlp', 2],
      ['cnn', 3],
    ]);
    for (const { model, loss, bestEpoch } of ofType('evaluation')) {
      expect(loss).toBe(ofType('test')[bestEpoch! - 1]!.losses[model]);
    }
    expect(ofType('saved')).toEqual([]);
  });

  it('a stop judges the best weights as well, which have been tested, and those that never were any', async () => {
    stopClock();
    twoBests();
    // No loss of the second network is a number, so none is its best.
    const { rightLogit } = engine;
    engine.rightLogit = (network, step) =>
      network === 1 ? NaN : rightLogit(network, step - (step % 3));
    const control = new RunControl();
    const onEvent = (event: TrainingEvent): void => {
      if (event.type === 'batch' && event.epoch === 4) control.stop({ test: true });
    };
    await run({ epochs: 9, models: ['mlp', 'cnn'], earlyStopping }, { control, onEvent, test: 25 });
    expect(ofType('evaluation').map(({ model, bestEpoch }) => [model, bestEpoch])).toEqual([
      ['mlp', 2],
      ['cnn', undefined],
    ]);
    expect(ofType('evaluation')[0]!.loss).toBe(ofType('test')[1]!.losses.mlp);
    // Three epochs of both, and one network once more.
    expect(engine.predicted).toBe(7 * 25);
    expect(types().at(-1)).toBe('stopped');
  });

  it('networks are tested after each epoch, also where nothing else asks for that', async () => {
    twoBests();
    await run({ epochs: 9, models: ['mlp', 'cnn'], earlyStopping, evaluateEachEpoch: false });
    expect(ofType('test').map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
  });

  it('a network that has never had a loss is judged as it is in the end, and has no best epoch', async () => {
    engine.rightLogit = (network) => (network === 0 ? NaN : 1);
    await run({ epochs: 2, models: ['mlp', 'cnn'], save: folder, earlyStopping });
    const [mlp, cnn] = ofType('evaluation');
    expect(mlp!.loss).toBeNaN();
    expect(mlp).not.toHaveProperty('bestEpoch');
    expect(cnn).toMatchObject({ loss: testLoss, bestEpoch: 1 });
    expect(saved('mlp.safetensors')).toMatchObject({ metadata: { weights: 'last' }, steps: 6 });
    expect(saved('cnn.safetensors')).toMatchObject({ metadata: { weights: 'best' }, steps: 3 });
  });

  it('a run that comes to its last epoch is not said to have stopped early', async () => {
    twoBests();
    await run({ epochs: 5, models: ['mlp', 'cnn'], save: folder, earlyStopping });
    expect(ofType('epoch')).toHaveLength(5);
    expect(ofType('notice')).toEqual([]);
    expect(saved('mlp.safetensors').steps).toBe(6);
  });

  it('the last weights are in both files as long as no epoch has been judged', async () => {
    const control = new RunControl();
    const onEvent = (event: TrainingEvent): void => {
      if (event.type === 'batch' && event.batch === 2) control.stop();
    };
    await writeFile(join(folder, 'mlp.safetensors'), 'of an older run');
    await run({ models: ['mlp'], save: folder, earlyStopping }, { control, onEvent });
    for (const file of ['mlp.safetensors', 'mlp.last.safetensors']) {
      expect(saved(file)).toMatchObject({ metadata: { weights: 'last', epoch: '1', batch: '2' } });
    }
  });
});

it('refuses a batch larger than the data set before anything is trained', async () => {
  await expect(run({ batchSize: 31 })).rejects.toMatchObject({ setting: 'mnistLab.batchSize' });
  expect(events).toEqual([]);
});

describe('a run with validation images', () => {
  const models = ['mlp'];
  const VALIDATION = 10;
  const split = (): Dataset => withValidation(blankDataset(40, 25), VALIDATION, 0);
  const totalOf = (confusion: readonly (readonly number[])[]): number =>
    confusion.flat().reduce((sum, count) => sum + count, 0);

  it('judges each epoch by them, also where none was to be judged, and the test images once', async () => {
    const seen: number[] = [];
    engine.onPredict = () => seen.push(engine.predicted);
    await run({ models, evaluateEachEpoch: false, validation: VALIDATION }, { dataset: split() });
    const epoch = ['batch', 'batch', 'batch', 'epoch', 'test'];
    expect(types()).toEqual(['run', ...epoch, ...epoch, 'evaluation', 'done']);
    expect(ofType('test').map(({ confusions }) => totalOf(confusions.mlp!))).toEqual([10, 10]);
    expect(ofType('evaluation').map(({ confusion }) => totalOf(confusion))).toEqual([25]);
    expect(seen).toEqual([10, 20, 45]);
  });

  it('says how many there are, and what they were held out by', async () => {
    await run({ models, validation: 0.25 }, { dataset: split() });
    expect(events[0]).toMatchObject({
      dataset: { train: 30, validation: 10, test: 25 },
      config: { validation: 0.25, evaluateEachEpoch: true },
    });
    events = [];
    await run({ models });
    expect(events[0]).not.toHaveProperty('dataset.validation');
    expect(events[0]).not.toHaveProperty('config.validation');
  });

  it('uses those that the data set has itself', async () => {
    const { train, ...rest } = blankDataset(30, 25);
    const own = blankDataset(12, 1).train;
    await run({ models }, { dataset: { ...rest, train, validation: own } });
    expect(events[0]).toMatchObject({ dataset: { train: 30, validation: 12, test: 25 } });
    expect(ofType('test').map(({ confusions }) => totalOf(confusions.mlp!))).toEqual([12, 12]);
  });

  it('says what was made of the data', async () => {
    await run({ models }, { dataset: { ...split(), notes: ['Letters are upright now.'] } });
    expect(ofType('notice')).toEqual([{ type: 'notice', message: 'Letters are upright now.' }]);
  });

  it('tests the best weights in the end with early stopping, and saves the last as the last', async () => {
    // Best after the second of four epochs.
    engine.rightLogit = (_, step) => [0, 1, 3, 2, 1][step / 3]!;
    const weights: number[] = [];
    engine.onPredict = () => weights.push(engine.networks[0]!.tensors[0]!.data[0]!);
    const earlyStopping = { monitor: 'loss', patience: 2 } as const;
    await run(
      { models, epochs: 9, earlyStopping, validation: VALIDATION, save: folder },
      { dataset: split() },
    );
    expect(weights).toEqual([3, 6, 9, 12, 6]);
    expect(ofType('evaluation')).toMatchObject([{ bestEpoch: 2 }]);
    expect(ofType('notice').at(-1)!.message).toBe(
      "Stopped early after epoch 4: no network's validation loss has improved for 2 epochs.",
    );
    expect(engine.networks[0]!.tensors[0]!.data[0]).toBe(12);
    const first = async (name: string): Promise<number> =>
      readSafetensors(await readFile(join(folder, name)), name)[0]!.data[0]!;
    expect([await first('mlp.safetensors'), await first('mlp.last.safetensors')]).toEqual([6, 12]);
    expect(readMetadata(await readFile(join(folder, 'mlp.safetensors')))).toMatchObject({
      weights: 'best',
      monitor: 'validation_loss',
    });
    expect(ofType('saved')[0]!.files[0]).toMatchObject({ part: 'validation', epoch: 2 });
  });

  it('goes on with the same ones, and says what is another', async () => {
    const checkpoint = { folder: join(folder, 'kept') };
    const config = { ...small, models, validation: VALIDATION, checkpoint };
    await run(config, { dataset: split() });
    const found = await readNewest(checkpoint.folder);
    const goOn = (dataset: Dataset, change: Partial<TrainingConfig> = {}): Promise<unknown> =>
      prepareRun(
        { ...config, ...change, checkpoint: { ...checkpoint, resume: true } },
        new FakeEngine(),
        dataset,
        found,
      );
    await goOn(split());
    const changed = async (dataset: Dataset, change: Partial<TrainingConfig>): Promise<string> =>
      (await refusal(() => goOn(dataset, change))).message;
    const fewer = withValidation(blankDataset(39, 25), 9, 0);
    expect(await changed(fewer, { validation: 9 })).toContain(
      ': mnistLab.validation is 10 there, and 9 here. Go on',
    );
    expect(await changed(fewer, {})).toContain(
      'blank (30 images for training, 10 for validation, 25 for testing) there, and blank (30 images for training, 9 for validation, 25 for testing) here',
    );
    // As many, but other ones: their labels are.
    const others = split();
    others.validation!.labels.reverse();
    expect(await changed(others, {})).toContain('the images or labels of blank are others');
  });
});
