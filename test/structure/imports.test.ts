import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const files = globSync(['extension/**/*.ts', 'webview/**/*.{ts,tsx}'])
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !file.endsWith('.d.ts'));

/** What there is beside a file of Node's, in the browser's build. */
const inBrowsers = (file: string): string => file.replace(/\.tsx?$/, '.web.ts');
const browsers = files.filter((file) => !files.includes(inBrowsers(file)));
const node = files.filter((file) => !file.endsWith('.web.ts'));

/** Files of ours that a file imports, be it for a type alone. */
function importsOf(file: string, known: ReadonlySet<string>): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles.flatMap(({ fileName }) => {
    if (!/^[.#]/.test(fileName)) return [];
    const path = fileName.startsWith('#shared/')
      ? fileName.replace('#', 'extension/')
      : posix.normalize(join(dirname(file), fileName).replaceAll('\\', '/'));
    const names = [`${path}.web.ts`, `${path}.ts`, `${path}.tsx`, path];
    const found = names.find((name) => known.has(name));
    if (found === undefined && !/\.(css|json)$|\/dist\//.test(fileName)) {
      throw new Error(`${file} imports ${fileName}, which this test cannot find.`);
    }
    return found ?? [];
  });
}

/** Every import that leads back to a file on the way to it. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file);
    if (start >= 0) found.push([...way.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return found;
}

test('a circle is found, wherever one begins to walk', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['b']],
    ['d', []],
  ]);
  expect(circles(graph)).toEqual([['b', 'c', 'b']]);
});

test.each([
  ['Node', node],
  ['browsers', browsers],
])('no file imports, over whatever others, itself: as built for %s', (_, built) => {
  expect(built.length).toBeGreaterThan(200);
  const known = new Set(built);
  const graph = new Map(built.map((file) => [file, importsOf(file, known)]));
  expect(circles(graph).map((circle) => circle.join(' → '))).toEqual([]);
});
