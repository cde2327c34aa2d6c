import { isObject } from './merge';
import { settings } from './schema';

const PREFIX = 'mnistLab';

/**
 * Our settings in the content of a settings.json, by key without `mnistLab.`. As in VS Code,
 * `"mnistLab": { "epochs": 2 }` says the same as `"mnistLab.epochs": 2`, and what comes later counts.
 */
export function ownSettings(content: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(typedSettings(content).map(({ key, value }) => [key, value]));
}

/** A setting as it is typed. */
export interface TypedSetting {
  /** Without `mnistLab.`. */
  readonly key: string;
  readonly value: unknown;
  /** The keys that lead to it in the document: more than one where it is typed within an object. */
  readonly path: readonly string[];
}

export function typedSettings(content: Readonly<Record<string, unknown>>): readonly TypedSetting[] {
  const found = new Map<string, TypedSetting>();
  for (const [name, value] of Object.entries(content)) {
    if (name === PREFIX && isObject(value)) put(found, { key: '', value, path: [name] });
    else if (name.startsWith(`${PREFIX}.`)) {
      put(found, { key: name.slice(PREFIX.length + 1), value, path: [name] });
    }
  }
  return [...found.values()];
}

function put(found: Map<string, TypedSetting>, typed: TypedSetting): void {
  const { key, value, path } = typed;
  const within = (other: string): boolean =>
    key === '' || other === key || other.startsWith(`${key}.`);
  for (const earlier of [...found.keys()].filter(within)) found.delete(earlier);
  const isGroup = !settings.has(key) && [...settings.keys()].some(within);
  if (!isGroup || !isObject(value)) {
    found.set(key, typed);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    put(found, {
      key: key === '' ? name : `${key}.${name}`,
      value: inner,
      path: [...path, name],
    });
  }
}
