import manifest from '../../package.json';
import type { ModelSpecs } from '../models/spec';

/** A JSON schema, as far as it is read here; VS Code and the validator know the rest. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  /** What to do about a wrong value, where its type and range do not say it. VS Code shows it, too. */
  readonly errorMessage?: string;
  readonly default?: unknown;
}

const PREFIX = 'mnistLab.';

/**
 * The schema of every setting, by its key without `mnistLab.`. Its one source is package.json, which VS
 * Code reads for completion, hover help and the Settings editor.
 */
export const settingSchemas: ReadonlyMap<string, Schema> = new Map(
  manifest.contributes.configuration.flatMap(({ properties }) =>
    Object.entries(properties as Readonly<Record<string, Schema>>).map(
      ([key, schema]) => [key.slice(PREFIX.length), schema] as const,
    ),
  ),
);

export function settingName(key: string): string {
  return `${PREFIX}${key}`;
}

/** The value that a setting has when nobody sets it. */
export function defaultOf(key: string): unknown {
  return settingSchemas.get(key)?.default;
}

/** The notebook's three networks. */
export const defaultModels = defaultOf('models') as ModelSpecs;
