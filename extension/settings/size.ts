import { t } from '@vscode/l10n';
import { createScanner } from 'jsonc-parser';
import { LabError } from '../errors';
import { settingName } from '../setting-names';
import { MOST_MODELS } from '../models/spec';
import { isObject } from './merge';

/** Deeper than any setting is. What walks through values by recursion runs out of stack much further down. */
const DEEPEST = 100;

/**
 * Refuses a value that is too large to be looked at: before anything is merged, checked or printed, for each of
 * these would keep the editor waiting, or run out of stack.
 * @param key without `mnistLab.`
 */
export function sizeProblem(key: string, value: unknown): LabError | null {
  const refuse = (text: string): LabError => new LabError('input', text, settingName(key), []);
  const entries = isObject(value) ? Object.keys(value).length : 0;
  // No setting holds more than the networks do.
  if (entries > MOST_MODELS) {
    return refuse(
      t('The setting {0} has {1} entries: {2} at most.', settingName(key), entries, MOST_MODELS),
    );
  }
  if (!isTooDeep(value)) return null;
  return refuse(
    t('The setting {0} has values within values, more than {1} deep.', settingName(key), DEEPEST),
  );
}

function isTooDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? (Object.values(one) as unknown[]) : [],
    );
  }
  return false;
}

/** Whether a text of JSON is nested too deeply to be parsed. */
export function isTextTooDeep(text: string): boolean {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (;;) {
    scanner.scan();
    const start = text[scanner.getTokenOffset()];
    if (start === undefined) return false;
    if (start === '{' || start === '[') depth++;
    else if (start === '}' || start === ']') depth--;
    if (depth > DEEPEST) return true;
  }
}
