import type { ModelSpecs } from '../../extension/models/spec';
import type { RunState } from '#shared/run-state';
import { applyEvent } from '#shared/run-state';
import type { RunRecord } from '../../extension/runs/record';
import { toRecorded } from '../../extension/runs/record';
import type { TrainingConfig } from '../../extension/training/config';
import { type SampleOptions, sampleEvents } from '../webview/sample-run';

const spec: ModelSpecs[string] = {
  layers: [{ type: 'linear', out_features: 'classes' }],
  optimizer: { type: 'sgd', lr: 0.01 },
};
export const specs: ModelSpecs = { mlp: spec, cnn: spec, 'cnn-big': spec };

export const config: TrainingConfig = {
  specs,
  models: ['mlp', 'cnn', 'cnn-big'],
  epochs: 2,
  batchSize: 1024,
  sampling: 'random',
  evaluateEachEpoch: true,
  seed: 0,
  threads: 'auto',
  simd: 'auto',
  data: null,
  classNames: [],
  memoryLimit: 2 ** 30,
  init: {},
  distFolder: '/extension/dist',
};

/** A finished run of two epochs of three batches, or as the options say. */
export function sampleState(options: SampleOptions = {}): RunState {
  const events = sampleEvents({ epochs: 2, batchesPerEpoch: 3, ...options });
  return events.reduce<RunState | null>(applyEvent, null)!;
}

export function sampleRecord(options: SampleOptions = {}): RunRecord {
  return { config: toRecorded(config), state: sampleState(options) };
}

/** With all that a record can hold: a long run, too, whose batches share points. */
export function fullRecord(): RunRecord {
  const state = sampleState({ batchesPerEpoch: 2 });
  const { run } = state;
  const [first, ...models] = run.models;
  const match = { model: 'cnn', layer: 0, argument: 'out_features', width: 170 } as const;
  const buffers = [{ name: 'norm.running_mean', shape: [4], count: 4, arithmetic: '4' }];
  const earlyStopping = { monitor: 'accuracy', patience: 3 } as const;
  const limits = {
    limitBatches: 2,
    earlyStopping,
    validation: 0.25,
    normalization: 'standard' as const,
    augment: { translate: [0.1, 0.2], elastic: { alpha: 30, sigma: 4 } } as const,
    init: { cnn: '/weights/cnn.safetensors' },
  };
  const { normalization, augment } = limits;
  const specs = Object.fromEntries(
    Object.entries(config.specs).map(([id, spec]) => [id, { ...spec, normalization, augment }]),
  );
  return {
    config: { ...toRecorded(config), ...limits, specs, classNames: ['zero', 'one'] },
    state: {
      ...state,
      status: 'failed',
      error: {
        kind: 'input',
        message: 'Too few images.',
        setting: 'mnistLab.models',
        path: ['tiny', 'layers', 3],
      },
      notices: ['One thread only.'],
      marks: [{ epoch: 1, batch: 1, at: 1_700_000_000_000, longer: false }],
      weights: weightsOf(run.models),
      ...thinned(state),
      run: {
        ...run,
        config: { ...run.config, earlyStopping, validation: 0.25 },
        dataset: { ...run.dataset, validation: run.dataset.test, fingerprint: '12ab' },
        models: [
          {
            ...first!,
            input: 'standard; degrees 10',
            buffers,
            match: { ...match, totals: [135_160, 135_410] },
          },
          ...models,
        ],
      },
    },
  };
}

/** Series of four batches: three in the only point, and one after it. */
function thinned({ batchLosses, elapsed, batchSeconds }: RunState): Partial<RunState> {
  const each = <T>(series: RunState['batchLosses'], of: (values: readonly number[]) => T) =>
    Object.fromEntries(Object.entries(series).map(([id, values]) => [id, of(values)]));
  const fourth = each(batchLosses, (values) => values[3]!);
  return {
    stride: 3,
    batchLosses: each(batchLosses, ([a, b, c]) => [(a! + b! + c!) / 3]),
    leastLosses: each(batchLosses, (values) => [Math.min(...values.slice(0, 3))]),
    mostLosses: each(batchLosses, (values) => [Math.max(...values.slice(0, 3))]),
    elapsed: [elapsed[2]!],
    batchSeconds: each(batchSeconds, (values) => [values[2]!]),
    open: {
      ...{ batches: 1, losses: fourth, least: fourth, most: fourth, elapsed: elapsed[3]! },
      seconds: each(batchSeconds, (values) => values[3]!),
    },
  };
}

/** Pictures of weights, a diverged network among them: its values are no numbers any more. */
function weightsOf(models: RunState['run']['models']): RunState['weights'] {
  const filters = { count: 1, channels: 1, height: 2, width: 2, values: [0.5, -1, NaN, 0] };
  return {
    type: 'weights',
    epoch: 2,
    batch: 2,
    models: Object.fromEntries(
      models.map(({ id, parameters }) => [
        id,
        parameters.map(({ name, shape }) => ({
          name,
          histogram: [1, 2, 3],
          least: id === 'mlp' ? NaN : -1,
          most: 1,
          filters: shape.length === 4 ? filters : null,
        })),
      ]),
    ),
  };
}
