import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const text = readFileSync('CONTRIBUTING.md', 'utf8');
/** By a path that TypeScript does not follow: the linter's configuration has no types. */
const config = '../eslint.config.mjs';
const { doors } = (await import(config)) as {
  readonly doors: Readonly<Record<string, readonly string[]>>;
};
const all: Readonly<Record<string, readonly string[]>> = { ...doors, webview: ['shared'] };

/** All rooms that one gets to from a room, door by door. */
function reached(room: string, seen = new Set<string>()): Set<string> {
  for (const next of all[room]!) {
    if (seen.has(next)) continue;
    seen.add(next);
    reached(next, seen);
  }
  return seen;
}

/** The doors without those that lead where other doors of the room lead as well. */
function plainDoors(room: string): string[] {
  const open = all[room]!;
  return open.filter((door) => !open.some((other) => other !== door && reached(other).has(door)));
}

describe('CONTRIBUTING', () => {
  test('draws the doors that the linter keeps, each where no other way leads', () => {
    const [, drawing] = /```mermaid\n(.*?)```/s.exec(text)!;
    const arrows = drawing!.split('\n').flatMap((line) => {
      const [, from, to] = /^\s*([\w &]+?) --> ([\w &]+?)\s*$/.exec(line) ?? [];
      if (from === undefined || to === undefined) return [];
      return from
        .split(' & ')
        .flatMap((room) => to.split(' & ').map((door) => `${room} → ${door}`));
    });
    const expected = Object.keys(all).flatMap((room) =>
      plainDoors(room).map((door) => `${room} → ${door}`),
    );
    expect(expected.length).toBeGreaterThan(15);
    expect(arrows.sort()).toEqual(expected.sort());
  });

  test('has a line for every folder', () => {
    const rows = [...text.matchAll(/^\| `(extension\/\w+)\/` +\|/gm)].map(([, folder]) => folder);
    const folders = globSync('extension/*/').map((path) =>
      path.replaceAll('\\', '/').replace(/\/$/, ''),
    );
    expect(rows.sort()).toEqual(folders.sort());
  });

  test('speaks of files that there are', () => {
    const paths = [...text.matchAll(/`((?:extension|webview|assembly|test|\.ci)\/[\w./-]+)`/g)].map(
      ([, path]) => path!,
    );
    expect(paths.length).toBeGreaterThan(30);
    for (const path of paths) expect(globSync(path.replace(/\/$/, '')), path).toHaveLength(1);
  });

  test('is kept by comments: they lead with their noun', () => {
    const files = globSync('{assembly,extension,webview,test}/**/*.{ts,tsx,mts,mjs}').filter(
      (file) => !/node_modules|[\\/]out[\\/]/.test(file),
    );
    expect(files.length).toBeGreaterThan(400);
    const found = files.flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => /(\/\*\*|\/\/|^\s*\*) Of /.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });
});
