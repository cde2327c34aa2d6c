import { LabError } from '../errors';
import { startWorker, type WorkerHandle } from '../platform/worker';

/** What a further thread is started with. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
  readonly thread: number;
}

/** The threads beside the first one. They serve commands until `stop`. */
export class Threads {
  private failure: string | null = null;

  private constructor(private readonly workers: readonly WorkerHandle[]) {}

  /**
   * Starts threads 1 … count - 1 and waits until all of them have started.
   * @throws LabError `engine` when one does not.
   */
  static async start(script: string, count: number, start: Omit<ThreadStart, 'thread'>) {
    const workers: WorkerHandle[] = [];
    const started: Promise<void>[] = [];
    for (let thread = 1; thread < count; thread++) {
      const worker = startWorker(script, { ...start, thread } satisfies ThreadStart);
      workers.push(worker);
      started.push(
        new Promise((resolve, reject) => {
          worker.onMessage(() => {
            resolve();
          });
          worker.onExit((reason) => {
            reject(new LabError('engine', startFailure(thread, reason)));
          });
        }),
      );
    }
    const threads = new Threads(workers);
    for (const worker of workers) {
      worker.onExit((reason) => {
        threads.failure ??= reason;
      });
    }
    try {
      await Promise.all(started);
    } catch (error) {
      await threads.terminate();
      throw error;
    }
    return threads;
  }

  /** Why a thread ended before its time, if that is known by now. */
  get failureReason(): string | null {
    return this.failure;
  }

  async terminate(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

function startFailure(thread: number, reason: string): string {
  return `Thread ${(thread + 1).toString()} of the engine did not start (${reason}): choose fewer threads.`;
}
