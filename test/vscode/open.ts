/**
 * Opens the packaged extension in VS Code: with the desktop's `code` where there is one, else in a VS
 * Code server and the browser.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { openAddress } from './support/open-address';
import { repository } from './support/paths';
import { VsCodeServer } from './support/server';

const vsix = join(repository, 'mnist-lab.vsix');

function openDesktop(): boolean {
  try {
    execFileSync('code', ['--install-extension', vsix, '--force'], { stdio: 'inherit' });
    execFileSync('code', ['--new-window'], { stdio: 'inherit' });
    return true;
  } catch {
    return false;
  }
}

if (!openDesktop()) {
  console.log('No desktop VS Code was found, so a VS Code server is installed and started…');
  execFileSync('npm', ['run', 'test:vscode:install'], { cwd: repository, stdio: 'inherit' });
  const server = await VsCodeServer.start({ vsix });
  const url = `${server.url}?folder=${server.workspace}`;
  console.log(`\nVS Code with MNIST Lab is at ${url}\nCtrl-C ends it.`);
  openAddress(url);
  process.once('SIGINT', () => {
    void server.stop().then(() => process.exit(0));
  });
}
