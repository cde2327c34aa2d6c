/**
 * Stands in for a desktop VS Code: takes the same arguments, runs the suite in a VS Code server with a
 * browser in front of it, prints what the suite prints, and exits as the suite ends.
 */
import { launchBrowser } from './browser';
import { VsCodeServer } from './server';

function argument(name: string): string {
  const prefix = `--${name}=`;
  const found = process.argv.find((word) => word.startsWith(prefix));
  if (found === undefined) throw new Error(`${prefix}… is missing.`);
  return found.slice(prefix.length);
}

const server = await VsCodeServer.start({ testDriver: true });
const browser = await launchBrowser();
const page = await browser.newPage();
const exited = new Promise<number>((resolve, reject) => {
  page.once('crash', () => {
    reject(new Error('The page of the workbench crashed.'));
  });
  void page.exposeFunction('codeAutomationLog', (_type: string, words: unknown[]) => {
    console.log(words.map(String).join(' '));
  });
  void page.exposeFunction('codeAutomationExit', (code: number) => {
    resolve(code);
  });
});
const remote = (path: string): string => `vscode-remote://127.0.0.1:${server.port}${path}`;
const payload = [
  ['extensionDevelopmentPath', remote(argument('extensionDevelopmentPath'))],
  ['extensionTestsPath', remote(argument('extensionTestsPath'))],
  ['skipWelcome', 'true'],
];
const workspace = process.argv.find((word) => word.endsWith('.code-workspace'));
const opened = workspace === undefined ? `folder=${server.workspace}` : `workspace=${workspace}`;
await page.goto(`${server.url}?${opened}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
const code = await exited;
await browser.close();
await server.stop();
process.exit(code);
