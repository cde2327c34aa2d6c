import { t } from '@vscode/l10n';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { LabError } from '../errors';
import type { SettingPath } from '../protocol/events';
import { LONGEST_ID } from '../models/ids';
import { suggestion } from '../models/suggestion';
import { type Schema, settingName, settingSchemas } from './manifest';
import { isObject } from './merge';

const ajv = new Ajv({ strict: false, discriminator: true, verbose: true });
const validators = new Map<string, ValidateFunction>();

/** As many wrong places of a setting are told at once. */
const MANY = 10;

/**
 * What is wrong with a setting's value by the schema in package.json, the same that VS Code goes by: of
 * networks, of each the first thing.
 * @param key without `mnistLab.`
 * @returns errors of kind `input` that name the place, what is there, and what may be; with `setting` and `path`
 */
export function settingProblems(key: string, value: unknown): LabError[] {
  const found: LabError[] = [];
  let rest = value;
  while (found.length < MANY) {
    const problem = firstProblem(key, rest);
    if (problem === null) break;
    found.push(problem);
    const wrong = problem.path?.[0];
    if (!isObject(rest) || typeof wrong !== 'string' || !Object.hasOwn(rest, wrong)) break;
    rest = Object.fromEntries(Object.entries(rest).filter(([entry]) => entry !== wrong));
  }
  return found;
}

/** @throws LabError what is wrong with it first */
export function validateSetting(key: string, value: unknown): void {
  const problem = firstProblem(key, value);
  if (problem !== null) throw problem;
}

function firstProblem(key: string, value: unknown): LabError | null {
  let validate = validators.get(key);
  if (validate === undefined) {
    validate = ajv.compile(settingSchemas.get(key) as object);
    validators.set(key, validate);
  }
  // The last error is the outermost: of a value that may be this or that, the one about both.
  return validate(value) ? null : toLabError(key, validate.errors!.at(-1)!, value);
}

/** What a key is told that is no setting, with the nearest that is one. */
export function unknownSetting(key: string): LabError {
  const names = [...settingSchemas.keys()].map(settingName);
  const name = settingName(key);
  return new LabError(
    'input',
    t('There is no setting {0}: {1}', shorten(name), suggestion(name, names)),
    name,
  );
}

function toLabError(key: string, error: ErrorObject, root: unknown): LabError {
  const path = toPath(error.instancePath, root);
  const params = error.params as Record<string, unknown>;
  const refuse = (text: string, at: SettingPath = path): LabError =>
    new LabError('input', text, settingName(key), at);

  switch (error.keyword) {
    case 'additionalProperties':
    case 'required': {
      const where = `${place(key, path)}${kindOf(error.data)}`;
      const { properties } = error.parentSchema as Schema;
      const known = Object.keys(properties ?? {});
      // What is missing may be there under a name that is misspelt: that is what to correct.
      const unknown =
        properties && Object.keys(error.data as object).find((name) => !known.includes(name));
      if (unknown !== undefined) {
        const cure = known.length === 1 ? t('it takes no arguments.') : suggestion(unknown, known);
        const text = t('{0} has no "{1}": {2}', where, shorten(unknown), cure);
        return refuse(text, [...path, unknown]);
      }
      return refuse(t('{0} needs "{1}": add it.', where, String(params.missingProperty)));
    }
    case 'discriminator': {
      const tag = String(params.tag);
      if (params.tagValue === undefined) {
        return refuse(t('{0} needs "{1}": add it.', place(key, path), tag));
      }
      const known = (error.parentSchema as Schema).oneOf!.flatMap((branch) => {
        const schema = branch.properties![tag]!;
        return (schema.enum ?? [schema.const]).map(String);
      });
      const at = [...path, tag];
      const value = print(params.tagValue);
      const cure = suggestion(value.replaceAll('"', ''), known);
      return refuse(t('The setting {0} is {1}: {2}', place(key, at), value, cure), at);
    }
    case 'propertyNames': {
      const name = String(params.propertyName);
      const text = t(
        '{0} has an entry "{1}": choose another id, of letters, digits, "-" and "_", {2} at most.',
        place(key, path),
        shorten(name),
        LONGEST_ID,
      );
      return refuse(text, [...path, name]);
    }
    case 'maxLength':
      return refuse(
        t(
          'The setting {0} has {1} characters: {2} at most.',
          place(key, path),
          (error.data as string).length,
          Number(params.limit),
        ),
      );
    case 'maxProperties':
      return refuse(
        t(
          'The setting {0} has {1} entries: {2} at most.',
          place(key, path),
          Object.keys(error.data as object).length,
          Number(params.limit),
        ),
      );
    default: {
      const cure = cureOf(error.parentSchema as Schema);
      return refuse(t('The setting {0} is {1}: {2}.', place(key, path), print(error.data), cure));
    }
  }
}

/** `mnistLab.models.tiny.layers[3].kernel_size` */
export function place(key: string, path: SettingPath): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${part}`),
    settingName(key),
  );
}

/** A JSON pointer's parts, numbers where they are places in a list. */
function toPath(pointer: string, root: unknown): (string | number)[] {
  const parts = pointer.split('/').slice(1);
  let value = root;
  return parts.map((escaped) => {
    const part = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(value) ? Number(part) : part;
    value = (value as Record<string | number, unknown>)[step];
    return step;
  });
}

/** ` (conv2d)` for a layer, optimiser or schedule. */
function kindOf(value: unknown): string {
  const { type } = value as { readonly type?: unknown };
  return typeof type === 'string' ? ` (${type})` : '';
}

function print(value: unknown): string {
  return shorten(JSON.stringify(value));
}

/** No message is as long as what somebody may have written. */
export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What may be there, from the schema. */
function cureOf(schema: Schema): string {
  // The build gives translators what the manifest says there.
  if (schema.errorMessage !== undefined) return t(schema.errorMessage);
  if (schema.enum !== undefined) return t('choose {0}', schema.enum.join(', '));
  switch (schema.type) {
    case 'integer':
      return wholeNumber(schema);
    case 'number':
      return someNumber(schema);
    case 'string':
      return t('give a text');
    case 'boolean':
      return t('choose true or false');
    case 'array':
      return list(schema);
    default:
      return t('give an object');
  }
}

function list({ minItems, maxItems }: Schema): string {
  return minItems === undefined || maxItems === undefined
    ? t('give a list')
    : t('give a list of {0} to {1}', minItems, maxItems);
}

function wholeNumber({ minimum, maximum }: Schema): string {
  if (minimum === undefined) return t('choose a whole number');
  return maximum === undefined
    ? t('choose a whole number of at least {0}', minimum)
    : t('choose a whole number from {0} to {1}', minimum, maximum);
}

function someNumber({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  if (minimum !== undefined) {
    if (maximum !== undefined) return t('choose a number from {0} to {1}', minimum, maximum);
    return exclusiveMaximum === undefined
      ? t('choose a number of at least {0}', minimum)
      : t('choose a number from {0} to below {1}', minimum, exclusiveMaximum);
  }
  if (exclusiveMinimum === undefined) return t('choose a number');
  if (maximum !== undefined) {
    return t('choose a number above {0}, up to {1}', exclusiveMinimum, maximum);
  }
  return exclusiveMaximum === undefined
    ? t('choose a number above {0}', exclusiveMinimum)
    : t('choose a number above {0}, up to below {1}', exclusiveMinimum, exclusiveMaximum);
}
