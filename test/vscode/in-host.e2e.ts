/** @vscode/test-electron runs the in-host suite, in a desktop VS Code or else in a VS Code server. */
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
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

test('the suite passes inside the extension host', { timeout: 600_000 }, async () => {
  await build({
    entryPoints: [join(repository, 'test/vscode/in-host/index.ts')],
    outfile: join(out, 'index.js'),
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
  const vscodeExecutablePath = await findVsCode();
  console.log(`VS Code: ${vscodeExecutablePath === launcher ? 'server' : vscodeExecutablePath}`);
  const code = await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: repository,
    extensionTestsPath: join(out, 'index.js'),
  });
  expect(code).toBe(0);
});
