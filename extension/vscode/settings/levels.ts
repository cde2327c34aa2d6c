import type { SettingPath } from '#shared/protocol/events';
import { mergeValues } from '../../settings/merge';

/**
 * Where a setting may be written, the weakest first: what a later level says goes before. The settings of
 * a folder that is open alone are the workspace's; one among several has its own.
 */
export const levels = ['default', 'user', 'workspace', 'folder'] as const;
export type Level = (typeof levels)[number];

/** What each level says of one setting; a level that says nothing is absent. */
export type LevelValues = Readonly<Partial<Record<Level, unknown>>>;

/** The value that counts, put together as VS Code does it: objects are merged, all else is replaced. */
export function mergeLevels(values: LevelValues): unknown {
  return levels
    .map((level) => values[level])
    .filter((value) => value !== undefined)
    .reduce(mergeValues, undefined);
}

/** The level that wrote what the path leads to: the strongest among those that have most of it. */
export function levelOf(values: LevelValues, path: SettingPath): Level | null {
  let found: Level | null = null;
  let deepest = 0;
  for (const level of levels) {
    const depth = depthOf(values[level], path);
    if (depth > 0 && depth >= deepest) {
      found = level;
      deepest = depth;
    }
  }
  return found;
}

/** Steps of the path that the value has; 0 where it has none. */
function depthOf(value: unknown, path: SettingPath): number {
  let depth = 0;
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) break;
    at = (at as Record<string | number, unknown>)[step];
    depth++;
  }
  return depth;
}
