import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent, StartEvent, TrainingEvent } from '#shared/protocol/events';
import { applyEvent, type RunState } from '#shared/run-state';
import { readNewest } from '../../extension/training/checkpoint/slots';
import type { TrainingConfig } from '../../extension/training/config';
import { prepareRun } from '../../extension/training/prepare';
import { runTraining } from '../../extension/training/run';
import { RunControl } from '../../extension/training/run-control';
import { refusal } from '../support/refusal';
import { readMetadata, readSafetensors } from '../support/safetensors';
import { useTemporaryFolder } from '../support/temporary-folder';
import { FakeEngine } from './fake-engine';
import { blankDataset, testConfig } from './support';

const temporary = useTemporaryFolder();
let names = 0;
/** Folder of the test. */
let folder: string;

beforeEach(() => {
  folder = temporary(String(names++));
});

const layers = [{ type: 'linear', out_features: 'classes' }] as const;
const specs: TrainingConfig['specs'] = {
  a: { layers, optimizer: { type: 'sgd', lr: 0.5 } },
  b: { layers, optimizer: { type: 'adam', lr: 0.1 }, schedule: { type: 'one_cycle', max_lr: 1 } },
  c: { layers, optimizer: { type: 'adam', lr: 0.1 }, schedule: { type: 'cosine' } },
};
const small: TrainingConfig = {
  ...testConfig,
  ...{ specs, models: ['a', 'b', 'c'], epochs: 4, batchSize: 8, sampling: 'shuffle' },
  evaluateEachEpoch: true,
};

/** Losses of one network fall, another's diverge in the second epoch, and those of the third are restless. */
function engineOf(): FakeEngine {
  const engine = new FakeEngine();
  engine.loss = (network, step) => {
    if (network === 0) return 1 / step;
    if (network === 1) return step < 5 ? 0.1 * step : NaN;
    return Math.abs(Math.sin(step * step));
  };
  engine.rightLogit = (network, step) => Math.sin(step + network);
  return engine;
}

interface Course {
  readonly engine: FakeEngine;
  readonly events: readonly TrainingEvent[];
}

/** Trains until so many batches have been trained; in all, those of earlier runs included. */
async function train(
  change: Partial<TrainingConfig> = {},
  { until = Infinity, engine = engineOf(), test = 20, inTest = 0 } = {},
): Promise<Course> {
  const config = { ...small, ...change };
  const control = new RunControl();
  const events: TrainingEvent[] = [];
  const found =
    config.checkpoint?.resume === true ? await readNewest(config.checkpoint.folder) : null;
  const run = await prepareRun(config, engine, blankDataset(30, test), found);
  let tests = 0;
  engine.onPredict = () => {
    tests++;
    if (tests === inTest) control.stop();
  };
  const emit = (event: TrainingEvent): void => {
    events.push(event);
    if (event.type === 'batch' && (event.epoch - 1) * 3 + event.batch >= until) control.stop();
  };
  if (until === 0) control.stop();
  await runTraining(config, run, emit, control);
  return { engine, events };
}

/** A run whose checkpoints are in the folder, and that goes on from there the second time. */
const kept = (resume = false): Partial<TrainingConfig> => ({ checkpoint: { folder, resume } });

const fold = (events: readonly TrainingEvent[]): RunState =>
  events.reduce<RunState | null>(applyEvent, null)!;

/** All that is not a time, nor the digest of the images, which only a run with checkpoints takes. */
function withoutTimes(state: RunState): unknown {
  const { elapsed, batchSeconds, seconds, open, marks, status, run, ...rest } = state;
  const { fingerprint, ...dataset } = run.dataset;
  const timeless = { ...run, dataset, startedAt: 0 };
  return JSON.parse(
    JSON.stringify({ ...rest, run: timeless, points: elapsed.length }, (key, value: unknown) =>
      key === 'seconds' ? undefined : Object.is(value, NaN) ? 'NaN' : value,
    ),
  );
}

const stepsOf = ({ engine }: Course): unknown[] => [...engine.steps];
const startOf = ({ events }: Course): StartEvent => events[0] as StartEvent;

