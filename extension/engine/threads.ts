import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { formatAddressSpace } from '#shared/format';
import { settingName } from '../setting-names';
import { addressSpaceLimit } from '../platform/address-space';
import { startWorker } from '../platform/worker';
import { NoMoreThreads, type WorkerHandle } from '../platform/worker-handle';

/**
 * Address space of a process with the engine in it, and of each thread: measured on Node.js 24. A thread
 * that cannot have it ends the whole process, so it is asked for before.
 */
const PROCESS_BYTES = 3e9;
const THREAD_BYTES = 5e8;

/** What a further thread is put to work with. */
export interface ThreadTask {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
  readonly thread: number;
}

/** The threads beside the first one. */
export class Threads {
  private failure: string | null = null;

  private constructor(private readonly workers: readonly WorkerHandle[]) {
    for (const worker of workers) {
      worker.onExit((reason) => {
        this.failure ??= reason;
      });
    }
  }

  /**
   * Starts threads 1 … count - 1, or as many as the system gives, and waits until all of them are there.
   * @throws LabError `engine` when one is not.
   */
  static async start(script: string, count: number): Promise<Threads> {
    if (count > 1) checkAddressSpace(count);
    const threads = new Threads(startWorkers(script, count - 1));
    const { workers } = threads;
    try {
      await Promise.all(workers.map((worker, index) => told(worker, index + 1)));
    } catch (error) {
      await threads.terminate();
      throw error;
    }
    return threads;
  }

  /**
   * Lets every thread serve commands on the shared memory, until the exit command. Settles when all have the kernels:
   * where memory grew while a thread was about to get them, its first command failed in 3 of 1,000 engines (Node.js
   * 24, a busy machine), presumably as it kept the bounds of before.
   * @throws LabError `engine` when a thread has ended
   */
  async serve(task: Omit<ThreadTask, 'thread'>): Promise<void> {
    await Promise.all(
      this.workers.map((worker, index) => {
        const thread = index + 1;
        const ready = told(worker, thread);
        worker.post({ ...task, thread } satisfies ThreadTask);
        return ready;
      }),
    );
  }

  /** The first one included. */
  get count(): number {
    return this.workers.length + 1;
  }

  /** Why a thread ended before its time, if that is known by now. */
  get failureReason(): string | null {
    return this.failure;
  }

  async terminate(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

/** As many as asked for, or as the system gives. */
function startWorkers(script: string, count: number): WorkerHandle[] {
  const workers: WorkerHandle[] = [];
  try {
    while (workers.length < count) workers.push(startWorker(script));
  } catch (error) {
    if (error instanceof NoMoreThreads) return workers;
    for (const worker of workers) void worker.terminate();
    throw error;
  }
  return workers;
}

function checkAddressSpace(threads: number): void {
  const limit = addressSpaceLimit();
  const needed = PROCESS_BYTES + threads * THREAD_BYTES;
  if (limit === null || limit >= needed) return;
  throw new LabError(
    'engine',
    t(
      'WebAssembly memory for {0} threads needs {1} of address space, and only {2} are allowed here: raise the limit (see "ulimit -v"), or choose fewer threads.',
      threads,
      formatAddressSpace(needed),
      formatAddressSpace(limit),
    ),
    settingName('threads'),
  );
}

/** Settles with the next message of a thread, which says that it has come so far. */
function told(worker: WorkerHandle, thread: number): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.onMessage(() => {
      resolve();
    });
    worker.onExit((reason) => {
      const message = t(
        'Thread {0} of the engine did not start ({1}): choose fewer threads.',
        thread + 1,
        reason,
      );
      reject(new LabError('engine', message));
    });
  });
}
