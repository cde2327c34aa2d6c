import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { LabError } from '../errors';
import { settingName } from '../setting-names';
import { LONGEST_ID } from '../models/ids';
import type { SettingPath } from '#shared/protocol/events';
import type { Help } from '../schema/schema';
import { suggestion } from '../schema/suggestion';
import { isObject } from './merge';
import { settings } from './schema';

/** As many mistakes of a setting are told at once. */
const MANY = 10;

type Issue = v.BaseIssue<unknown>;

/**
 * What is wrong with a setting's value: of networks, of each the first thing.
 * @param key without `mnistLab.`
 * @returns errors of kind `input` that name the path, what is there, and what may be; with `setting` and `path`
 */
export function settingProblems(key: string, value: unknown): LabError[] {
  const { schema, default: usual } = settings.get(key)!;
  // To valibot a list is an object without entries.
  if (isObject(usual) && Array.isArray(value)) {
    const { errorMessage } = v.getMetadata(schema) as Required<Help>;
    return [wrongValue(key, [], value, errorMessage())];
  }
  const { issues = [] } = v.safeParse(schema, value);
  const first = new Map<unknown, Issue>();
  for (const issue of issues) {
    const entry = issue.path?.[0]?.key;
    const other = first.get(entry);
    if (other === undefined || explains(issue, other)) first.set(entry, issue);
  }
  return [...first.values()].slice(0, MANY).map((issue) => toLabError(key, issue));
}

/** What is missing may be there under a name that is misspelt: that is what to correct. */
function explains(issue: Issue, other: Issue): boolean {
  return isMissing(other) && isUnknown(issue) && parentOf(issue) === parentOf(other);
}

/** @throws LabError what is wrong with it first */
export function validateSetting(key: string, value: unknown): void {
  const [problem] = settingProblems(key, value);
  if (problem !== undefined) throw problem;
}

/** What a key is told that is no setting, with the nearest that is one. */
export function unknownSetting(key: string): LabError {
  const names = [...settings.keys()].map(settingName);
  const name = settingName(key);
  return new LabError(
    'input',
    t('There is no setting {0}: {1}', shorten(name), suggestion(name, names)),
    name,
  );
}

function toLabError(key: string, issue: Issue): LabError {
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  const refuse = (text: string): LabError => new LabError('input', text, settingName(key), path);
  const here = pathText(key, path);
  const above = `${pathText(key, path.slice(0, -1))}${kindOf(parentOf(issue))}`;
  const name = String(path.at(-1));
  if (isUnknown(issue)) {
    return refuse(t('{0} has no "{1}": {2}', above, shorten(name), issue.message));
  }
  if (isMissing(issue)) {
    return new LabError(
      'input',
      t('{0} needs "{1}": add it.', above, name),
      settingName(key),
      path.slice(0, -1),
    );
  }
  if (issue.path?.at(-1)?.origin === 'key') {
    return refuse(
      t(
        '{0} has an entry "{1}": choose another id, of letters, digits, "-" and "_", {2} at most.',
        pathText(key, path.slice(0, -1)),
        shorten(name),
        LONGEST_ID,
      ),
    );
  }
  switch (issue.type) {
    case 'max_length':
      if (typeof issue.input !== 'string') break;
      return refuse(
        t(
          'The setting {0} has {1} characters: {2} at most.',
          here,
          issue.input.length,
          Number(issue.requirement),
        ),
      );
    case 'max_entries':
      return refuse(
        t(
          'The setting {0} has {1} entries: {2} at most.',
          here,
          Object.keys(issue.input as object).length,
          Number(issue.requirement),
        ),
      );
    // A kind that there is not: the cure is a sentence of its own.
    case 'variant':
      if (isObject(issue.path?.at(-1)?.input)) {
        return refuse(t('The setting {0} is {1}: {2}', here, print(issue.input), issue.message));
      }
  }
  return wrongValue(key, path, issue.input, issue.message);
}

function wrongValue(key: string, path: SettingPath, value: unknown, cure: string): LabError {
  const text = t('The setting {0} is {1}: {2}.', pathText(key, path), print(value), cure);
  return new LabError('input', text, settingName(key), path);
}

/** A field that there is not, of a strict object. */
function isUnknown({ type, expected }: Issue): boolean {
  return type === 'strict_object' && expected === 'never';
}

/** A field that is not there, the `type` of a kind included. */
function isMissing({ type, input, path }: Issue): boolean {
  return (
    (type === 'strict_object' || type === 'variant') && input === undefined && path !== undefined
  );
}

/** What holds the value that is wrong. */
function parentOf({ path }: Issue): unknown {
  return path?.at(-1)?.input;
}

/** `mnistLab.models.tiny.layers[3].kernel_size` */
export function pathText(key: string, path: SettingPath): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${part}`),
    settingName(key),
  );
}

/** ` (conv2d)` for a layer, optimiser or schedule. */
function kindOf(value: unknown): string {
  const { type } = (value ?? {}) as { readonly type?: unknown };
  return typeof type === 'string' ? ` (${type})` : '';
}

function print(value: unknown): string {
  return shorten(JSON.stringify(value));
}

/** No message is as long as what somebody may have written. */
export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
