import type { LabError } from '../../errors';
import { isObject, mergeValues } from '../../settings/merge';
import { typedSettings } from '../../settings/own';
import { settings } from '../../settings/schema';
import { sizeProblem } from '../../settings/size';
import { settingProblems, unknownSetting } from '../../settings/validate';
import type { Problem } from './find-problems';

/**
 * What is wrong with settings that are typed within an object, `"mnistLab": { … }`: VS Code reads them, but checks
 * only those that are typed as one key.
 * @param content a document's settings
 * @param models all networks: one that is typed in part is put on what there is of it
 * @returns problems with the way to them from the content
 */
export function findNested(content: unknown, models: unknown): Problem[] {
  if (!isObject(content)) return [];
  const nested = typedSettings(content).filter(({ path }) => path.length > 1);
  return nested.flatMap(({ key, value, path }) =>
    problemsOf(key, value, models).map(({ path: within = [], message }) => ({
      path: [...path, ...within],
      message,
    })),
  );
}

function problemsOf(key: string, value: unknown, models: unknown): readonly LabError[] {
  if (!settings.has(key)) return [unknownSetting(key)];
  const tooLarge = sizeProblem(key, value);
  if (tooLarge !== null) return [tooLarge];
  if (key !== 'models' || !isObject(value)) return settingProblems(key, value);
  // Nothing is said here of networks that are typed elsewhere.
  const typed = Object.entries(value).map(([id, spec]) => [
    id,
    mergeValues(isObject(models) ? models[id] : undefined, spec),
  ]);
  return settingProblems(key, Object.fromEntries(typed));
}
