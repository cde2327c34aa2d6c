/** Before all tests: looks whether `dist/` is built of the sources as they are now. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundles } from './bundles';

declare module 'vitest' {
  interface ProvidedContext {
    /** What is wrong with `dist/`, in one sentence; undefined where nobody has looked. */
    readonly brokenBuild: string | null | undefined;
  }
}

const root = join(import.meta.dirname, '../..');

export default function setup(project: TestProject): void {
  project.provide('brokenBuild', brokenBuild());
}

/** By content: times say nothing once a branch has been changed, or a folder copied. */
function brokenBuild(): string | null {
  try {
    const changed = changedOfBundles() ?? changedOfKernels();
    return changed === null
      ? null
      : `dist/ was built before ${changed} changed: run "npm run build".`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return 'dist/ is not whole: run "npm run build".';
  }
}

/** A source that is not what its bundle was made of; the bundles' maps have these word by word. */
function changedOfBundles(): string | null {
  for (const bundle of bundles) {
    const map = join(root, `dist/${bundle}.js.map`);
    const { sources, sourcesContent } = JSON.parse(readFileSync(map, 'utf8')) as {
      sources: readonly string[];
      sourcesContent: readonly string[];
    };
    const changed = sources.find((source, i) => {
      if (source.includes('node_modules/')) return false;
      return textOf(join(dirname(map), source)) !== sourcesContent[i];
    });
    if (changed !== undefined) return relative(root, join(dirname(map), changed));
  }
  return null;
}

/** Likewise of the kernels; see assembly/note_sources.mjs. */
function changedOfKernels(): string | null {
  const noted = JSON.parse(readFileSync(join(root, 'dist/meta/kernels.json'), 'utf8')) as Record<
    string,
    string
  >;
  const changed = ['asconfig.json', ...globSync('assembly/**/*.ts', { cwd: root })].find((file) => {
    const digest = createHash('sha256')
      .update(readFileSync(join(root, file)))
      .digest('hex');
    return noted[file.replaceAll('\\', '/')] !== digest;
  });
  return changed ?? null;
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
