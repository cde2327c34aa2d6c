import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { LabError } from '../errors';
import type { SettingPath } from '../protocol/events';
import { type Schema, settingName, settingSchemas } from './manifest';
import { suggestion } from '../models/suggestion';

const ajv = new Ajv({ strict: false, discriminator: true, verbose: true });
const validators = new Map<string, ValidateFunction>();

/**
 * Checks a setting's value against the schema in package.json, the same that VS Code goes by.
 * @param key without `mnistLab.`
 * @throws LabError `input` that names the place, what is there, and what may be; with `setting` and `path`
 */
export function validateSetting(key: string, value: unknown): void {
  let validate = validators.get(key);
  if (validate === undefined) {
    validate = ajv.compile(settingSchemas.get(key) as object);
    validators.set(key, validate);
  }
  // The last error is the outermost: of a value that may be this or that, the one about both.
  if (!validate(value)) throw toLabError(key, validate.errors!.at(-1)!, value);
}

/** Refuses a key that is no setting. @throws LabError `input` with the nearest known one */
export function checkKnown(key: string): void {
  const known = [...settingSchemas.keys()];
  if (known.includes(key)) return;
  const names = known.map(settingName);
  throw new LabError(
    'input',
    `There is no setting ${settingName(key)}${suggestion(settingName(key), names)}`,
    settingName(key),
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
        const cure = known.length === 1 ? ': it takes no arguments.' : suggestion(unknown, known);
        return refuse(`${where} has no "${unknown}"${cure}`, [...path, unknown]);
      }
      return refuse(`${where} needs "${String(params.missingProperty)}": add it.`);
    }
    case 'discriminator': {
      const tag = String(params.tag);
      if (params.tagValue === undefined) {
        return refuse(`${place(key, path)} needs "${tag}": add it.`);
      }
      const known = (error.parentSchema as Schema).oneOf!.flatMap((branch) => {
        const schema = branch.properties![tag]!;
        return (schema.enum ?? [schema.const]).map(String);
      });
      const at = [...path, tag];
      const value = print(params.tagValue);
      return refuse(
        `The setting ${place(key, at)} is ${value}${suggestion(value.replaceAll('"', ''), known)}`,
        at,
      );
    }
    case 'propertyNames': {
      const name = String(params.propertyName);
      const cure = 'choose another id, of letters, digits, "-" and "_"';
      return refuse(`${place(key, path)} has an entry "${name}": ${cure}.`, [...path, name]);
    }
    default: {
      const schema = error.parentSchema as Schema;
      const text = `The setting ${place(key, path)} is ${print(error.data)}: ${cureOf(schema)}.`;
      return refuse(text);
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
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What may be there, from the schema. */
function cureOf(schema: Schema): string {
  if (schema.errorMessage !== undefined) return schema.errorMessage;
  if (schema.enum !== undefined) return `choose ${schema.enum.join(', ')}`;
  switch (schema.type) {
    case 'integer':
      return `choose a whole number${rangeOf(schema)}`;
    case 'number':
      return `choose a number${rangeOf(schema)}`;
    case 'string':
      return 'give a text';
    case 'boolean':
      return 'choose true or false';
    case 'array':
      return `give a list${sizeOf(schema)}`;
    default:
      return 'give an object';
  }
}

function sizeOf({ minItems, maxItems }: Schema): string {
  return minItems === undefined || maxItems === undefined ? '' : ` of ${minItems} to ${maxItems}`;
}

function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  const low =
    minimum !== undefined
      ? `from ${minimum}`
      : exclusiveMinimum !== undefined
        ? `above ${exclusiveMinimum}`
        : '';
  const high =
    maximum !== undefined
      ? `to ${maximum}`
      : exclusiveMaximum !== undefined
        ? `to below ${exclusiveMaximum}`
        : '';
  if (low === '' && high === '') return '';
  if (high === '') return minimum === undefined ? ` ${low}` : ` of at least ${minimum}`;
  if (exclusiveMinimum !== undefined) return ` ${low}, up${high === '' ? '' : ` ${high}`}`;
  return ` ${low} ${high}`.trimEnd();
}
