import { describe, expect, test } from 'vitest';
import type { RunState } from '#shared/run-state';
import { parseRecord } from '../../extension/runs/parse';
import { type RunRecord, VERSION } from '../../extension/runs/record';
import { type Json, replacementsOf } from './damages';
import { fullRecord, sampleRecord } from './support';

const parsed = (value: unknown): unknown =>
  parseRecord(new TextEncoder().encode(JSON.stringify(value)));
const isTaken = (record: RunRecord): boolean =>
  typeof parsed({ version: VERSION, ...record }) === 'object';

const every = sampleRecord();
const long = fullRecord();
type State = { -readonly [K in keyof RunState]: RunState[K] };

function withState(record: RunRecord, change: (state: RunState) => Partial<State>): RunRecord {
  return { ...record, state: { ...record.state, ...change(record.state) } };
}
function withRun(
  record: RunRecord,
  change: (run: RunState['run']) => Partial<RunState['run']>,
): RunRecord {
  return withState(record, ({ run }) => ({ run: { ...run, ...change(run) } }));
}
function withModel(change: Partial<RunState['run']['models'][number]>): RunRecord {
  return withRun(every, ({ models: [first, ...others] }) => ({
    models: [{ ...first!, ...change }, ...others],
  }));
}
const shorter = (series: RunState['batchLosses'], id = 'cnn'): RunState['batchLosses'] => ({
  ...series,
  [id]: series[id]!.slice(1),
});
const without = <T>(values: Readonly<Record<string, T>>, id = 'cnn'): Record<string, T> =>
  Object.fromEntries(Object.entries(values).filter(([key]) => key !== id));
const [first] = every.state.run.models;

test('records whose parts fit are taken', () => {
  expect(isTaken(every)).toBe(true);
  expect(isTaken(long)).toBe(true);
  // In the middle of its second epoch, and before its first batch has ended.
  const part = <T>(values: readonly T[]): readonly T[] => values.slice(0, 4);
  const halfway = withState(every, ({ batchLosses, batchSeconds, elapsed, epochs, tests }) => ({
    ...{ status: 'running', evaluations: {}, seconds: null },
    ...{ elapsed: part(elapsed), epochs: epochs.slice(0, 1), tests: tests.slice(0, 1) },
    batchLosses: Object.fromEntries(Object.entries(batchLosses).map(([id, v]) => [id, part(v)])),
    batchSeconds: Object.fromEntries(Object.entries(batchSeconds).map(([id, v]) => [id, part(v)])),
  }));
  expect(isTaken(halfway)).toBe(true);
});

describe('a share of nothing', () => {
  // The second class has no images, and the third is taken for the first.
  const confusion = [
    [5, 0, 0],
    [0, 0, 0],
    [4, 0, 0],
  ];
  const judged = (precision: (number | null)[], recall: (number | null)[]): RunRecord => {
    const state = sampleRecord().state;
    const evaluation = { ...state.evaluations.cnn!, confusion, precision, recall };
    const dataset = { ...state.run.dataset, classes: ['a', 'b', 'c'] };
    return {
      config: null,
      state: {
        ...state,
        run: { ...state.run, dataset },
        tests: [],
        evaluations: { cnn: evaluation },
      },
    };
  };

  test('is none, also in records of 0.1.0, which say 0; a measured 0 stays one', () => {
    for (const nothing of [0, null]) {
      const record = judged([5 / 9, nothing, nothing], [1, nothing, 0]);
      expect(parsed({ version: VERSION, ...record })).toMatchObject({
        value: {
          state: {
            evaluations: { cnn: { precision: [5 / 9, null, null], recall: [1, null, 0] } },
          },
        },
      });
    }
  });

  test.each<[string, (number | null)[], (number | null)[]]>([
    ['precision', [5 / 9, 0.5, null], [1, null, 0]],
    ['precision', [null, null, null], [1, null, 0]],
    ['recall', [5 / 9, null, null], [1, null, null]],
  ])('is nothing else: a %s that does not fit its matrix is damage', (_, precision, recall) => {
    expect(isTaken(judged(precision, recall))).toBe(false);
  });
});

