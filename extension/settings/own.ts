import { isObject } from './merge';
import { settings } from './schema';

const PREFIX = 'mnistLab';

/**
 * Our settings in the content of a settings.json, by key without `mnistLab.`. As in VS Code,
 * `"mnistLab": { "epochs": 2 }` says the same as `"mnistLab.epochs": 2`, and what comes later counts.
 */
export function ownSettings(content: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [name, value] of Object.entries(content)) {
    if (name === PREFIX && isObject(value)) put(found, '', value);
    else if (name.startsWith(`${PREFIX}.`)) put(found, name.slice(PREFIX.length + 1), value);
  }
  return Object.fromEntries(found);
}

function put(found: Map<string, unknown>, key: string, value: unknown): void {
  const within = (other: string): boolean =>
    key === '' || other === key || other.startsWith(`${key}.`);
  for (const earlier of [...found.keys()].filter(within)) found.delete(earlier);
  const isGroup = !settings.has(key) && [...settings.keys()].some(within);
  if (!isGroup || !isObject(value)) {
    found.set(key, value);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    put(found, key === '' ? name : `${key}.${name}`, inner);
  }
}
