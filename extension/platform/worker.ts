import { t } from '@vscode/l10n';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { LabError } from '../errors';
import { formatAddressSpace } from '#shared/format';
import { addressSpaceLimit } from './address-space';
import { joinPath } from './files';
import {
  given,
  type Given,
  NoMoreThreads,
  type ParentHandle,
  take,
  type WorkerHandle,
  type WorkerName,
} from './worker-handle';

/** Below this limit of address space a worker ends the whole process: measured on Node.js 24. */
const WORKER_BYTES = 2.2e9;

/**
 * Megabytes of what V8 has not looked through yet, where it would take 48: most of what threads here make is bytes
 * outside its heap, which go with small objects in it. Measured: 60,000 pictures read in the same time by half the memory.
 */
const YOUNG_GENERATION = 6;

/** Where the build puts the script of a worker. */
export function workerScript(distFolder: string, name: WorkerName): string {
  return joinPath(distFolder, `${name}.js`);
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
      workerData: given(),
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION },
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
  take(workerData as Given);
  return {
    post: (message, moved) => {
      port.postMessage(message, moved);
    },
    onMessage: (listener) => {
      port.on('message', listener);
    },
  };
}
