import * as v from 'valibot';
import { goesOn, type RunState } from '#shared/run-state';
import { type RunRecord, VERSION } from './record';
import type { RunSummary } from './summary';
import { configSchema, nameSchema, pinSchema, stateSchema, summarySchema } from './schema';
import { isWhole } from './whole';

/** What a file of the history holds, or why it cannot be used. */
export type Parsed<T> = { readonly value: T } | 'damaged' | 'newer';

const recordSchema = v.object({ config: v.nullable(configSchema), state: stateSchema });

/** Takes records of every version that there has been. */
export function parseRecord(bytes: Uint8Array): Parsed<RunRecord> {
  const file = parseVersioned(bytes);
  if (typeof file === 'string') return file;
  const result = v.safeParse(recordSchema, migrate(file.value));
  return result.success && isWhole(result.output) ? { value: result.output } : 'damaged';
}

export function parseSummary(id: string, bytes: Uint8Array): Parsed<RunSummary> {
  const parsed = parseBy(summarySchema, bytes);
  return typeof parsed === 'string' ? parsed : { value: { id, ...parsed.value } };
}

export function parseName(bytes: Uint8Array): Parsed<{ readonly name: string }> {
  return parseBy(nameSchema, bytes);
}

export function parsePin(bytes: Uint8Array): Parsed<{ readonly pinned: boolean }> {
  return parseBy(pinSchema, bytes);
}

function parseBy<S extends v.GenericSchema>(
  schema: S,
  bytes: Uint8Array,
): Parsed<v.InferOutput<S>> {
  const file = parseVersioned(bytes);
  if (typeof file === 'string') return file;
  const result = v.safeParse(schema, file.value);
  return result.success ? { value: result.output } : 'damaged';
}

/** A run that was going on by what is kept of it, and that nobody trains. */
export function settled<T extends Pick<RunState, 'status'>>(run: T): T {
  return goesOn(run) ? { ...run, status: 'interrupted' } : run;
}

/** A record as the newest version has it. */
function migrate(file: Versioned): unknown {
  if (file.version > 3) return file;
  return {
    config: file.version <= 2 ? null : file.config,
    state: withEveryBatch(file.state),
  };
}

/** Every batch had a point. */
function withEveryBatch(state: unknown): unknown {
  if (!v.is(v.looseObject({ batchLosses: v.looseObject({}) }), state)) return state;
  const none = Object.fromEntries(Object.keys(state.batchLosses).map((id) => [id, []]));
  return { ...state, stride: 1, leastLosses: none, mostLosses: none, open: null };
}

interface Versioned {
  readonly version: number;
  readonly [key: string]: unknown;
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
