import { join, resolve } from 'node:path';

export const repository = resolve(import.meta.dirname, '../../..');
const serverFolder = join(repository, 'test/vscode/node_modules/code-server/lib/vscode');
export const serverMain = join(serverFolder, 'out/server-main.js');
/** Pictures of the last test run. */
export const screenshots = join(repository, 'out/screenshots');
