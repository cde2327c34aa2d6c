import { describe, expect, test } from 'vitest';
import { dataAt } from '../../extension/data/choice';
import type { ModelSpec } from '../../extension/models/spec';
import { changes, settingsOf } from '../../extension/runs/changes';
import { type RunRecord, toRecorded } from '../../extension/runs/record';
import { summarize } from '../../extension/runs/summarize';
import type { RunSummary } from '../../extension/runs/summary';
import type { TrainingConfig } from '../../extension/training/config';
import { config, sampleState } from './support';

const network = (lr: number, ...widths: number[]): ModelSpec => ({
  layers: widths.map((out_features) => ({ type: 'linear', out_features })),
  optimizer: { type: 'sgd', lr },
});
const specs = { a: network(0.01, 20, 10), b: network(0.01, 30, 10) };
const base: TrainingConfig = { ...config, specs, models: ['a', 'b'] };

/** A run of these settings; of its results nothing matters here but whose they are. */
function run(change: Partial<TrainingConfig>): RunSummary {
  const whole = { ...base, ...change };
  const state = sampleState();
  const [model] = state.run.models;
  const models = whole.models.map((id) => ({ ...model!, id }));
  const record: RunRecord = {
    config: toRecorded(whole),
    state: { ...state, run: { ...state.run, models } },
  };
  return summarize('id', { name: 'Run 1', pinned: false }, record);
}

const changed = (change: Partial<TrainingConfig>): readonly string[] =>
  changes(run(change), run({}));

describe('what a run changes', () => {
  test('is nothing where the settings are the same', () => {
    expect(changed({})).toEqual([]);
  });

  test.each<[Partial<TrainingConfig>, string[]]>([
    [{ epochs: 20 }, ['epochs 20']],
    [{ seed: 3, batchSize: 64 }, ['batchSize 64', 'seed 3']],
    [{ sampling: 'shuffle' }, ['sampling shuffle']],
    [{ evaluateEachEpoch: false }, ['evaluateEachEpoch false']],
    [{ limitBatches: 5 }, ['limitBatches 5']],
    [{ earlyStopping: { monitor: 'loss', patience: 3 } }, ['monitor loss', 'patience 3']],
    [{ models: ['a'] }, ['a']],
  ])('is told by its setting: %j', (change, expected) => {
    expect(changed(change)).toEqual(expected);
  });

  test('names the network where not all of them have it', () => {
    expect(changed({ specs: { ...specs, a: network(0.02, 20, 10) } })).toEqual(['a lr 0.02']);
    const both = { a: network(0.02, 20, 10), b: network(0.02, 30, 10) };
    expect(changed({ specs: both })).toEqual(['lr 0.02']);
  });

  test('is the field of a layer, or how many there are now', () => {
    expect(changed({ specs: { ...specs, b: network(0.01, 50, 10) } })).toEqual([
      'b out_features 50',
    ]);
    expect(changed({ specs: { ...specs, b: network(0.01, 5, 30, 10) } })).toEqual(['b layers 3']);
  });

  test('is the kind of what was exchanged, and a dash for what was left out', () => {
    const before: ModelSpec = { ...network(0.01, 10), schedule: { type: 'cosine' } };
    const after: ModelSpec = { ...network(0.01, 10), optimizer: { type: 'adam', lr: 0.01 } };
    const of = (spec: ModelSpec): RunSummary => run({ specs: { a: spec }, models: ['a'] });
    expect(changes(of(after), of(before))).toEqual(['optimizer adam', 'schedule –']);
  });

  test('is no other network’s: that it came or went is told once', () => {
    const one = { specs, models: ['a'] };
    expect(changes(run({}), run(one))).toEqual(['a, b']);
  });

  test('is nothing that leaves the results as they are', () => {
    const label = { ...specs, a: { ...specs.a, label: 'Another' } };
    const change = {
      specs: label,
      threads: 1,
      memoryLimit: 1,
      data: dataAt('/elsewhere'),
    } as const;
    expect(changed(change)).toEqual([]);
  });

  test('is not known of runs whose settings were not kept', () => {
    const older: RunSummary = { ...run({}), settings: settingsOf({ config: null }) };
    expect(changes(run({ epochs: 20 }), older)).toEqual([]);
    expect(changes(older, run({ epochs: 20 }))).toEqual([]);
    expect(changes(run({}), undefined)).toEqual([]);
  });
});
