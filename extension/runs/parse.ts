import * as v from 'valibot';
import type { RunState } from '../protocol/run-state';
import { type RunRecord, type RunSummary, VERSION } from './record';

/** What a file of the history holds, or why it cannot be used. */
export type Parsed<T> = { readonly value: T } | 'damaged' | 'newer';

/** A number that JSON could not write: NaN and the infinities of a network that diverged. */
const loss = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? NaN),
);
const byModel = <S extends v.GenericSchema>(
  values: S,
): v.RecordSchema<v.StringSchema<undefined>, S, undefined> => v.record(v.string(), values);
const series = byModel(v.array(loss));
const counts = v.array(v.array(v.number()));
const status = v.picklist(['running', 'paused', 'done', 'stopped', 'failed']);

const state = v.looseObject({
  status,
  run: v.looseObject({
    type: v.literal('run'),
    startedAt: v.number(),
    models: v.array(v.looseObject({ id: v.string(), label: v.string(), total: v.number() })),
    engine: v.looseObject({ simd: v.picklist(['relaxed', 'portable']), threads: v.number() }),
    dataset: v.looseObject({ name: v.string(), classes: v.array(v.string()) }),
    config: v.looseObject({
      epochs: v.number(),
      batchSize: v.number(),
      batchesPerEpoch: v.number(),
      seed: v.number(),
    }),
  }),
  batchLosses: series,
  elapsed: v.array(v.number()),
  batchSeconds: v.optional(byModel(v.array(v.number())), {}),
  epochs: v.array(v.looseObject({ epoch: v.number(), losses: byModel(loss) })),
  tests: v.optional(
    v.array(
      v.looseObject({ epoch: v.number(), losses: byModel(loss), confusions: byModel(counts) }),
    ),
    [],
  ),
  weights: v.optional(v.nullable(v.looseObject({ models: byModel(v.array(v.unknown())) })), null),
  evaluations: byModel(v.looseObject({ loss, accuracy: v.number(), confusion: counts })),
  seconds: v.nullable(v.number()),
  error: v.nullable(v.looseObject({ message: v.string() })),
  notices: v.array(v.string()),
});

const config = v.looseObject({
  specs: v.record(v.string(), v.looseObject({ layers: v.array(v.unknown()) })),
  models: v.array(v.string()),
  dataFolder: v.nullable(v.string()),
});

const record = v.looseObject({ config: v.nullable(config), state });

const summary = v.object({
  name: v.string(),
  pinned: v.boolean(),
  status,
  startedAt: v.number(),
  dataset: v.string(),
  epochs: v.number(),
  seed: v.number(),
  settings: v.exactOptional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
  seconds: v.nullable(v.number()),
  models: v.array(v.object({ id: v.string(), accuracy: v.nullable(v.number()) })),
});

/** Takes records of every version that there has been. */
export function parseRecord(bytes: Uint8Array): Parsed<RunRecord> {
  const file = parseVersioned(bytes);
  if (typeof file === 'string') return file;
  const result = v.safeParse(record, migrate(file.value));
  // The outline is checked; what is in it was written by this program.
  return result.success ? { value: result.output as unknown as RunRecord } : 'damaged';
}

export function parseSummary(id: string, bytes: Uint8Array): Parsed<RunSummary> {
  const file = parseVersioned(bytes);
  if (typeof file === 'string') return file;
  const result = v.safeParse(summary, file.value);
  return result.success ? { value: { id, ...result.output } } : 'damaged';
}

/** A run that was going on when its editor ended. */
export function settled<T extends Pick<RunState, 'status'>>(run: T): T {
  return run.status === 'running' || run.status === 'paused' ? { ...run, status: 'stopped' } : run;
}

/** A record as the newest version has it. */
function migrate(file: Versioned): unknown {
  return file.version <= 2 ? { ...file, config: null } : file;
}

interface Versioned {
  readonly version: number;
}

function parseVersioned(bytes: Uint8Array): Parsed<Versioned> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return 'damaged';
  }
  if (!v.is(v.looseObject({ version: v.pipe(v.number(), v.integer()) }), value)) return 'damaged';
  return value.version > VERSION ? 'newer' : { value };
}
