import { findNodeAtLocation, type Node, parse, parseTree } from 'jsonc-parser';
import type { SettingPath } from '#shared/protocol/events';
import { isObject } from '../../settings/merge';
import { isTextTooDeep } from '../../settings/size';

/** A stretch of a document's text, in characters. */
export interface TextSpan {
  readonly offset: number;
  readonly length: number;
}

/**
 * Where a value stands in a settings.json: as deep along the path as the text goes, for a text that
 * is being typed lacks its end. Null if not even the first step is there.
 */
export function findSpan(text: string, path: SettingPath): TextSpan | null {
  const root = treeOf(text);
  if (root === undefined) return null;
  let found: Node | undefined;
  for (let steps = 1; steps <= path.length; steps++) {
    const node = findNodeAtLocation(root, path.slice(0, steps));
    if (node === undefined) break;
    found = node;
  }
  return found === undefined ? null : { offset: found.offset, length: found.length };
}

/** Where the key of an entry stands, quotes included; null if it is not there. */
export function findKey(text: string, path: SettingPath): TextSpan | null {
  const root = treeOf(text);
  const property = root === undefined ? undefined : findNodeAtLocation(root, [...path])?.parent;
  const key = property?.type === 'property' ? property.children?.[0] : undefined;
  return key === undefined ? null : { offset: key.offset, length: key.length };
}

function treeOf(text: string): Node | undefined {
  // It reads as much as it can of a text with mistakes.
  return isTextTooDeep(text) ? undefined : parseTree(text, [], { allowTrailingComma: true });
}

/** The settings in a document, as much of them as can be read. @param prefix the way to them */
export function readContent(text: string, prefix: SettingPath): unknown {
  if (isTextTooDeep(text)) return undefined;
  let value: unknown = parse(text, [], { allowTrailingComma: true });
  for (const step of prefix) value = isObject(value) ? value[step] : undefined;
  return value;
}

/** Where the name of an entry of a setting stands, whichever way the setting is written. */
export function findName(
  text: string,
  prefix: SettingPath,
  setting: string,
  name: string,
): TextSpan | null {
  return (
    findKey(text, [...prefix, setting, name]) ??
    findKey(text, [...prefix, ...setting.split('.'), name])
  );
}

/**
 * Where a value of a setting stands, whether it is written as one key, `"mnistLab.models": …`, or within
 * another, `"mnistLab": { "models": … }`.
 * @param prefix the way to the settings in the document
 */
export function findSetting(
  text: string,
  prefix: SettingPath,
  setting: string,
  path: SettingPath,
): TextSpan | null {
  const [whole, within] = [[setting], setting.split('.')].map((steps) =>
    findSpan(text, [...prefix, ...steps, ...path]),
  );
  if (whole === undefined || whole === null) return within ?? null;
  // The way that goes deeper ends in the smaller span.
  return within !== undefined && within !== null && within.length < whole.length ? within : whole;
}

/** Whether a way through the document leads to an entry of a setting that is a list. */
export function isListItem(path: SettingPath, prefix: SettingPath, setting: string): boolean {
  return [[setting], setting.split('.')].some((steps) => {
    const list = [...prefix, ...steps];
    return (
      path.length === list.length + 1 &&
      list.every((step, i) => path[i] === step) &&
      typeof path.at(-1) === 'number'
    );
  });
}
