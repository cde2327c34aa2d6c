import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { extensionHostsOf } from './process-inspector';
import { serverMain } from './paths';
import type { Site } from './workbench';

const run = promisify(execFile);
const READY = 'Extension host agent listening';
const START_PATIENCE = 60_000;

export interface ServerOptions {
  /** An extension to install, as a user would. */
  readonly vsix?: string;
  /** Lets the page load an extension under development and its tests. */
  readonly testDriver?: boolean;
  /** Asks whether folders are trusted, as a desktop does; by default every folder is. */
  readonly workspaceTrust?: boolean;
}

/** A VS Code server of its own: fresh profile, own port, nothing left behind. */
export class VsCodeServer implements Site {
  private constructor(
    readonly port: number,
    /** User settings and installed extensions. */
    private readonly profile: string,
    /** An empty folder to open. */
    readonly workspace: string,
    private readonly args: readonly string[],
    private process: ChildProcess,
  ) {}

  static async start({
    vsix,
    testDriver = false,
    workspaceTrust = false,
  }: ServerOptions): Promise<VsCodeServer> {
    const folder = await mkdtemp(join(tmpdir(), 'mnist-lab-vscode-'));
    const workspace = join(folder, 'workspace');
    await mkdir(workspace);
    const common = ['--server-data-dir', folder, '--accept-server-license-terms'];
    if (vsix !== undefined) {
      await run(process.execPath, [serverMain, ...common, '--install-extension', vsix]);
    }
    const port = await freePort();
    const args = [
      serverMain,
      ...common,
      ...['--host', '127.0.0.1', '--port', port.toString(), '--without-connection-token'],
      '--disable-telemetry',
      ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
      ...(testDriver ? ['--enable-smoke-test-driver'] : []),
    ];
    return new VsCodeServer(port, folder, workspace, args, await launch(args));
  }

  /** Ends the server and its extension hosts as a power cut would, and starts it again. */
  async crash(): Promise<void> {
    const exited = new Promise((resolve) => this.process.once('exit', resolve));
    for (const pid of [...extensionHostsOf(this.pid), this.pid]) process.kill(pid, 'SIGKILL');
    await exited;
    this.process = await launch(this.args);
  }

  /** Where the extension keeps its history of runs. */
  get storage(): string {
    return join(this.profile, 'data/User/globalStorage/mnist-lab.mnist-lab');
  }

  get runs(): string {
    return join(this.storage, 'runs');
  }

  /** Empties the history of runs; windows that are open find out when they are loaded again. */
  async removeRuns(): Promise<void> {
    await rm(this.runs, { recursive: true, force: true, maxRetries: 5 });
  }

  private get settingsFile(): string {
    return join(this.profile, 'data/User/settings.json');
  }

  /** Remembers the history of runs as it is on the disk. */
  async keepRuns(): Promise<void> {
    await cp(this.runs, this.keptRuns, { recursive: true });
  }

  /**
   * Brings back the history that was kept where files have come or gone since, and says whether they had:
   * then windows that are open find out when they are loaded again.
   */
  async restoreRuns(): Promise<boolean> {
    const [now, kept] = await Promise.all([filesIn(this.runs), filesIn(this.keptRuns)]);
    if (isDeepStrictEqual(now, kept)) return false;
    await this.removeRuns();
    await cp(this.keptRuns, this.runs, { recursive: true });
    return true;
  }

  private get keptRuns(): string {
    return join(this.profile, 'kept-runs');
  }

  get pid(): number {
    return this.process.pid!;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  get address(): string {
    const payload = encodeURIComponent(JSON.stringify([['skipWelcome', 'true']]));
    return `${this.url}?folder=${this.workspace}&payload=${payload}`;
  }

  /** Replaces the user's settings.json. */
  async writeSettings(settings: object): Promise<void> {
    await mkdir(dirname(this.settingsFile), { recursive: true });
    await writeFile(this.settingsFile, textOf(settings));
  }

  /** Whether the user's settings.json is still as it was written with these. */
  async hasSettings(settings: object): Promise<boolean> {
    return (await readFile(this.settingsFile, 'utf8')) === textOf(settings);
  }

  /** Replaces the workspace's settings.json and returns its text. */
  async writeWorkspaceSettings(settings: object): Promise<string> {
    const folder = join(this.workspace, '.vscode');
    await mkdir(folder, { recursive: true });
    const text = textOf(settings);
    await writeFile(join(folder, 'settings.json'), text);
    return text;
  }

  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill();
    await exited;
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

const textOf = (settings: object): string => JSON.stringify(settings, null, 2);

async function launch(args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  await ready(child);
  return child;
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => {
      reject(new Error(`The VS Code server did not start:\n${output}`));
    }, START_PATIENCE);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (!output.includes(READY)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The VS Code server ended with ${String(code)}:\n${output}`));
    });
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no port'));
      });
    });
  });
}