describe('a run that goes on from a checkpoint', () => {
  it.each([
    ['tests after each epoch', {}],
    ['no tests', { evaluateEachEpoch: false }],
    ['random batches', { sampling: 'random' }],
    ['consecutive ones', { sampling: 'sequential', limitBatches: 3 }],
    ['early stopping by the loss', { earlyStopping: { monitor: 'loss', patience: 2 }, epochs: 9 }],
    [
      'early stopping by accuracy',
      { earlyStopping: { monitor: 'accuracy', patience: 3 }, epochs: 9 },
    ],
  ] as [string, Partial<TrainingConfig>][])(
    'does what it would have done, wherever it was stopped: %s',
    async (_, change) => {
      const whole = await train(change);
      const batches = whole.events.filter(({ type }) => type === 'batch').length;
      expect(batches).toBeGreaterThanOrEqual(9);
      for (let until = 0; until <= batches; until++) {
        folder = temporary(String(names++));
        const first = await train({ ...change, ...kept() }, { until });
        if (until < batches) expect(first.events.at(-1)!.type).toBe('stopped');
        const second = await train({ ...change, ...kept(true) });
        expect(second.events.at(-1)!.type).toBe('done');
        const steps = [...stepsOf(first), ...stepsOf(second)];
        expect(steps).toEqual(stepsOf(whole));
        // Whoever has seen the first part, and whoever has not.
        for (const seen of [first.events, []]) {
          const state = fold([...seen, ...second.events]);
          expect(withoutTimes(state)).toEqual(withoutTimes(fold(whole.events)));
          expect(state.marks).toMatchObject([{ longer: false }]);
        }
      }
    },
  );

  it('tests after an epoch first, where it was stopped in that', async () => {
    const whole = await train();
    // Three networks with 2 slices each are tested after each epoch: in the second epoch's.
    const first = await train(kept(), { test: 20, inTest: 5 });
    expect(first.events.filter(({ type }) => type === 'epoch')).toHaveLength(2);
    expect(first.events.filter(({ type }) => type === 'test')).toHaveLength(1);
    const second = await train(kept(true));
    expect(second.events.slice(1, 3).map(({ type }) => type)).toEqual(['test', 'batch']);
    expect(withoutTimes(fold([...first.events, ...second.events]))).toEqual(
      withoutTimes(fold(whole.events)),
    );
  });

  it('goes on with its clocks, and keeps when it began', async () => {
    const first = await train(kept(), { until: 7 });
    const before = fold(first.events);
    const second = await train(kept(true));
    const after = fold(second.events);
    expect(after.run.startedAt).toBe(before.run.startedAt);
    expect(after.elapsed.slice(0, 7)).toEqual(before.elapsed);
    expect(after.batchSeconds.a!.slice(0, 7)).toEqual(before.batchSeconds.a);
    for (const series of [after.elapsed, after.batchSeconds.a!]) {
      expect(series).toEqual(series.toSorted((x, y) => x - y));
    }
    const [mark] = after.marks;
    expect(mark).toMatchObject({ epoch: 3, batch: 1, longer: false });
    expect(mark!.at).toBeGreaterThanOrEqual(before.run.startedAt);
  });

  it('may be interrupted time and again', async () => {
    const whole = await train();
    const parts = [await train(kept(), { until: 2 })];
    for (const until of [5, 6, 6, 11, 12]) parts.push(await train(kept(true), { until }));
    parts.push(await train(kept(true)));
    expect(parts.flatMap(stepsOf)).toEqual(stepsOf(whole));
    const state = fold(parts.flatMap(({ events }) => events));
    expect(withoutTimes(state)).toEqual(withoutTimes(fold(whole.events)));
    expect(state.marks.map(({ epoch, batch }) => [epoch, batch])).toEqual([
      ...[[1, 2], [2, 2], [2, 3], [3, 1], [4, 2], [4, 3]], // prettier-ignore
    ]);
  });

  it('judges its networks once more when it had ended', async () => {
    const first = await train(kept());
    const second = await train(kept(true));
    expect(second.engine.steps).toEqual([]);
    const last = (course: Course): unknown => withoutTimes(fold(course.events));
    expect(last(second)).toEqual(last(first));
    expect(second.events.map(({ type }) => type)).toEqual([
      ...['run', 'evaluation', 'evaluation', 'evaluation', 'done'],
    ]);
  });

  it('has saved weights of its best epoch, also into another folder than before', async () => {
    const change = { earlyStopping: { monitor: 'loss', patience: 3 }, epochs: 9 } as const;
    const saved = temporary('whole');
    const whole = await train({ ...change, save: saved });
    await train({ ...change, ...kept(), save: temporary('before') }, { until: 13 });
    const elsewhere = temporary('after');
    const second = await train({ ...change, ...kept(true), save: elsewhere });
    const files = (await readdir(saved)).sort();
    expect((await readdir(elsewhere)).sort()).toEqual(files);
    for (const file of files) {
      expect(await readFile(join(elsewhere, file))).toEqual(await readFile(join(saved, file)));
    }
    const listed = ({ events }: Course): unknown => {
      const saved = events.find((event) => event.type === 'saved')!;
      return saved.files.toSorted((x, y) => (x.file < y.file ? -1 : 1));
    };
    expect(listed(second)).toEqual(listed(whole));
  });
});

