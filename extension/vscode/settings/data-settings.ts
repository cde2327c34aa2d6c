import { type Level, levels, type LevelValues, mergeLevels } from './levels';

/** The settings that say which images there are, without `mnistLab.`; the last one is the first one's older name. */
export const dataKeys = ['data', 'dataset', 'dataFolder'] as const;
export type DataKey = (typeof dataKeys)[number];

/** What each level says of them. */
export type DataLevels = Readonly<Record<DataKey, LevelValues>>;

/** Levels that a person can write. */
export type OwnLevel = Exclude<Level, 'default'>;

/** What is chosen: as it is typed, and a set where there are several. Both empty for the data that come along. */
export interface ChosenData {
  readonly data: string;
  readonly dataset: string;
}

/** The strongest level that says anything of data; null where none does. */
export function decidingLevel(said: DataLevels): OwnLevel | null {
  const found = levels.filter((level) => dataKeys.some((key) => said[key][level] !== undefined));
  const last = found.at(-1);
  return last === undefined || last === 'default' ? null : last;
}

/** Whether other data than those that come along are chosen. */
export function choosesData({ data, dataFolder }: DataLevels): boolean {
  return [data, dataFolder].some((said) => (mergeLevels(said) ?? '') !== '');
}

/** Those of some levels at which a choice would count: no stronger one says otherwise. */
export function levelsThatCount<L extends OwnLevel>(said: DataLevels, some: readonly L[]): L[] {
  const deciding = decidingLevel(said);
  const least = deciding === null ? 0 : levels.indexOf(deciding);
  return some.filter((level) => levels.indexOf(level) >= least);
}

/**
 * What to write at a level so that the choice counts: a value is taken away rather than written where a weaker level
 * says the same, and so is the older setting, which has a say where the newer one is empty only.
 * @returns undefined for a value to take away; keys that stay as they are are absent
 */
export function dataChanges(
  said: DataLevels,
  level: OwnLevel,
  chosen: ChosenData,
): Partial<Record<DataKey, string | undefined>> {
  const wanted = { ...chosen, dataFolder: '' };
  const below = levels.slice(0, levels.indexOf(level));
  const changes: Partial<Record<DataKey, string | undefined>> = {};
  for (const key of dataKeys) {
    const weaker = Object.fromEntries(below.map((each) => [each, said[key][each]]));
    const shadowed = key === 'dataFolder' && chosen.data !== '';
    const needless = shadowed || (mergeLevels(weaker) ?? '') === wanted[key];
    const value = needless ? undefined : wanted[key];
    if (value !== said[key][level]) changes[key] = value;
  }
  return changes;
}
