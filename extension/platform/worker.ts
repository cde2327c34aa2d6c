import { parentPort, Worker, workerData } from 'node:worker_threads';

/** A worker thread, as the thread that started it sees it. */
export interface WorkerHandle {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the worker has ended for whatever reason, with that reason in words. */
  onExit(listener: (reason: string) => void): void;
  terminate(): Promise<void>;
}

/** The thread that started this worker, as the worker sees it. */
export interface ParentHandle {
  readonly data: unknown;
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** Runs a script in a thread of its own. `data` is cloned, except shared memory and modules. */
export function startWorker(script: string, data?: unknown): WorkerHandle {
  const worker = new Worker(script, { workerData: data });
  let reason: string | null = null;
  worker.on('error', (error: unknown) => {
    reason = error instanceof Error ? error.message : String(error);
  });
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    onMessage: (listener) => {
      worker.on('message', listener);
    },
    onExit: (listener) => {
      worker.once('exit', (code) => {
        listener(reason ?? `it ended with code ${code.toString()}`);
      });
    },
    terminate: async () => {
      await worker.terminate();
    },
  };
}

/** This worker's side. Only to be called in a worker. */
export function thisWorker(): ParentHandle {
  const port = parentPort;
  if (port === null) throw new Error('This script runs in a worker only.');
  return {
    data: workerData,
    post: (message) => {
      port.postMessage(message);
    },
    onMessage: (listener) => {
      port.on('message', listener);
    },
  };
}