describe('a run that has ended', () => {
  it('goes on for more epochs, as one run with a mark', async () => {
    await train(kept());
    const second = await train({ ...kept(true), epochs: 6 });
    expect(second.engine.steps).toHaveLength(2 * 3 * 3);
    const state = fold(second.events);
    expect(state.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(state.marks).toMatchObject([{ epoch: 4, batch: 3, longer: true }]);
    expect(state.run.config.epochs).toBe(6);
    // Batches are drawn on, not anew.
    const long = await train({ epochs: 6 });
    const indices = ({ engine }: Course): unknown[] => engine.steps.map(({ indices }) => indices);
    expect(indices(second)).toEqual(indices(long).slice(4 * 3 * 3));
    // What follows the number of epochs is as in a run that had as many from the start.
    const rates = ({ engine }: Course): unknown[] =>
      engine.steps.map(({ learningRate }) => learningRate);
    expect(rates(second)).toEqual(rates(long).slice(4 * 3 * 3));
  });

  it('goes on with new patience where it had stopped early', async () => {
    const change = { earlyStopping: { monitor: 'accuracy', patience: 2 }, models: ['a'] } as const;
    const first = await train({ ...change, ...kept(), epochs: 20 });
    const { length } = fold(first.events).epochs;
    expect(length).toBeLessThan(20);
    const again = await train({ ...change, ...kept(true), epochs: 20 });
    expect(again.engine.steps).toEqual([]);
    const second = await train({ ...change, ...kept(true), epochs: 21 });
    expect(fold(second.events).epochs.length).toBeGreaterThanOrEqual(length + 2);
  });
});

describe('a checkpoint is refused', () => {
  const refused = async (change: Partial<TrainingConfig>): Promise<string> => {
    const error = await refusal(() => train({ ...kept(true), ...change }));
    expect(error.kind).toBe('input');
    return error.message;
  };

  it('where the run is another, saying all in which it differs', async () => {
    await train(kept(), { until: 4 });
    expect(await refused({ seed: 7 })).toBe(
      `The checkpoint in ${folder} is of another run: mnistLab.seed is 0 there, and 7 here. Go on with the networks, settings and data that it began with, or train anew.`,
    );
    const some = await refused({ batchSize: 6, sampling: 'random', evaluateEachEpoch: false });
    expect(some).toContain('mnistLab.batchSize is 8 there, and 6 here;');
    expect(some).toContain('the number of batches in an epoch is 3 there, and 5 here;');
    expect(some).toContain('mnistLab.sampling is shuffle there, and random here;');
    expect(some).toContain('mnistLab.evaluateEachEpoch is true there, and false here.');
    expect(await refused({ earlyStopping: { monitor: 'loss', patience: 3 } })).toContain(
      'mnistLab.earlyStopping.monitor is off there, and loss here',
    );
    expect(await refused({ models: ['a', 'b'] })).toContain(
      'its networks are a, b, c there, and a, b here',
    );
    expect(await refused({ epochs: 9 })).toContain(
      'mnistLab.epochs is 4 there, and 9 here (it can go on for more when it has finished)',
    );
  });

  it('where a network is another', async () => {
    await train(kept(), { until: 4 });
    const changed = (a: Partial<TrainingConfig['specs'][string]>): Promise<string> =>
      refused({ specs: { ...specs, a: { ...specs.a!, ...a } } });
    const wide = [{ type: 'linear', out_features: 3 }, { type: 'relu' }, ...layers] as const;
    expect(await changed({ layers: wide })).toContain(
      'layer 1 of a is Linear(784, 10) there, and Linear(784, 3) here',
    );
    expect(await changed({ layers: [...layers, ...layers] })).toContain(
      'layer 2 of a is – there, and Linear(10, 10) here',
    );
    expect(await changed({ optimizer: { type: 'sgd', lr: 0.25 } })).toContain(
      'the optimiser of a is SGD, lr 0.5 there, and SGD, lr 0.25 here',
    );
    expect(await changed({ schedule: { type: 'cosine' } })).toContain(
      'the schedule of a is {"type":"constant"} there, and {"type":"cosine"} here',
    );
    expect(await changed({ initialization: 'xavier_normal' })).toContain(
      'SGD, lr 0.5 there, and SGD, lr 0.5; xavier_normal here',
    );
  });

  it('where the data are others, be it by a pixel', async () => {
    await train(kept(), { until: 4 });
    const found = await readNewest(folder);
    const config = { ...small, ...kept(true) };
    const prepare = async (data: ReturnType<typeof blankDataset>): Promise<string> =>
      (await refusal(() => prepareRun(config, engineOf(), data, found))).message;
    const pixel = blankDataset(30, 20);
    pixel.test.images[5] = 1;
    expect(await prepare(pixel)).toContain('the images or labels of blank are others');
    const label = blankDataset(30, 20);
    label.train.labels[5] = 9;
    expect(await prepare(label)).toContain('the images or labels of blank are others');
    expect(await prepare(blankDataset(31, 20))).toContain(
      'the data set is blank (30 images for training, 20 for testing) there, and blank (31 images for training, 20 for testing) here',
    );
    const { train: first, ...rest } = blankDataset(30, 20);
    // Whatever it is called.
    await prepareRun(config, engineOf(), { ...rest, name: 'other', train: first }, found);
  });

  it('where the engine has other instructions', async () => {
    await train(kept(), { until: 4 });
    const engine = engineOf();
    Object.defineProperty(engine, 'simd', { value: 'relaxed' });
    const error = await refusal(() => train(kept(true), { engine }));
    expect(error.message).toContain('mnistLab.simd is portable there, and relaxed here');
  });

  it('where there is none, and a folder that has one by a new run', async () => {
    const none = await refusal(() => train(kept(true)));
    expect(none.message).toBe(
      `There is no checkpoint in ${folder}: choose the folder that a run wrote its checkpoints to.`,
    );
    await train(kept(), { until: 1 });
    const taken = await refusal(() => train(kept()));
    expect(taken.message).toBe(
      `There is a checkpoint of a run in ${folder} already: go on with that run, or choose another folder for a new one.`,
    );
  });
});

it('a checkpoint is safetensors, with every weight under its network’s name', async () => {
  await train(kept(), { until: 4 });
  const names = (await readdir(folder)).sort();
  expect(names).toEqual(['checkpoint-a.safetensors', 'checkpoint-b.safetensors']);
  const { checkpoint } = await readNewest(folder);
  const file = names[checkpoint.facts.number % 2]!;
  const bytes = await readFile(join(folder, file));
  const metadata = readMetadata(bytes);
  const facts = JSON.parse(metadata.checkpoint!) as { version: number; run: RunEvent };
  expect(facts.version).toBe(1);
  expect(facts.run.models.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  const written = readSafetensors(bytes, file).map(({ name }) => name);
  expect(written).toEqual(expect.arrayContaining(['b/0.weight', 'b/0.bias', 'c/0.weight']));
  expect(checkpoint.networks.b!.weights.map(({ name }) => name)).toEqual(['0.weight', '0.bias']);
});

it('a damaged checkpoint is told of, and the one before it taken', async () => {
  const first = await train(kept(), { until: 4 });
  const { checkpoint } = await readNewest(folder);
  const file = join(
    folder,
    ['checkpoint-a.safetensors', 'checkpoint-b.safetensors'][checkpoint.facts.number % 2]!,
  );
  const bytes = await readFile(file);
  await writeFile(file, bytes.subarray(0, bytes.length - 100));
  const second = await train(kept(true));
  // At the very start or, where there was time for one, at the end of the first epoch.
  const { epoch, batch } = startOf(second).resumed!;
  expect([[0, 0], [1, 3]]).toContainEqual([epoch, batch]); // prettier-ignore
  expect(second.events[1]).toEqual({
    type: 'notice',
    message: `A checkpoint cannot be used: ${file} (it is not as it was written). The run goes on from the other one.`,
  });
  const whole = stepsOf(await train());
  expect(stepsOf(second)).toEqual(whole.slice(3 * 3 * epoch));
  expect(first.engine.steps).toHaveLength(12);
});
