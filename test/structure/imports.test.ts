import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const files = globSync(['extension/**/*.ts', 'webview/**/*.{ts,tsx}'])
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !file.endsWith('.d.ts'));
const known = new Set(files);

/** Files of ours that a file imports, be it for a type alone. */
function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles.flatMap(({ fileName }) => {
    if (!/^[.#]/.test(fileName)) return [];
    const path = fileName.startsWith('#shared/')
      ? fileName.replace('#', 'extension/')
      : posix.normalize(join(dirname(file), fileName).replaceAll('\\', '/'));
    const found = [`${path}.ts`, `${path}.tsx`, path].find((name) => known.has(name));
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

test('no file imports, over whatever others, itself', () => {
  expect(files.length).toBeGreaterThan(200);
  const graph = new Map(files.map((file) => [file, importsOf(file)]));
  expect(circles(graph).map((circle) => circle.join(' → '))).toEqual([]);
});
