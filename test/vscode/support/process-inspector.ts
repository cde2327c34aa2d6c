/** A Node.js process that runs already, looked into from outside. */
import { execFileSync } from 'node:child_process';

/** Where a process that is asked to be inspected listens. */
const ADDRESS = 'http://127.0.0.1:9229/json/list';
const PATIENCE = 10_000;

interface Reply {
  readonly id: number;
  readonly result?: { readonly result?: { readonly value?: unknown } };
}

/** Speaks the inspector's protocol with one process at a time. */
export class ProcessInspector {
  private last = 0;

  private constructor(private readonly socket: WebSocket) {}

  static async attach(pid: number): Promise<ProcessInspector> {
    process.kill(pid, 'SIGUSR1');
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      try {
        const [target] = (await (await fetch(ADDRESS)).json()) as {
          webSocketDebuggerUrl: string;
        }[];
        const socket = new WebSocket(target!.webSocketDebuggerUrl);
        await new Promise((resolve, reject) => {
          socket.addEventListener('open', resolve);
          socket.addEventListener('error', reject);
        });
        return new ProcessInspector(socket);
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /** The value of an expression in the process. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result } = await this.send('Runtime.evaluate', { expression, returnByValue: true });
    return result?.result?.value as T;
  }

  async collectGarbage(): Promise<void> {
    await this.send('HeapProfiler.collectGarbage', {});
  }

  close(): void {
    this.socket.close();
  }

  private send(method: string, params: object): Promise<Reply> {
    const id = ++this.last;
    return new Promise((resolve) => {
      const listener = ({ data }: MessageEvent): void => {
        const reply = JSON.parse(String(data)) as Reply;
        if (reply.id !== id) return;
        this.socket.removeEventListener('message', listener);
        resolve(reply);
      };
      this.socket.addEventListener('message', listener);
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }
}

/** The extension hosts that a VS Code server has started. */
export function extensionHostsOf(server: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return table.split('\n').flatMap((line) => {
    const [pid, parent, ...words] = line.trim().split(/\s+/);
    const host = Number(parent) === server && words.includes('--type=extensionHost');
    return host ? [Number(pid)] : [];
  });
}
