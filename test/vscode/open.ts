/**
 * Opens the packaged extension in VS Code: with the desktop's `code` where there is one, else in a VS
 * Code server and the browser.
 */
import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
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

function openBrowser(url: string): void {
  const openers: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer' };
  // Where nothing can be opened, the printed address is what is left.
  execFile(openers[process.platform] ?? 'xdg-open', [url], () => undefined);
}

if (!openDesktop()) {
  console.log('No desktop VS Code was found, so a VS Code server is installed and started…');
  execFileSync('npm', ['run', 'test:vscode:install'], { cwd: repository, stdio: 'inherit' });
  const server = await VsCodeServer.start({ vsix });
  const url = `${server.url}?folder=${server.workspace}`;
  console.log(`\nVS Code with MNIST Lab is at ${url}\nCtrl-C ends it.`);
  openBrowser(url);
  process.once('SIGINT', () => {
    void server.stop().then(() => process.exit(0));
  });
}
