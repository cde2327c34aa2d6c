import * as v from 'valibot';
import type { Schema } from './schema';

/** What a schema says, for those that show it or ask it outside of settings. */

/** What may be there in place of a value, or null where it is right. */
export function cure(schema: Schema, value: unknown): string | null {
  const { issues } = v.safeParse(schema, value);
  return issues === undefined ? null : issues[0].message;
}

/** The ends of a range of whole numbers; null for all else. */
export function rangeOf(
  schema: Schema,
): { readonly minimum: number; readonly maximum: number } | null {
  if (!isWholeNumber(schema)) return null;
  return { minimum: requirement(schema, 'min_value'), maximum: requirement(schema, 'max_value') };
}

export function isWholeNumber(schema: Schema): boolean {
  return actionsOf(schema).some(({ type }) => type === 'integer');
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

function requirement(schema: Schema, type: string): number {
  return actionsOf(schema).find((action) => action.type === type)!.requirement as number;
}