describe('a record is set aside where', () => {
  test.each<[string, RunRecord]>([
    [
      'a network is there twice',
      withRun(every, ({ models, config }) => ({
        models: [...models, models[0]!],
        config: { ...config, models: [...config.models, 'mlp'] },
      })),
    ],
    [
      'it names other networks than it has',
      withRun(every, ({ config }) => ({ config: { ...config, models: ['mlp', 'cnn'] } })),
    ],
    [
      'it went on where it had not come to',
      withState(every, ({ marks }) => ({
        marks: [...marks, { epoch: 3, batch: 1, at: 0, longer: true }],
      })),
    ],
    [
      'it went on at an earlier place afterwards',
      withState(every, () => ({
        marks: [
          { epoch: 2, batch: 1, at: 0, longer: false },
          { epoch: 1, batch: 3, at: 1, longer: false },
        ],
      })),
    ],
    [
      'its settings name others',
      { ...every, config: { ...every.config!, models: ['mlp', 'cnn-big', 'cnn'] } },
    ],
    [
      'its settings lack one of them',
      { ...every, config: { ...every.config!, specs: without(every.config!.specs) } },
    ],
    [
      'its settings start a network that it has not',
      { ...every, config: { ...every.config!, init: { tiny: '/a' } } },
    ],
    ...(['epochs', 'batchSize', 'seed'] as const).map((key): [string, RunRecord] => [
      `its settings have another ${key}`,
      { ...every, config: { ...every.config!, [key]: 77 } },
    ]),
    [
      'its settings draw otherwise',
      { ...every, config: { ...every.config!, sampling: 'shuffle' } },
    ],
    ['a sum of parameters is wrong', withModel({ total: first!.total + 1 })],
    [
      'a count of parameters is wrong',
      withModel({
        parameters: first!.parameters.map((one) => ({ ...one, shape: [...one.shape, 2] })),
      }),
    ],
    [
      'a buffer’s count is wrong',
      withModel({ buffers: [{ name: 'a', shape: [3], count: 4, arithmetic: '4' }] }),
    ],
    [
      'a layer’s parameters are others than the network’s',
      withModel({ layers: first!.layers.slice(1) }),
    ],
    [
      'a layer’s count is wrong',
      withModel({
        layers: first!.layers.map((layer) => ({
          ...layer,
          buffers: [{ name: 'a', shape: [3], count: 4, arithmetic: '4' }],
        })),
      }),
    ],
    [
      'a matched layer is not there',
      withModel({
        match: { model: 'cnn', layer: 3, argument: 'out_features', width: 1, totals: [1, 1] },
      }),
    ],
    [
      'there are more batches than epochs have',
      withRun(every, ({ config }) => ({ config: { ...config, epochs: 1 } })),
    ],
    ['time goes back', withState(every, ({ elapsed }) => ({ elapsed: [...elapsed].reverse() }))],
    [
      'a network has fewer losses',
      withState(every, ({ batchLosses }) => ({ batchLosses: shorter(batchLosses) })),
    ],
    [
      'a network has no losses',
      withState(every, ({ batchLosses }) => ({ batchLosses: without(batchLosses) })),
    ],
    [
      'losses are of a network that it has not',
      withState(every, ({ batchLosses }) => ({
        batchLosses: { ...without(batchLosses), tiny: batchLosses.cnn! },
      })),
    ],
    [
      'a network has fewer seconds',
      withState(every, ({ batchSeconds }) => ({ batchSeconds: shorter(batchSeconds) })),
    ],
    [
      'a network has no seconds',
      withState(every, ({ batchSeconds }) => ({ batchSeconds: without(batchSeconds) })),
    ],
    [
      'seconds go back',
      withState(every, ({ batchSeconds }) => ({
        batchSeconds: { ...batchSeconds, cnn: [...batchSeconds.cnn!].reverse() },
      })),
    ],
    [
      'there are ranges of single batches',
      withState(every, ({ leastLosses, batchLosses }) => ({
        leastLosses: { ...leastLosses, cnn: batchLosses.cnn! },
      })),
    ],
    [
      'ranges are missing',
      withState(long, ({ mostLosses }) => ({ mostLosses: without(mostLosses) })),
    ],
    [
      'ranges are shorter',
      withState(long, ({ mostLosses }) => ({ mostLosses: shorter(mostLosses) })),
    ],
    [
      'an open point is full',
      {
        ...withState(
          withRun(long, ({ config }) => ({ config: { ...config, epochs: 9 } })),
          ({ open }) => ({ open: { ...open!, batches: 3 } }),
        ),
        config: null,
      },
    ],
    ...(['losses', 'least', 'most', 'seconds'] as const).map((key): [string, RunRecord] => [
      `an open point lacks ${key} of a network`,
      withState(long, ({ open }) => ({ open: { ...open!, [key]: without(open![key]) } })),
    ]),
    [
      'an epoch has not been trained',
      withState(every, ({ elapsed, batchLosses, batchSeconds }) => ({
        elapsed: elapsed.slice(1),
        batchLosses: Object.fromEntries(
          Object.entries(batchLosses).map(([id, v]) => [id, v.slice(1)]),
        ),
        batchSeconds: Object.fromEntries(
          Object.entries(batchSeconds).map(([id, v]) => [id, v.slice(1)]),
        ),
      })),
    ],
    [
      'epochs are out of order',
      withState(every, ({ epochs }) => ({ epochs: [...epochs].reverse() })),
    ],
    [
      'an epoch lacks a loss',
      withState(every, ({ epochs: [one, two] }) => ({
        epochs: [{ ...one!, losses: without(one!.losses) }, two!],
      })),
    ],
    [
      'an epoch lacks seconds',
      withState(every, ({ epochs: [one, two] }) => ({
        epochs: [one!, { ...two!, seconds: without(two!.seconds) }],
      })),
    ],
    [
      'a test is of an epoch to come',
      withState(every, ({ tests: [one, two] }) => ({ tests: [one!, { ...two!, epoch: 3 }] })),
    ],
    ['tests are out of order', withState(every, ({ tests }) => ({ tests: [...tests].reverse() }))],
    ...(['losses', 'accuracies', 'confusions'] as const).map((key): [string, RunRecord] => [
      `a test lacks ${key} of a network`,
      withState(every, ({ tests: [one, two] }) => ({
        tests: [{ ...one!, [key]: without<unknown>(one![key]) as never }, two!],
      })),
    ]),
    [
      'a test’s matrix lacks a row',
      withState(every, ({ tests: [one, two] }) => ({
        tests: [
          { ...one!, confusions: { ...one!.confusions, cnn: one!.confusions.cnn!.slice(1) } },
          two!,
        ],
      })),
    ],
    [
      'a test’s matrix lacks a column',
      withState(every, ({ tests: [one, two] }) => ({
        tests: [
          {
            ...one!,
            confusions: {
              ...one!.confusions,
              cnn: one!.confusions.cnn!.map((row) => row.slice(1)),
            },
          },
          two!,
        ],
      })),
    ],
    [
      'a matrix counts more images than there are',
      withRun(every, ({ dataset }) => ({ dataset: { ...dataset, test: 9_999 } })),
    ],
    [
      'an evaluation is of a network that it has not',
      withState(every, ({ evaluations }) => ({
        evaluations: { ...evaluations, tiny: { ...evaluations.cnn!, model: 'tiny' } },
      })),
    ],
    [
      'an evaluation names another network',
      withState(every, ({ evaluations }) => ({
        evaluations: { ...evaluations, cnn: evaluations.mlp! },
      })),
    ],
    [
      'an evaluation’s matrix lacks a row',
      withState(every, ({ evaluations }) => ({
        evaluations: {
          ...evaluations,
          cnn: { ...evaluations.cnn!, confusion: evaluations.cnn!.confusion.slice(1) },
        },
      })),
    ],
    ...(['precision', 'recall'] as const).map((key): [string, RunRecord] => [
      `an evaluation’s ${key} lacks a class`,
      withState(every, ({ evaluations }) => ({
        evaluations: {
          ...evaluations,
          cnn: { ...evaluations.cnn!, [key]: evaluations.cnn![key].slice(1) },
        },
      })),
    ]),
    [
      'weights are of a network that it has not',
      withState(long, ({ weights }) => ({ weights: { ...weights!, models: { tiny: [] } } })),
    ],
    [
      'weights lack a parameter',
      withState(long, ({ weights }) => ({
        weights: {
          ...weights!,
          models: { ...weights!.models, cnn: weights!.models.cnn!.slice(1) },
        },
      })),
    ],
    [
      'weights have other names',
      withState(long, ({ weights }) => ({
        weights: {
          ...weights!,
          models: { ...weights!.models, cnn: [...weights!.models.cnn!].reverse() },
        },
      })),
    ],
    [
      'a filter lacks a pixel',
      withState(long, ({ weights }) => ({
        weights: {
          ...weights!,
          models: {
            ...weights!.models,
            cnn: weights!.models.cnn!.map((one) => ({
              ...one,
              filters: one.filters && { ...one.filters, values: [1] },
            })),
          },
        },
      })),
    ],
    ['it failed without an error', withState(every, () => ({ status: 'failed' }))],
    ['it has an error and did not fail', withState(long, () => ({ status: 'done' }))],
  ])('%s', (_, record) => {
    expect(isTaken(record)).toBe(false);
  });

  test('anything in it is of another kind', () => {
    let tried = 0;
    for (const odd of [{ odd: 1 }, [{ odd: 1 }]] satisfies Json[]) {
      for (const { name, value } of replacementsOf(onDisk(), odd)) {
        tried++;
        expect(parsed(value), name).toBe('damaged');
      }
    }
    expect(tried).toBeGreaterThan(1000);
  });

  test.each([
    ['a number below what it counts from', ['threads', 'batchSize', 'count', 'stride', 'width'], 0],
    [
      'a negative number',
      [
        'seconds',
        'flops',
        'total',
        'train',
        'test',
        'epochs',
        'batchesPerEpoch',
        'seed',
        'layer',
        'memoryLimit',
        'patience',
      ],
      -1,
    ],
    [
      'a part of a whole number',
      [
        'threads',
        'batchSize',
        'count',
        'stride',
        'total',
        'train',
        'epochs',
        'seed',
        'patience',
        'batches',
      ],
      2.5,
    ],
    ['a share above one', ['accuracy'], 1.01],
    ['a date that no calendar has', ['startedAt'], 9e15],
    [
      'a word that is none of the known',
      ['status', 'sampling', 'simd', 'monitor', 'argument', 'kind', 'type'],
      'odd',
    ],
  ])('there is %s', (_, keys, odd) => {
    const met = new Set<string>();
    for (const { key, name, value } of replacementsOf(onDisk(), odd)) {
      // Layers' types are words for people; those of networks in settings have a schema of their own.
      if (!keys.includes(key) || (key === 'type' && name.includes('layers'))) continue;
      met.add(key);
      expect(parsed(value), name).toBe('damaged');
    }
    expect([...met].sort()).toEqual([...keys].sort());
  });
});

const onDisk = (): Json => JSON.parse(JSON.stringify({ version: VERSION, ...long })) as Json;
