import * as v from 'valibot';
import type { Schema } from './schema';

/** What a schema says, for those that show it or ask it outside of settings. */

/** What may be there in place of a value, or null where it is right. */
export function cure(schema: Schema, value: unknown): string | null {
  const { issues } = v.safeParse(schema, value);
  return issues === undefined ? null : issues[0].message;
}

/** The ends of a range, both of which belong to it; null for all else. */
export function rangeOf(
  schema: Schema,
): { readonly minimum: number; readonly maximum: number } | null {
  const [minimum, maximum] = [requirement(schema, 'min_value'), requirement(schema, 'max_value')];
  return minimum === undefined || maximum === undefined ? null : { minimum, maximum };
}

export function isWholeNumber(schema: Schema): boolean {
  return actionsOf(schema).some(({ type }) => type === 'integer');
}

/** Whether it takes a number, whole or not. */
export function isNumber(schema: Schema): boolean {
  return actionsOf(schema)[0]?.type === 'number';
}

/** What there is to choose among; null for all else. */
export function choicesOf(schema: Schema): readonly string[] | null {
  const [first] = actionsOf(schema);
  return first?.type === 'picklist'
    ? (first as unknown as { options: readonly string[] }).options
    : null;
}

interface Action {
  readonly type: string;
  readonly requirement?: unknown;
}

/** The schema itself, and the checks that follow it. */
function actionsOf(schema: Schema): readonly Action[] {
  return 'pipe' in schema ? (schema.pipe as readonly Action[]) : [schema];
}

function requirement(schema: Schema, type: string): number | undefined {
  return actionsOf(schema).find((action) => action.type === type)?.requirement as
    number | undefined;
}
