import { join } from 'node:path';

/** npm runs every script in the repository's root, and what they start stays there. */
export const repository = process.cwd();
const serverFolder = join(repository, 'test/vscode/node_modules/code-server/lib/vscode');
export const serverMain = join(serverFolder, 'out/server-main.js');
/** Pictures of the last test run. */
export const screenshots = join(repository, 'out/screenshots');
