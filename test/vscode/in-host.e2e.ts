/** @vscode/test-electron runs the in-host suite, in a desktop VS Code or else in a VS Code server. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { repository } from './support/paths';

const out = join(repository, 'out/in-host');
/** Near the packages that it imports: a bundle elsewhere would not find them. */
const launcher = join(repository, 'test/vscode/out/server-launcher.mjs');

/** A desktop that is named or can be downloaded and shown; otherwise the server, by its launcher. */
async function findVsCode(): Promise<string> {
  const named = process.env.VSCODE_EXECUTABLE;
  if (named !== undefined && named !== '') return named;
  const headless = process.platform === 'linux' && process.env.DISPLAY === undefined;
  if (!headless) {
    try {
      return await downloadAndUnzipVSCode({ cachePath: join(repository, '.vscode-test') });
    } catch (error) {
      console.log(`No desktop VS Code can be downloaded: ${(error as Error).message}`);
    }
  }
  return launcher;
}

/** Two folders in one window. */
async function severalFolders(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'mnist-lab-folders-'));
  const folders = ['one', 'two'];
  for (const name of folders) await mkdir(join(root, name));
  const file = join(root, 'all.code-workspace');
  await writeFile(file, JSON.stringify({ folders: folders.map((path) => ({ path })) }));
  return file;
}

beforeAll(async () => {
  await build({
    entryPoints: ['index', 'several-folders'].map((name) =>
      join(repository, `test/vscode/in-host/${name}.ts`),
    ),
    outdir: out,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  await build({
    entryPoints: [join(repository, 'test/vscode/support/server-launcher.ts')],
    outfile: launcher,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    banner: { js: '#!/usr/bin/env node' },
  });
  await chmod(launcher, 0o755);
});

async function runInHost(suite: string, launchArgs: string[] = []): Promise<number> {
  const vscodeExecutablePath = await findVsCode();
  console.log(`VS Code: ${vscodeExecutablePath === launcher ? 'server' : vscodeExecutablePath}`);
  return runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: repository,
    extensionTestsPath: join(out, `${suite}.js`),
    launchArgs,
  });
}

test('the suite passes inside the extension host', { timeout: 600_000 }, async () => {
  expect(await runInHost('index')).toBe(0);
});

test('settings count by folder in a window of several', { timeout: 300_000 }, async () => {
  const workspace = await severalFolders();
  expect(await runInHost('several-folders', [workspace])).toBe(0);
  await rm(dirname(workspace), { recursive: true });
});
