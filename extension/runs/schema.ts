/**
 * What files of the history may hold, field by field: only what is named here is read, anything else is
 * dropped. A run is what messages tell of it, but for what older versions did not keep. The types below do not
 * compile where a schema and its type have drifted apart.
 */
import * as v from 'valibot';
import { dataAt } from '../data/choice';
import type { ModelSpecs } from '../models/spec';
import { type Confusion, precisionOf, recallOf, type Share } from '#shared/confusion';
import {
  earlyStopping,
  evaluationEvent,
  layerSummary,
  modelSummary,
  parameterSummaries,
  runEvent,
  runSettings,
} from '#shared/protocol/events';
import { amount, byModel, count, measured, moment, positive, share } from '#shared/protocol/values';
import { runState, type RunState } from '#shared/run-state';
import { schemaOfSetting } from '../settings/schema';
import { validateSetting } from '../settings/validate';
import type { RecordedConfig } from './record';
import type { RunSettings, RunSummary } from './summary';

/** `buffers`, `flops` and `match` are younger than versions 1 and 2, and so are all other defaults. */
const later = { buffers: v.optional(parameterSummaries, []), flops: v.optional(amount, 0) };

const model = v.object({
  ...modelSummary.entries,
  ...later,
  layers: v.array(v.object({ ...layerSummary.entries, ...later })),
  match: v.optional(modelSummary.entries.match, null),
});

const run = v.object({
  ...runEvent.entries,
  models: v.pipe(v.array(model), v.minLength(1)),
  config: v.object({
    ...runSettings.entries,
    evaluateEachEpoch: v.optional(v.boolean(), false),
  }),
});

const evaluation = v.pipe(
  v.object({ ...evaluationEvent.entries, loss: v.optional(measured, NaN) }),
  v.transform(withoutSharesOfNothing),
);

export const stateSchema = v.object({
  ...runState.entries,
  run,
  batchSeconds: v.optional(runState.entries.batchSeconds, {}),
  tests: v.optional(runState.entries.tests, []),
  marks: v.optional(runState.entries.marks, []),
  weights: v.optional(runState.entries.weights, null),
  evaluations: byModel(evaluation),
});

const dataChoice = v.object({
  path: v.string(),
  dataset: v.string(),
  imageSize: v.nullable(v.tuple([positive, positive])),
  transpose: v.union([v.literal('auto'), v.boolean()]),
});

const currentConfig = v.object({
  // As strict as what people type: the schemas are the same.
  specs: v.custom<ModelSpecs>(areSpecs),
  models: v.pipe(v.array(v.string()), v.minLength(1)),
  epochs: schemaOfSetting('epochs'),
  batchSize: schemaOfSetting('batchSize'),
  limitBatches: v.exactOptional(positive),
  sampling: schemaOfSetting('sampling'),
  evaluateEachEpoch: v.boolean(),
  validation: v.exactOptional(schemaOfSetting('validation')),
  normalization: v.exactOptional(schemaOfSetting('normalization')),
  augment: v.exactOptional(schemaOfSetting('augment')),
  earlyStopping: v.exactOptional(earlyStopping),
  seed: schemaOfSetting('seed'),
  threads: v.union([v.literal('auto'), v.pipe(schemaOfSetting('threads'), v.minValue(1))]),
  simd: schemaOfSetting('simd'),
  data: v.nullable(dataChoice),
  classNames: v.array(v.string()),
  memoryLimit: amount,
  init: byModel(v.string()),
});

/** Runs of 0.1.0 have a folder, or null for MNIST. */
export const configSchema = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform(({ dataFolder, ...rest }) =>
    dataFolder === undefined
      ? rest
      : { ...rest, data: typeof dataFolder === 'string' ? dataAt(dataFolder) : dataFolder },
  ),
  currentConfig,
);

export const summarySchema = v.object({
  name: v.string(),
  pinned: v.boolean(),
  status: runState.entries.status,
  startedAt: moment,
  dataset: v.string(),
  epochs: count,
  seed: count,
  settings: v.exactOptional(v.custom<RunSettings>(areSettings)),
  seconds: v.nullable(amount),
  models: v.array(
    v.object({
      id: v.string(),
      accuracy: v.nullable(share),
      balanced: v.exactOptional(share),
      diverged: v.exactOptional(v.literal(true)),
      bestEpoch: v.exactOptional(positive),
      part: v.exactOptional(v.literal('validation')),
    }),
  ),
});

/** What a person has said of a run, in files of their own. */
export const nameSchema = v.object({ name: v.string() });
export const pinSchema = v.object({ pinned: v.boolean() });

/** With every optional field there and nothing to be changed: two types are compared by that. */
type Whole<T> = { readonly [K in keyof T]-?: Whole<T[K]> };
type Same<A, B> = [Whole<A>, Whole<B>] extends [Whole<B>, Whole<A>] ? true : never;
true satisfies Same<v.InferOutput<typeof stateSchema>, RunState>;
true satisfies Same<v.InferOutput<typeof configSchema>, RecordedConfig>;
true satisfies Same<
  v.InferOutput<typeof summarySchema>,
  Omit<RunSummary, 'id' | 'elsewhere' | 'checkpoint'>
>;

interface Shares {
  readonly confusion: Confusion;
  readonly precision: readonly Share[];
  readonly recall: readonly Share[];
}

/** 0.1.0 kept a share of nothing as 0; the matrix tells such a 0 from one that was measured. */
function withoutSharesOfNothing<T extends Shares>(evaluation: T): T {
  const { confusion, precision, recall } = evaluation;
  const known = (shares: readonly Share[], exact: readonly Share[]): Share[] =>
    shares.map((value, i) => (value === 0 && exact[i] === null ? null : value));
  return {
    ...evaluation,
    precision: known(precision, precisionOf(confusion)),
    recall: known(recall, recallOf(confusion)),
  };
}

/** In one go: a list of a thousand runs reads dozens of settings of each. */
function areSettings(value: unknown): boolean {
  const isSetting = (one: unknown): boolean =>
    typeof one === 'string' || typeof one === 'boolean' || Number.isFinite(one);
  return typeof value === 'object' && value !== null && Object.values(value).every(isSetting);
}

function areSpecs(value: unknown): boolean {
  try {
    validateSetting('models', value);
    return true;
  } catch {
    return false;
  }
}
