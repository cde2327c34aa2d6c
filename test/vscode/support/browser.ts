import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type LaunchOptions,
} from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * A Chromium to drive: CHROME_PATH, else one on the PATH, else the one that the npm package
 * @sparticuz/chromium carries for Linux, so that a machine with Node alone can run these tests.
 */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch(await options());
}

/**
 * The same with a memory of its own, in a folder, so that what pages keep is there when it is opened again. Webviews of
 * pages without a server need cookies of third parties, for their origins are others than the page's.
 */
export async function launchBrowserWithMemory(
  folder: string,
  person: BrowserContextOptions,
): Promise<BrowserContext> {
  await mkdir(join(folder, 'Default'), { recursive: true });
  const preferences = { profile: { block_third_party_cookies: false, cookie_controls_mode: 0 } };
  await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
  return chromium.launchPersistentContext(folder, { ...person, ...(await options()) });
}

/** The first program on the PATH that has one of these names. */
export function findOnPath(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return onPath.find((file) => existsSync(file));
}

async function options(): Promise<LaunchOptions> {
  const executablePath = await findBrowser();
  console.log(`Browser: ${executablePath}`);
  return {
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
  };
}

async function findBrowser(): Promise<string> {
  const named = process.env.CHROME_PATH;
  if (named !== undefined && named !== '') return named;
  const found = findOnPath(names);
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
