/** Pieces that schemas of messages and of files of the history have in common. */
import * as v from 'valibot';

/** Plain data that nobody changes, all the way down. */
export type Immutable<T> = { readonly [K in keyof T]: Immutable<T[K]> };

/** The last moment that a JavaScript date can tell, in milliseconds since the Unix epoch. */
const LAST_MOMENT = 8.64e15;

export const finite = v.pipe(v.number(), v.finite());
export const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
/** Also an index from 0. */
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Seconds, bytes, floating-point operations. */
export const amount = v.pipe(finite, v.minValue(0));
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
export const moment = v.pipe(finite, v.minValue(-LAST_MOMENT), v.maxValue(LAST_MOMENT));

/**
 * A number that may be none, such as the loss of a network that has diverged. JSON, in which messages travel and
 * files are written, has null for NaN and the infinities: who reads it has NaN.
 */
export const measured = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? NaN),
);

/**
 * The same in lists as long as a run has batches. What is as long is looked through in one go, and copied: numbers
 * that come in a message or a file may each have a box of their own, which takes twice the memory.
 */
export const measuredSeries = v.pipe(
  v.custom<readonly (number | null)[]>((value) => isListOf(value, isNumberOrNull)),
  v.transform((values): readonly number[] => values.map((value) => value ?? NaN)),
);
export const secondsSeries = v.pipe(
  v.custom<readonly number[]>((value) => isListOf(value, isSeconds)),
  v.transform((values): readonly number[] => values.map((value) => value)),
);
export const counts = v.custom<readonly number[]>((value) => isListOf(value, isCount));
/** Rows actual classes, columns predicted ones. */
export const confusion = v.array(counts);
/** (channels, height, width), 0 to 255. */
export const pixels = v.custom<readonly number[]>((value) => isListOf(value, isPixel));

/** (channels, height, width) */
export const imageShape = v.tuple([positive, positive, positive]);

/** Valibot's own check repeats a group, and a few megabytes of that are more than a stack holds. */
export const base64 = v.check(
  (text: string) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text),
);

/** By the id of a network. */
export const byModel = <S extends v.GenericSchema>(
  values: S,
): v.RecordSchema<v.StringSchema<undefined>, S, undefined> => v.record(v.string(), values);

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

function isPixel(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 255;
}
