/** The bits of training in browsers are Node's: portable SIMD, on any number of threads. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtFolder } from '../support/dist';
import { trainedDigest } from '../support/digest';
import { withEngine } from '../support/engine';
import { findOnPath, launchBrowser } from './support/browser';
import { repository } from './support/paths';

const threads = [1, 2];
const firefox = findOnPath(['firefox', 'firefox-esr']);

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** Hands out a page, its worker and what has been built, so that threads may share memory; is told digests. */
class Site {
  private readonly server: Server;
  private tell: (digests: unknown) => void = () => undefined;

  constructor(private readonly script: string) {
    this.server = createServer((request, response) => {
      void this.answer(request).then(({ type, content }) => {
        response.writeHead(content === null ? 404 : 200, {
          'content-type': type,
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-embedder-policy': 'require-corp',
        });
        response.end(content);
      });
    });
  }

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** What the next page tells. */
  told(): Promise<unknown> {
    return new Promise((resolve) => {
      this.tell = resolve;
    });
  }

  private async answer(
    request: IncomingMessage,
  ): Promise<{ type: string; content: string | Buffer | null }> {
    const { pathname } = new URL(request.url!, this.address);
    if (pathname === '/digests') {
      this.tell(JSON.parse(await text(request)));
      return { type: 'text/plain', content: '' };
    }
    if (pathname === '/') {
      const page = `<script>new Worker('worker.js?threads=${threads.join(',')}')</script>`;
      return { type: 'text/html', content: page };
    }
    const path = pathname === '/worker.js' ? this.script : join(repository, pathname);
    const content = await readFile(path).catch(() => null);
    return { type: types[extname(path)] ?? 'application/octet-stream', content };
  }
}

describe('portable SIMD gives the bits of Node', () => {
  let folder: string;
  let site: Site;
  let expected: string[];

  beforeAll(async () => {
    builtFolder();
    folder = await mkdtemp(join(tmpdir(), 'mnist-lab-bits-'));
    const script = join(folder, 'worker.js');
    await build({
      entryPoints: [join(repository, 'test/vscode/support/digest-worker.web.ts')],
      outfile: script,
      bundle: true,
      resolveExtensions: ['.web.ts', '.ts', '.js', '.json'],
      mainFields: ['browser', 'module', 'main'],
    });
    site = new Site(script);
    await site.start();
    const digest = await withEngine('portable', 2, trainedDigest);
    expected = threads.map(() => digest);
  });

  afterAll(async () => {
    site.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test('in Chromium', async () => {
    const browser = await launchBrowser();
    const told = site.told();
    const page = await browser.newPage();
    await page.goto(site.address);
    expect(await told).toEqual(expected);
    await browser.close();
  });

  test.skipIf(firefox === undefined)('in Firefox', async () => {
    const profile = join(folder, 'firefox');
    const told = site.told();
    const args = ['--headless', '--no-remote', '--profile', profile, site.address];
    await mkdir(profile);
    const browser = spawn(firefox!, args, { stdio: 'ignore' });
    const exited = once(browser, 'exit');
    expect(await told).toEqual(expected);
    browser.kill();
    await exited;
  });
});
