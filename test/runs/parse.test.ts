import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TrainingEvent } from '#shared/protocol/events';
import { applyEvent, type RunState } from '#shared/run-state';
import { dataAt } from '../../extension/data/choice';
import { changes } from '../../extension/runs/changes';
import { parseRecord, parseSummary } from '../../extension/runs/parse';
import {
  configToRepeat,
  fromRecorded,
  type RunRecord,
  toRecorded,
  VERSION,
} from '../../extension/runs/record';
import { summarize } from '../../extension/runs/summarize';
import { bestAccuracy } from '../../extension/runs/summary';
import { type TrainingConfig } from '../../extension/training/config';
import { startTraining } from '../../extension/training/session';
import { builtFolder } from '../support/dist';
import { writeBars } from '../training/idx-files';
import { testConfig } from '../training/support';
import { additionsOf, damagesOf, type Json } from './damages';
import { fullRecord, sampleRecord } from './support';

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const onDisk = (record: RunRecord): Json =>
  JSON.parse(JSON.stringify({ version: VERSION, ...record })) as Json;
const parse = (value: unknown): RunRecord | 'damaged' | 'newer' => {
  const parsed = parseRecord(bytes(value));
  return typeof parsed === 'string' ? parsed : parsed.value;
};

/** Every field that a run can be told, each with what would do harm. */
const hostile: Required<{ [K in keyof TrainingConfig]: Json }> & Record<string, Json> = {
  specs: {},
  models: ['evil'],
  epochs: 999,
  batchSize: 999,
  limitBatches: 999,
  sampling: 'sequential',
  validation: 0.5,
  normalization: 'unit',
  augment: { degrees: 90 },
  evaluateEachEpoch: false,
  earlyStopping: { monitor: 'loss', patience: 999 },
  seed: 999,
  threads: 999,
  simd: 'portable',
  data: { ...dataAt('/evil') } as Json,
  classNames: ['evil'],
  memoryLimit: 999,
  init: { mlp: '/evil' },
  save: '/evil',
  checkpoint: { folder: '/evil', resume: true },
  trainUnsaved: true,
  weightPictures: true,
  distFolder: '/evil',
};

describe('what is read of a record', () => {
  const record = fullRecord();

  test('is all that was written', () => {
    expect(parse(onDisk(record))).toEqual(record);
  });

  test('is what is known of it, wherever the settings of a run stand beside that', () => {
    // What a run may leave out is in this one: there a foreign value would be taken for it.
    const whole = onDisk(record);
    const expected = configToRepeat(record, '/dist');
    let tried = 0;
    for (const { name, value } of additionsOf(whole, hostile)) {
      tried++;
      const parsed = parse(value);
      if (parsed === 'damaged') continue;
      expect(parsed, name).toEqual(record);
      expect(configToRepeat(parsed as RunRecord, '/dist'), name).toEqual(expected);
    }
    expect(tried).toBeGreaterThan(1000);
  });

  test('names no folder of a worker, nor where weights and checkpoints go', () => {
    const keys = Object.keys(fromRecorded(record.config!, '/dist')).sort();
    const own = ['save', 'checkpoint', 'trainUnsaved', 'weightPictures'];
    expect(keys).toEqual(
      Object.keys(hostile)
        .filter((key) => !own.includes(key))
        .sort(),
    );
    const state = { ...record.state };
    const engine = { ...state.run.engine, distFolder: '/evil', save: '/evil', seed: 999 };
    const odd = { ...record, state: { ...state, run: { ...state.run, engine } } };
    const repeated = configToRepeat(odd, '/dist')!;
    expect(repeated).toMatchObject({ distFolder: '/dist', seed: record.config!.seed });
    expect(repeated).not.toHaveProperty('save');
  });

  test('has a point for each batch where a version before 4 kept it', () => {
    const { config, state } = sampleRecord();
    const { stride, open, leastLosses, mostLosses, ...older } = state;
    expect({ stride, open }).toEqual({ stride: 1, open: null });
    expect(leastLosses).toEqual(mostLosses);
    expect(parse({ version: 3, config, state: older })).toEqual({ config, state });
    expect(parse({ version: 2, state: older })).toEqual({ config: null, state });
  });

  test('is what the engine and its worker tell of a run', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mnist-lab-parse-'));
    await writeBars(folder, 80, 20);
    const config: TrainingConfig = {
      ...testConfig,
      ...{ epochs: 2, batchSize: 40, weightPictures: true, evaluateEachEpoch: true },
      ...{ data: dataAt(folder), distFolder: builtFolder() },
    };
    let state: RunState | null = null;
    const receive = (events: readonly TrainingEvent[]): void => {
      state = events.reduce(applyEvent, state);
    };
    await startTraining(config, receive).finished;
    await rm(folder, { recursive: true });
    const real = { config: toRecorded(config), state: state! };
    expect(real.state.weights).not.toBeNull();
    expect(parse(onDisk(real))).toEqual(real);
  });
});

test('a summary with one field damaged is set aside, or can be shown', () => {
  const { id, ...summary } = summarize('a', { name: 'a', pinned: false }, fullRecord());
  const date = new Intl.DateTimeFormat('en');
  for (const { name, value } of damagesOf(onDisk(summary as never))) {
    const parsed = parseSummary(id, bytes(value));
    if (typeof parsed === 'string') continue;
    const { startedAt } = parsed.value;
    expect(() => {
      date.format(startedAt);
      changes(parsed.value, { id, ...summary });
      changes({ id, ...summary }, parsed.value);
    }, name).not.toThrow();
    const best = bestAccuracy(parsed.value);
    expect(best === null || (best >= 0 && best <= 1), name).toBe(true);
  }
});
