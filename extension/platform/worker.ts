import { t } from '@vscode/l10n';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { LabError } from '../errors';
import { formatAddressSpace } from '#shared/format';
import { type FaceNames, faceNames, useFaceNames } from '../setting-names';
import { addressSpaceLimit } from './address-space';
import { cacheFolder, useCacheFolder } from './cache-folder';
import { language, type Language, useLanguage } from './language';

/** A worker thread, as the thread that started it sees it. */
export interface WorkerHandle {
  /** @param moved memory in the message that is given away, not copied */
  post(message: unknown, moved?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the worker has ended for whatever reason, with that reason in words. */
  onExit(listener: (reason: string) => void): void;
  terminate(): Promise<void>;
}

/** The thread that started this worker, as the worker sees it. */
export interface ParentHandle {
  /** As `WorkerHandle.post`. */
  post(message: unknown, moved?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** What a thread tells a worker of the face that it works for. */
interface Given {
  readonly language: Language;
  readonly faceNames: FaceNames;
  readonly cacheFolder: string | null;
}

/** Below this limit of address space a worker ends the whole process: measured on Node.js 24. */
const WORKER_BYTES = 2.2e9;

/** The system has a limit of threads, and it is reached. */
export class NoMoreThreads extends LabError {
  constructor() {
    super(
      'engine',
      t(
        'The system gives no more threads here (EAGAIN): end other programs, or raise the limit (see "ulimit -u").',
      ),
    );
  }
}

/**
 * Runs a script in a thread of its own, with the same words for people as this one.
 * @throws LabError `engine` where there is no room for one; `NoMoreThreads` if only that is why
 */
export function startWorker(script: string): WorkerHandle {
  const limit = addressSpaceLimit();
  if (limit !== null && limit < WORKER_BYTES) {
    throw new LabError(
      'engine',
      t(
        'WebAssembly memory and a thread for it need {0} of address space, and only {1} are allowed here: raise the limit (see "ulimit -v").',
        formatAddressSpace(WORKER_BYTES),
        formatAddressSpace(limit),
      ),
    );
  }
  const worker = newWorker(script);
  let reason: string | null = null;
  worker.on('error', (error: unknown) => {
    reason = error instanceof Error ? error.message : String(error);
  });
  return {
    post: (message, moved) => {
      worker.postMessage(message, moved);
    },
    onMessage: (listener) => {
      worker.on('message', listener);
    },
    onExit: (listener) => {
      worker.once('exit', (code) => {
        listener(reason ?? t('it ended with code {0}', code));
      });
    },
    terminate: async () => {
      await worker.terminate();
    },
  };
}

function newWorker(script: string): Worker {
  try {
    return new Worker(script, {
      workerData: {
        ...{ language: language(), faceNames: faceNames(), cacheFolder: cacheFolder() },
      } satisfies Given,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_INIT_FAILED') throw error;
    throw new NoMoreThreads();
  }
}

/** This worker's side. Only to be called in a worker, and before it has anything to say. */
export function thisWorker(): ParentHandle {
  const port = parentPort;
  if (port === null) throw new Error('This script runs in a worker only.');
  const given = workerData as Given;
  useLanguage(given.language);
  useFaceNames(given.faceNames);
  useCacheFolder(given.cacheFolder);
  return {
    post: (message, moved) => {
      port.postMessage(message, moved);
    },
    onMessage: (listener) => {
      port.on('message', listener);
    },
  };
}
