/**
 * What files of the history may hold, field by field: only what is named here is read, anything else is
 * dropped. The types below do not compile where a schema and its type have drifted apart.
 */
import * as v from 'valibot';
import type { ModelSpecs } from '../models/spec';
import { type Confusion, precisionOf, recallOf, type Share } from '#shared/confusion';
import type { RunState } from '#shared/run-state';
import { validateSetting } from '../settings/validate';
import type { RecordedConfig } from './record';
import type { RunSummary } from './summary';

/** The last moment that a JavaScript date can tell, in milliseconds since the Unix epoch. */
const LAST_MOMENT = 8.64e15;

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Seconds, bytes, floating-point operations. */
const amount = v.pipe(finite, v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const moment = v.pipe(finite, v.minValue(-LAST_MOMENT), v.maxValue(LAST_MOMENT));
/** A number that JSON could not write: NaN and the infinities of a network that diverged. */
const measured = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? NaN),
);
/** Lists as long as a run has batches, looked through in one go. */
const measuredSeries = v.pipe(
  v.custom<readonly (number | null)[]>((value) => isListOf(value, isNumberOrNull)),
  v.transform((values): readonly number[] => values.map((value) => value ?? NaN)),
);
const secondsSeries = v.custom<readonly number[]>((value) => isListOf(value, isSeconds));
const counts = v.custom<readonly number[]>((value) => isListOf(value, isCount));
const confusion = v.array(counts);

const byModel = <S extends v.GenericSchema>(
  values: S,
): v.RecordSchema<v.StringSchema<undefined>, S, undefined> => v.record(v.string(), values);

const sampling = v.picklist(['random', 'shuffle', 'sequential']);
const simd = v.picklist(['relaxed', 'portable']);
const status = v.picklist(['running', 'paused', 'done', 'stopped', 'failed']);
const earlyStopping = v.exactOptional(
  v.object({ monitor: v.picklist(['loss', 'accuracy']), patience: positive }),
);

const parameters = v.array(
  v.object({ name: v.string(), shape: v.array(positive), count: positive, arithmetic: v.string() }),
);
const totals = v.tuple([count, count]);

/** `buffers`, `flops` and `match` are younger than versions 1 and 2, and so are all other defaults. */
const model = v.object({
  id: v.string(),
  label: v.string(),
  layers: v.array(
    v.object({
      name: v.string(),
      type: v.string(),
      description: v.string(),
      outputShape: v.array(positive),
      parameters,
      buffers: v.optional(parameters, []),
      flops: v.optional(amount, 0),
    }),
  ),
  parameters,
  buffers: v.optional(parameters, []),
  total: count,
  flops: v.optional(amount, 0),
  arithmetic: v.string(),
  optimizer: v.string(),
  match: v.optional(
    v.nullable(
      v.object({
        model: v.string(),
        layer: count,
        argument: v.picklist(['out_features', 'out_channels']),
        width: positive,
        totals,
      }),
    ),
    null,
  ),
});

const run = v.object({
  type: v.literal('run'),
  models: v.pipe(v.array(model), v.minLength(1)),
  comparison: v.nullable(
    v.object({ models: v.tuple([v.string(), v.string()]), totals, ratio: measured }),
  ),
  engine: v.object({ simd, threads: positive }),
  dataset: v.object({
    name: v.string(),
    train: count,
    test: count,
    classes: v.pipe(v.array(v.string()), v.minLength(1)),
  }),
  config: v.object({
    earlyStopping,
    evaluateEachEpoch: v.optional(v.boolean(), false),
    models: v.array(v.string()),
    epochs: count,
    batchSize: positive,
    batchesPerEpoch: count,
    sampling,
    seed: count,
  }),
  startedAt: moment,
});

const weights = v.object({
  type: v.literal('weights'),
  epoch: count,
  batch: count,
  models: byModel(
    v.array(
      v.object({
        name: v.string(),
        histogram: counts,
        least: measured,
        most: measured,
        filters: v.nullable(
          v.object({
            count: positive,
            channels: positive,
            height: positive,
            width: positive,
            values: measuredSeries,
          }),
        ),
      }),
    ),
  ),
});

export const stateSchema = v.object({
  status,
  run,
  stride: positive,
  batchLosses: byModel(measuredSeries),
  leastLosses: byModel(measuredSeries),
  mostLosses: byModel(measuredSeries),
  elapsed: secondsSeries,
  batchSeconds: v.optional(byModel(secondsSeries), {}),
  open: v.nullable(
    v.object({
      batches: positive,
      losses: byModel(measured),
      least: byModel(measured),
      most: byModel(measured),
      elapsed: amount,
      seconds: byModel(amount),
    }),
  ),
  epochs: v.array(
    v.object({
      type: v.literal('epoch'),
      epoch: positive,
      losses: byModel(measured),
      seconds: byModel(amount),
    }),
  ),
  tests: v.optional(
    v.array(
      v.object({
        type: v.literal('test'),
        epoch: positive,
        losses: byModel(measured),
        accuracies: byModel(share),
        confusions: byModel(confusion),
      }),
    ),
    [],
  ),
  weights: v.optional(v.nullable(weights), null),
  evaluations: byModel(
    v.pipe(
      v.object({
        type: v.literal('evaluation'),
        model: v.string(),
        bestEpoch: v.exactOptional(positive),
        accuracy: share,
        loss: v.optional(measured, NaN),
        confusion,
        precision: v.array(v.nullable(share)),
        recall: v.array(v.nullable(share)),
        seconds: amount,
      }),
      v.transform(withoutSharesOfNothing),
    ),
  ),
  seconds: v.nullable(amount),
  error: v.nullable(
    v.object({
      message: v.string(),
      kind: v.picklist(['usage', 'input', 'engine', 'internal']),
      setting: v.exactOptional(v.string()),
      path: v.exactOptional(v.array(v.union([v.string(), v.number()]))),
    }),
  ),
  notices: v.array(v.string()),
});

export const configSchema = v.object({
  // As strict as what people type: it is the same schema.
  specs: v.custom<ModelSpecs>(areSpecs),
  models: v.pipe(v.array(v.string()), v.minLength(1)),
  epochs: count,
  batchSize: positive,
  limitBatches: v.exactOptional(positive),
  sampling,
  evaluateEachEpoch: v.boolean(),
  earlyStopping,
  seed: count,
  threads: v.union([v.literal('auto'), positive]),
  simd: v.union([v.literal('auto'), simd]),
  dataFolder: v.nullable(v.string()),
  classNames: v.array(v.string()),
  memoryLimit: amount,
  init: byModel(v.string()),
});

export const summarySchema = v.object({
  name: v.string(),
  pinned: v.boolean(),
  status,
  startedAt: moment,
  dataset: v.string(),
  epochs: count,
  seed: count,
  settings: v.exactOptional(v.record(v.string(), v.union([v.string(), finite, v.boolean()]))),
  seconds: v.nullable(amount),
  models: v.array(
    v.object({
      id: v.string(),
      accuracy: v.nullable(share),
      diverged: v.exactOptional(v.literal(true)),
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
true satisfies Same<v.InferOutput<typeof summarySchema>, Omit<RunSummary, 'id' | 'activity'>>;

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

function areSpecs(value: unknown): boolean {
  try {
    validateSetting('models', value);
    return true;
  } catch {
    return false;
  }
}

function isListOf(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || typeof value === 'number';
}

function isSeconds(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
