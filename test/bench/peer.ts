import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Contestant } from './contestant';

/**
 * One JSON object a line. A peer is asked `{"network", "batches"}`; one that does the whole notebook also
 * `{"lockstep": batches}` and `{"evaluate": network, "times": times}`.
 */
type Answer =
  | { readonly type: 'ready'; readonly version: string }
  | { readonly type: 'measured'; readonly seconds: number }
  | { readonly type: 'failed'; readonly reason: string };

/**
 * Starts a peer in a process of its own. Rejects with the last line of its complaint when it ends
 * before it is ready: then it is not installed.
 */
export async function startPeer(
  name: string,
  command: string,
  args: readonly string[],
  threads: number,
  { slow = false, whole = false } = {},
): Promise<Contestant> {
  const environment = {
    ...process.env,
    OMP_NUM_THREADS: String(threads),
    OPENBLAS_NUM_THREADS: String(threads),
  };
  const child = spawn(command, args, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint = (complaint + text.toString()).slice(-2000);
  });
  const ended = new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.on('exit', () => {
      reject(new Error(complaint.trim().split('\n').at(-1) ?? 'it ended'));
    });
  });
  ended.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Answer> => {
    const line = await Promise.race([lines.next(), ended]);
    if (line.done === true) return ended;
    return JSON.parse(line.value) as Answer;
  };

  const ask = async (request: object): Promise<number> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const result = await answer();
    if (result.type === 'measured') return result.seconds;
    throw new Error(result.type === 'failed' ? result.reason : 'an answer that was not asked');
  };

  const ready = await answer();
  if (ready.type !== 'ready') throw new Error(`${name} did not say that it is ready`);
  return {
    name: `${name} ${ready.version}`,
    threads,
    slow,
    measure: (network, batches) => ask({ network, batches }),
    ...(whole && {
      whole: {
        lockstep: (batches: number) => ask({ lockstep: batches }),
        evaluate: (network: string, times: number) => ask({ evaluate: network, times }),
      },
    }),
    dispose: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) {
          resolve();
          return;
        }
        child.once('exit', () => {
          resolve();
        });
        child.stdin.end();
      }),
  };
}
