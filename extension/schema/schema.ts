import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { suggestion } from './suggestion';

/**
 * What people may type, described once. TypeScript's types follow from these schemas, the check at run time goes by
 * them, and package.json's part for VS Code is generated from them (`npm run manifest`).
 *
 * A schema's message is the cure alone: "choose a whole number from 1 to 9". Whoever reports it says where, and
 * what is there. It is made when it is asked for, in the person's language.
 */

/** A key of package.nls.json, in percent signs. */
export type ManifestText = `%${string}%`;

/** What VS Code shows or offers beyond type and range, by JSON schema's words and VS Code's own. */
export interface Help {
  readonly markdownDescription?: ManifestText;
  /** What has replaced it. */
  readonly markdownDeprecationMessage?: ManifestText;
  /** What a value that is not given counts as. */
  readonly default?: unknown;
  readonly enumDescriptions?: readonly ManifestText[];
  readonly defaultSnippets?: readonly Snippet[];
  /** The cure, where VS Code would not find it in type and range. */
  readonly errorMessage?: () => string;
}

/** A completion of settings.json. */
export interface Snippet {
  readonly label: string;
  readonly description?: ManifestText;
  readonly body: unknown;
}

export type Schema<T = unknown> = v.GenericSchema<T>;

/** TypeScript's type of what a schema takes; nobody changes what was typed. */
export type Typed<S extends Schema> = DeepReadonly<v.InferOutput<S>>;

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** Ends of a range; `above` and `below` are excluded themselves. */
export interface Range {
  readonly minimum?: number;
  readonly above?: number;
  readonly maximum?: number;
  readonly below?: number;
}

export function wholeNumber(minimum: number, maximum: number, help: Help = {}) {
  const cure = (): string => t('choose a whole number from {0} to {1}', minimum, maximum);
  return v.pipe(
    v.number(cure),
    v.integer(cure),
    v.minValue(minimum, cure),
    v.maxValue(maximum, cure),
    v.metadata({ ...help }),
  );
}

export function number(range: Range, help: Help = {}) {
  const { minimum, above, maximum, below } = range;
  const cure = (): string => rangeCure(range);
  const ends: v.PipeAction<number, number, v.BaseIssue<unknown>>[] = [];
  if (minimum !== undefined) ends.push(v.minValue(minimum, cure));
  if (above !== undefined) ends.push(v.gtValue(above, cure));
  if (maximum !== undefined) ends.push(v.maxValue(maximum, cure));
  if (below !== undefined) ends.push(v.ltValue(below, cure));
  return v.pipe(v.pipe(v.number(cure), ...ends), v.metadata({ ...help }));
}

/** A share below 1, or a count of at least 1; 0 is neither. */
export function shareOrCount(maximum: number, help: Help = {}) {
  const cure = (): string => t('choose 0, a share below 1, or a whole number up to {0}', maximum);
  return v.pipe(
    v.number(cure),
    v.minValue(0, cure),
    v.maxValue(maximum, cure),
    v.check((value) => value < 1 || Number.isInteger(value), cure),
    v.metadata({ ...help }),
  );
}

function rangeCure({ minimum, above, maximum, below }: Range): string {
  if (minimum !== undefined) {
    if (maximum !== undefined) return t('choose a number from {0} to {1}', minimum, maximum);
    return below === undefined
      ? t('choose a number of at least {0}', minimum)
      : t('choose a number from {0} to below {1}', minimum, below);
  }
  if (above === undefined) return t('choose a number');
  if (maximum !== undefined) return t('choose a number above {0}, up to {1}', above, maximum);
  return below === undefined
    ? t('choose a number above {0}', above)
    : t('choose a number above {0}, up to below {1}', above, below);
}

export function flag(help: Help = {}) {
  return v.pipe(
    v.boolean(() => t('choose true or false')),
    v.metadata({ ...help }),
  );
}

export function choice<const T extends readonly string[]>(choices: T, help: Help = {}) {
  return v.pipe(
    v.picklist(choices, () => t('choose {0}', choices.join(', '))),
    v.metadata({ ...help }),
  );
}

/** @param minimum characters; 0 allows an empty text */
export function text(minimum: number, maximum: number, help: Help = {}) {
  const cure = help.errorMessage ?? ((): string => t('give a text'));
  return v.pipe(
    v.string(cure),
    v.minLength(minimum, cure),
    v.maxLength(maximum),
    v.metadata({ ...help }),
  );
}

/** A text of a certain form. */
export function textLike(pattern: RegExp, maximum: number, cure: () => string, help: Help = {}) {
  return v.pipe(
    v.string(cure),
    v.maxLength(maximum),
    v.regex(pattern, cure),
    v.metadata({ ...help, errorMessage: cure }),
  );
}

export function list<S extends Schema>(item: S, minimum: number, maximum: number, help: Help = {}) {
  const cure =
    help.errorMessage ?? ((): string => t('give a list of {0} to {1}', minimum, maximum));
  return v.pipe(
    v.array(item, cure),
    v.minLength(minimum, cure),
    v.maxLength(maximum, cure),
    v.metadata({ ...help }),
  );
}

/** A list in which nothing stands twice. */
export function listOfUnique<S extends Schema>(
  item: S,
  minimum: number,
  maximum: number,
  cure: () => string,
  help: Help = {},
) {
  return v.pipe(
    list(item, minimum, maximum, { ...help, errorMessage: cure }),
    v.check((items) => new Set(items).size === items.length, cure),
    v.metadata({ uniqueItems: true }),
  );
}

/** An object of exactly these fields. */
export function fields<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, ({ expected, input }) => {
    if (expected !== 'never') return t('give an object');
    const known = Object.keys(entries);
    return known.length === 1 ? t('it takes no arguments.') : suggestion(String(input), known);
  });
}

/** The `type` of one kind. */
export function kind<const Name extends string>(name: Name, help: Help = {}) {
  return v.pipe(v.literal(name), v.metadata({ ...help }));
}

type Kinds = Readonly<
  Record<string, { readonly schema: v.GenericSchema; readonly snippet: object }>
>;

/** An object that is one of a table's kinds, told apart by its `type`. */
export function oneOfKinds<const Table extends Kinds>(kinds: Table, help: Help = {}) {
  const known = Object.keys(kinds);
  const options = Object.values(kinds).map(({ schema }) => schema) as VariantOptions;
  const defaultSnippets = Object.entries(kinds).map(([type, { snippet }]) => ({
    label: type,
    body: { type, ...snippet },
  }));
  const schema = v.variant('type', options, ({ input }) => suggestion(String(input), known));
  return v.pipe(
    schema as unknown as v.GenericSchema<v.InferOutput<Table[keyof Table]['schema']>>,
    v.metadata({ ...help, defaultSnippets }),
  );
}

type VariantOptions = v.StrictObjectSchema<{ readonly type: v.GenericSchema<string> }, undefined>[];
