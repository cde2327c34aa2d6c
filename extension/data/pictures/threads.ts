import { t } from '@vscode/l10n';
import { inOneLine, LabError } from '../../errors';
import { addressSpaceLimit } from '../../platform/address-space';
import { coreCount } from '../../platform/cores';
import { joinPath } from '../../platform/files';
import { startWorker, workerScript } from '../../platform/worker';
import { NoMoreThreads, type WorkerHandle } from '../../platform/worker-handle';
import type { ImageShape } from '#shared/image-shape';
import type { Reply } from '#shared/protocol/messages';
import { Requests } from '#shared/requests';
import {
  type Images,
  type Looks,
  PictureReader,
  type PictureSource,
  type PictureTask,
} from './reader';

/** To a thread that reads pictures. */
export interface PictureRequest {
  readonly id: number;
  readonly codecFolder: string;
  readonly task: PictureTask;
}
export type PictureAnswer = Looks | Images;
export interface PictureReply {
  readonly id: number;
  readonly reply: Reply<PictureAnswer>;
}

/** Fewer pictures are read sooner than a thread has started. */
const FEWEST = 256;
/** Disks have no more to give. */
const MOST_THREADS = 8;
/** Tasks that a thread has at a time: one in hand and the next. */
const AHEAD = 2;

/** What reading pictures takes. */
export interface PictureOptions {
  readonly distFolder: string;
  readonly threads: 'auto' | number;
}

interface Thread {
  readonly worker: WorkerHandle;
  readonly requests: Requests<PictureTask, PictureAnswer>;
  tasks: number;
}

/** Reads pictures in threads of their own where there are many; where the system gives none, or for few, in this one. */
export class PictureThreads {
  private readonly threads: readonly Thread[];
  private readonly here: PictureReader;
  private readonly codecFolder: string;

  /**
   * @param count of pictures
   * @param signal ends threads and tasks at once when it is aborted
   */
  constructor(
    count: number,
    { distFolder, threads }: PictureOptions,
    private readonly signal?: AbortSignal,
  ) {
    this.codecFolder = joinPath(distFolder, 'codecs');
    this.here = new PictureReader(this.codecFolder);
    const wanted = Math.min(MOST_THREADS, threads === 'auto' ? coreCount() : threads);
    // Where address space is limited, a thread more may end the whole process.
    const apart = count >= FEWEST && addressSpaceLimit() === null;
    this.threads = apart ? this.start(workerScript(distFolder, 'picture-worker'), wanted) : [];
    signal?.addEventListener('abort', this.close);
  }

  /** Tasks that are worth being given at a time. */
  get lanes(): number {
    return Math.max(1, this.threads.length * AHEAD);
  }

  look(sources: readonly PictureSource[], colors: boolean): Promise<Looks> {
    return this.do({ type: 'look', sources, colors }) as Promise<Looks>;
  }

  read(sources: readonly PictureSource[], shape: ImageShape): Promise<Images> {
    return this.do({ type: 'read', sources, shape }) as Promise<Images>;
  }

  readonly close = (): void => {
    this.signal?.removeEventListener('abort', this.close);
    for (const { worker } of this.threads) void worker.terminate();
  };

  private async do(task: PictureTask): Promise<PictureAnswer> {
    this.signal?.throwIfAborted();
    const [first, ...others] = this.threads;
    if (first === undefined) return this.here.do(task, this.signal);
    const idlest = others.reduce((best, next) => (next.tasks < best.tasks ? next : best), first);
    idlest.tasks++;
    try {
      return await idlest.requests.ask(task, this.signal);
    } finally {
      idlest.tasks--;
    }
  }

  private start(script: string, count: number): Thread[] {
    const threads: Thread[] = [];
    try {
      while (threads.length < count) threads.push(this.startThread(script));
    } catch (error) {
      if (!(error instanceof NoMoreThreads)) throw error;
    }
    return threads;
  }

  private startThread(script: string): Thread {
    const worker = startWorker(script);
    const { codecFolder } = this;
    const requests = new Requests<PictureTask, PictureAnswer>((id, task) => {
      worker.post({ id, codecFolder, task } satisfies PictureRequest, contentsOf(task));
    });
    worker.onMessage((message) => {
      requests.receive(message as PictureReply);
    });
    worker.onExit((reason) => {
      requests.end(ended(reason));
    });
    return { worker, requests, tasks: 0 };
  }
}

/** Memory of pictures from archives, which each have their own: nobody here needs it again. */
function contentsOf({ sources }: PictureTask): ArrayBuffer[] {
  return sources.flatMap((source) =>
    source instanceof Uint8Array ? [source.buffer as ArrayBuffer] : [],
  );
}

function ended(reason: string): LabError {
  return new LabError(
    'engine',
    t('A thread that reads pictures ended early ({0}): try again.', inOneLine(reason)),
  );
}
