import { isObject } from '../../settings/merge';
import { type LevelValues, levels } from './levels';

/** Networks that a person has typed into settings and that no run takes, for `mnistLab.networks` does not name them. */
export function untrainedModels(models: LevelValues, networks: unknown): string[] {
  const chosen: readonly unknown[] = Array.isArray(networks) ? networks : [];
  const typed = levels
    .filter((level) => level !== 'default')
    .flatMap((level) => (isObject(models[level]) ? Object.keys(models[level]) : []));
  return [...new Set(typed)].filter((id) => !chosen.includes(id));
}
