/** Every way in which one field of a file can be wrong, one at a time. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What stands where, and how to read it: `state.epochs[0].losses.mlp is -1`. */
export interface Damage {
  readonly name: string;
  readonly value: Json;
}

const WRONG: readonly Json[] = [
  ...[null, true, '', 'odd', 0, 1, -1, 0.5, 9e15, 1e300],
  ...[[], [[]], [1, 2], {}, { odd: 1 }],
];

/** Damages at every path; the first item of a list and the last stand for all. */
export function* damagesOf(root: Json): Generator<Damage> {
  for (const path of pathsOf(root)) {
    const old = at(root, path);
    for (const wrong of [...WRONG, ...variations(old)]) {
      if (JSON.stringify(wrong) === JSON.stringify(old)) continue;
      yield { name: `${path.join('.')} is ${print(wrong)}`, value: replaced(root, path, wrong) };
    }
    if (path.length > 0) {
      yield { name: `${path.join('.')} is missing`, value: replaced(root, path, undefined) };
    }
  }
}

/** Every value in it but the whole, replaced by one. */
export function* replacementsOf(
  root: Json,
  by: Json,
): Generator<Damage & { readonly key: string }> {
  for (const path of pathsOf(root)) {
    if (path.length === 0) continue;
    const key = String(path.at(-1));
    yield { key, name: path.join('.'), value: replaced(root, path, by) };
  }
}

/** Every object in it, with more keys, where it has none of that name. */
export function* additionsOf(root: Json, more: Readonly<Record<string, Json>>): Generator<Damage> {
  for (const path of pathsOf(root)) {
    const old = at(root, path);
    if (old === null || typeof old !== 'object' || Array.isArray(old)) continue;
    for (const [key, value] of Object.entries(more)) {
      if (Object.hasOwn(old, key)) continue;
      const name = `${path.join('.')} has ${key}`;
      yield { name, value: replaced(root, path, { ...old, [key]: value }) };
    }
  }
}

type Path = readonly (string | number)[];

function* pathsOf(value: Json, path: Path = []): Generator<Path> {
  yield path;
  if (Array.isArray(value)) {
    const places = new Set([0, value.length - 1].filter((place) => value[place] !== undefined));
    for (const place of places) yield* pathsOf(value[place]!, [...path, place]);
  } else if (value !== null && typeof value === 'object') {
    for (const key of Object.keys(value)) yield* pathsOf(value[key]!, [...path, key]);
  }
}

/** Values of the right kind, and yet not what was there. */
function variations(old: Json): Json[] {
  if (Array.isArray(old)) return [old.slice(1), [...old, ...old.slice(-1)], [...old].reverse()];
  if (typeof old === 'number') return [old + 1, -old, old * 1000];
  if (typeof old === 'string') return [`${old}x`, old.toUpperCase(), '__proto__'];
  if (old !== null && typeof old === 'object') {
    const [[key, value] = ['a', 1]] = Object.entries(old);
    return [
      { ...old, another: value },
      Object.fromEntries(Object.entries(old).slice(1)),
      { [key]: value },
    ];
  }
  return [];
}

function at(root: Json, path: Path): Json {
  return path.reduce<Json>((value, step) => (value as Record<string, Json>)[step]!, root);
}

function replaced(root: Json, path: Path, value: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value!;
  const copy = (Array.isArray(root) ? [...root] : { ...(root as object) }) as Record<string, Json>;
  if (rest.length === 0 && value === undefined) {
    if (Array.isArray(copy)) copy.splice(Number(step), 1);
    else Reflect.deleteProperty(copy, step);
  } else copy[step] = replaced(copy[step]!, rest, value);
  return copy;
}

function print(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
