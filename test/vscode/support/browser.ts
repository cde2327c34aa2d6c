import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * A Chromium to drive: CHROME_PATH, else one on the PATH, else the one that the npm package
 * @sparticuz/chromium carries for Linux, so that a machine with Node alone can run these tests.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findBrowser();
  console.log(`Browser: ${executablePath}`);
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

async function findBrowser(): Promise<string> {
  const named = process.env.CHROME_PATH;
  if (named !== undefined && named !== '') return named;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const found = onPath.find((file) => existsSync(file));
  if (found !== undefined) return found;
  // So the package also unpacks the system libraries and fonts that a bare machine lacks. Its own
  // arguments are not taken: they put everything in one process, where webviews stay empty.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs24.x';
  // By a variable, as the package is not installed where only types are checked.
  const carrier = '@sparticuz/chromium';
  const { default: carried } = (await import(carrier)) as {
    default: { executablePath(): Promise<string> };
  };
  return carried.executablePath();
}
