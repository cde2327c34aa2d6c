import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { type FaceNames, faceNames, useFaceNames } from '../setting-names';
import { cacheFolder, useCacheFolder } from './cache-folder';
import { language, type Language, useLanguage } from './language';

/** The scripts that run in workers. */
export type WorkerName =
  'worker' | 'inspection-worker' | 'export-worker' | 'thread' | 'picture-worker';

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
export interface Given {
  readonly language: Language;
  readonly faceNames: FaceNames;
  readonly cacheFolder: string | null;
}

export function given(): Given {
  return { language: language(), faceNames: faceNames(), cacheFolder: cacheFolder() };
}

/** In the worker. */
export function take(given: Given): void {
  useLanguage(given.language);
  useFaceNames(given.faceNames);
  useCacheFolder(given.cacheFolder);
}

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
