import { Worker } from 'node:worker_threads';

export function startWorker(file: string): Worker {
  return new Worker(file);
}
