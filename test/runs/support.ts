import type { ModelSpecs } from '../../extension/models/spec';
import type { RunState } from '../../extension/protocol/run-state';
import { applyEvent } from '../../extension/protocol/run-state';
import type { RunRecord } from '../../extension/runs/record';
import { toRecorded } from '../../extension/runs/record';
import type { TrainingConfig } from '../../extension/training/config';
import { type SampleOptions, sampleEvents } from '../webview/sample-run';

export const specs: ModelSpecs = {
  mlp: {
    layers: [{ type: 'linear', out_features: 'classes' }],
    optimizer: { type: 'sgd', lr: 0.01 },
  },
};

export const config: TrainingConfig = {
  specs,
  models: ['mlp', 'cnn', 'cnn-big'],
  epochs: 2,
  batchSize: 1024,
  sampling: 'random',
  evaluateEachEpoch: true,
  seed: 7,
  threads: 'auto',
  simd: 'auto',
  dataFolder: '/extension/dist/data',
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
