import { basename, dirname, resolve } from 'node:path';
import { distance } from 'fastest-levenshtein';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { LabError } from '../errors';
import { settingName } from '../setting-names';
import { suggestion } from '../schema/suggestion';
import { whyUnreadable } from '../platform/file-problems';
import { readRegularFileSync } from '../platform/regular-file';
import { type Settings, settings } from '../settings/schema';
import { isObject } from '../settings/merge';
import { ownSettings } from '../settings/own';
import { type PathContext, pathContext } from '../settings/paths';
import { readSettings } from '../settings/read';
import { isTextTooDeep } from '../settings/size';

const PREFIX = 'mnistLab.';

/**
 * Reads the `mnistLab.*` keys of a settings.json, as VS Code does: comments and trailing commas are
 * allowed, and other keys are other extensions' business.
 * @throws LabError that names the file, and line and column or the setting
 */
export function readSettingsFile(path: string): Settings {
  let text: string;
  try {
    text = new TextDecoder().decode(readRegularFileSync(path));
  } catch (error) {
    throw new LabError(
      'input',
      `The settings file ${path} cannot be read (${whyUnreadable(error)}): give the path of a settings.json (--settings).`,
    );
  }
  if (isTextTooDeep(text)) {
    throw new LabError(
      'input',
      `${path} has values within values, too deep to be settings: correct the file.`,
    );
  }
  const errors: ParseError[] = [];
  const options = { allowTrailingComma: true, allowEmptyContent: true };
  const content = parse(text, errors, options) as unknown;
  const [first] = errors;
  if (first !== undefined) {
    const { line, column } = lineAndColumn(text, first.offset);
    throw new LabError(
      'input',
      `${path}:${line}:${column} is not JSON (${printParseErrorCode(first.error)}): correct the file.`,
    );
  }
  if (content !== undefined && !isObject(content)) {
    throw new LabError(
      'input',
      `${path} does not hold settings: it should be an object with keys such as "mnistLab.epochs".`,
    );
  }
  const all = content ?? {};
  try {
    return readSettings(ownSettings(all), Object.keys(all).flatMap(prefixProblems));
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    throw new LabError(error.kind, `${path}: ${error.message}`, error.setting, error.path);
  }
}

/** What paths in a settings file may speak of: as VS Code would have it for that folder's own settings. */
export function settingsPaths(path: string): PathContext {
  const folder = dirname(resolve(path));
  return folderPaths(basename(folder) === '.vscode' ? dirname(folder) : folder);
}

/** What paths may speak of that are relative to a folder. */
export function folderPaths(folder: string): PathContext {
  return pathContext({ name: basename(folder), path: folder });
}

/** As many letters may be wrong in the prefix for a key to be taken for ours all the same. */
const FEW = 2;

/**
 * Other keys are other extensions' business, but one that only looks like theirs would be passed over in
 * silence.
 */
function prefixProblems(key: string): LabError[] {
  if (key.startsWith(PREFIX)) return [];
  const end = key.indexOf('.') + 1;
  const known = [...settings.keys()];
  const meant = known.includes(key) || distance(key.slice(0, end), PREFIX) <= FEW;
  if (!meant) return [];
  const name = settingName(known.includes(key) ? key : key.slice(end));
  const cure = suggestion(name, known.map(settingName));
  return [new LabError('input', `There is no setting ${key}: ${cure}`)];
}

/** Line and column, from 1. */
function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
