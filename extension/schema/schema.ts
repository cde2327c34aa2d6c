import { t } from '@vscode/l10n';
import * as v from 'valibot';

/**
 * What people may type, described once. TypeScript's types follow from these schemas, the check at run time goes by
 * them, and package.json's part for VS Code is generated from them (`npm run manifest`).
 *
 * Each schema's message is the cure, to stand in a sentence: "choose a whole number from 1 to 9". It is made
 * when it is asked for, in the person's language.
 */

/** Text of package.nls.json. */
export type ManifestText = `%${string}%`;

/** What VS Code shows or offers beyond type and range, by JSON schema's words and VS Code's own. */
export interface Help {
  readonly markdownDescription?: ManifestText;
  /** What a value that is not given counts as. */
  readonly default?: unknown;
  readonly enumDescriptions?: readonly ManifestText[];
  /** What to do about a wrong value, where type and range do not say it. */
  readonly errorMessage?: () => string;
  readonly defaultSnippets?: readonly Snippet[];
}

/** A completion of settings.json. */
export interface Snippet {
  readonly label: string;
  readonly description?: ManifestText;
  readonly body: unknown;
}

/** A schema that the help of VS Code can be read from. */
export type Schema<T = unknown> = v.GenericSchema<T>;

/** TypeScript's type of what a schema takes; nobody changes what was typed. */
export type Typed<S extends Schema> = DeepReadonly<v.InferOutput<S>>;

type DeepReadonly<T> = T extends readonly unknown[] | object
  ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
  : T;

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
  const cure = (): string => cureOf(range);
  const ends: v.PipeAction<number, number, v.BaseIssue<unknown>>[] = [];
  if (minimum !== undefined) ends.push(v.minValue(minimum, cure));
  if (above !== undefined) ends.push(v.gtValue(above, cure));
  if (maximum !== undefined) ends.push(v.maxValue(maximum, cure));
  if (below !== undefined) ends.push(v.ltValue(below, cure));
  return v.pipe(v.pipe(v.number(cure), ...ends), v.metadata({ ...help }));
}

function cureOf({ minimum, above, maximum, below }: Range): string {
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

/**
 * An object that is one of several kinds, told apart by its `type`.
 * @param kinds strict objects, each with `type: kind(…)`
 */
export function oneOfKinds<const Kinds extends v.VariantOptions<'type'>>(
  kinds: Kinds,
  help: Help = {},
) {
  return v.pipe(v.variant('type', kinds), v.metadata({ ...help }));
}

/** The `type` of one kind. */
export function kind<const Name extends string>(name: Name, help: Help = {}) {
  return v.pipe(v.literal(name), v.metadata({ ...help }));
}

/** The schemas of a table's kinds, as `oneOfKinds` takes them. */
export function schemasOf<Kinds extends Readonly<Record<string, { readonly schema: Schema }>>>(
  kinds: Kinds,
): { [K in keyof Kinds]: Kinds[K]['schema'] }[keyof Kinds][] {
  return Object.values(kinds).map(({ schema }) => schema as Kinds[keyof Kinds]['schema']);
}
