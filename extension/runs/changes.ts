import type { RunRecord } from './record';
import type { RunSettings, RunSummary } from './summary';

/** What the results do not hang on, is no word for a list, or is told of there in its own words. */
const LEFT_OUT = new Set([
  ...['specs', 'models', 'data', 'classNames', 'init', 'threads', 'memoryLimit'],
  ...['save', 'weightPictures'],
]);

/** Empty for a run of a version that did not keep its settings. */
export function settingsOf({ config }: Pick<RunRecord, 'config'>): RunSettings {
  if (config === null) return {};
  const settings: Record<string, string | number | boolean> = {
    networks: config.models.join(', '),
  };
  for (const [name, value] of Object.entries(config)) {
    if (!LEFT_OUT.has(name)) flatten(name, value, settings);
  }
  for (const id of config.models) {
    // What a network is called for people changes nothing.
    flatten(`models.${id}`, { ...config.specs[id], label: undefined }, settings);
  }
  return settings;
}

function flatten(
  path: string,
  value: unknown,
  into: Record<string, string | number | boolean>,
): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    into[path] = value;
  } else if (Array.isArray(value)) {
    into[path] = value.length;
    value.forEach((one, index) => {
      flatten(`${path}[${index}]`, one, into);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) flatten(`${path}.${key}`, one, into);
  }
}

/** What a list says for a setting that only the run before had. */
const NONE = '–';

/**
 * In what a run's settings differ from those of another, as briefly as they can be told: `lr 0.02` where all
 * of its networks have it, otherwise `cnn lr 0.02`.
 */
export function changes(run: RunSummary, before: RunSummary | undefined): readonly string[] {
  const now = run.settings ?? {};
  const then = before?.settings ?? {};
  if (Object.keys(now).length === 0 || Object.keys(then).length === 0) return [];
  const keys = [...new Set([...Object.keys(now), ...Object.keys(then)])];
  const differing = keys.filter((key) => now[key] !== then[key]);
  const models = idsOf(run);
  const told = new Map<string, string[]>();
  for (const key of differing) {
    // One layer more moves all that follow it: their indices tell nothing.
    if (differing.some((list) => key.startsWith(`${list}[`))) continue;
    const id = models.find((one) => key.startsWith(`models.${one}.`));
    const words = wordsOf(key, now[key] ?? NONE);
    if (id === undefined && key.startsWith('models.')) continue;
    if (id !== undefined && !idsOf(before!).includes(id)) continue;
    told.set(words, [...(told.get(words) ?? []), ...(id === undefined ? [] : [id])]);
  }
  return [...told].flatMap(([words, ids]) =>
    ids.length === 0 || ids.length === models.length ? [words] : ids.map((id) => `${id} ${words}`),
  );
}

function idsOf({ models }: RunSummary): readonly string[] {
  return models.map(({ id }) => id);
}

/** The last name on the way to a value; that of what it is the type of, where it is a type. */
function wordsOf(key: string, value: string | number | boolean): string {
  if (key === 'networks') return String(value);
  const path = key.split('.');
  const last = path.at(-1)!;
  return `${last === 'type' ? path.at(-2)! : last} ${value}`;
}
