import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trainedDigest } from '../support/digest';
import { builtFolder } from '../support/dist';
import { withEngine } from '../support/engine';

const root = join(import.meta.dirname, '../..');

describe.each(['portable', 'relaxed'] as const)('%s SIMD', (simd) => {
  test('1 to 8 threads give the same bits, and so does every run', async () => {
    const digests: string[] = [];
    for (const threads of [1, 2, 3, 4, 5, 6, 7, 8, 2]) {
      digests.push(await withEngine(simd, threads, trainedDigest));
    }
    expect(new Set(digests).size, digests.join('\n')).toBe(1);
  });
});

describe('portable SIMD gives the same bits', () => {
  let folder: string;
  let script: string;
  let expected: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mnist-lab-'));
    script = join(folder, 'digest.cjs');
    const entry = join(root, 'test/engine/digest.ts');
    await build({
      entryPoints: [entry],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      // What test/support/engine.ts knows only as a module.
      define: { 'import.meta.dirname': JSON.stringify(join(root, 'test/support')) },
    });
    expected = await withEngine('portable', 1, trainedDigest);
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function run(node: string, flags: string[], threads: number) {
    const { stdout } = await promisify(execFile)(node, [
      ...flags,
      script,
      builtFolder(),
      String(threads),
    ]);
    return JSON.parse(stdout) as { version: string; digest: string };
  }

  test.each(['--liftoff-only', '--no-liftoff'])('under V8 with %s', async (flag) => {
    expect((await run(process.execPath, [flag], 2)).digest).toBe(expected);
  });

  test('under every Node.js of this machine', async () => {
    const nodes = await installedNodes();
    expect(nodes).not.toHaveLength(0);
    for (const node of nodes) {
      // More threads than cores meet in orders that two never do.
      for (const threads of [2, 3, 8]) {
        const { version, digest } = await run(node, [], threads);
        expect(digest, `${node} ${version}, ${threads} threads`).toBe(expected);
      }
    }
  });
});

/** Every `node` on the PATH, the tool chain's own among them. */
async function installedNodes(): Promise<string[]> {
  const found = new Set<string>([await realpath(process.execPath)]);
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const node = join(folder, 'node');
    try {
      accessSync(node, constants.X_OK);
      found.add(await realpath(node));
    } catch {
      // Not in this folder.
    }
  }
  return [...found];
}
