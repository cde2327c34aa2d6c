import { t } from '@vscode/l10n';
import { requestFiles, serveFiles } from './file-requests';
import { fileSystem, useFileSystem } from './file-system';
import { joinPath, readBytes } from './files';
import {
  given,
  type Given,
  type ParentHandle,
  take,
  type WorkerHandle,
  type WorkerName,
} from './worker-handle';

/** The first message to a worker. */
interface Welcome {
  readonly given: Given;
  /** For its requests of files. */
  readonly files: MessagePort;
  /** For its last words: browsers tell nobody of a promise that is rejected. */
  readonly lastWords: MessagePort;
}

/** Where the build puts the script of a worker. */
export function workerScript(distFolder: string, name: WorkerName): string {
  return joinPath(distFolder, 'web', `${name}.js`);
}

/** Addresses of scripts that have been read, by their paths: as many as there are kinds of workers. */
const addresses = new Map<string, Promise<string>>();

/**
 * Runs a script in a thread of its own, with the same words for people as this one. Of a script that cannot be read
 * `onExit` tells.
 */
export function startWorker(script: string): WorkerHandle {
  return new StartedWorker(script);
}

class StartedWorker implements WorkerHandle {
  /** Null until its script has been read, and again when it has ended. */
  private worker: Worker | null = null;
  /** What it is to be sent then. */
  private readonly early: (readonly [unknown, readonly ArrayBuffer[]])[] = [];
  private readonly messageListeners: ((message: unknown) => void)[] = [];
  private readonly exitListeners: ((reason: string) => void)[] = [];
  private ended = false;

  constructor(script: string) {
    void this.start(script);
  }

  post(message: unknown, moved: readonly ArrayBuffer[] = []): void {
    if (this.worker !== null) this.worker.postMessage(message, [...moved]);
    else if (!this.ended) this.early.push([message, moved]);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.messageListeners.push(listener);
  }

  onExit(listener: (reason: string) => void): void {
    this.exitListeners.push(listener);
  }

  terminate(): Promise<void> {
    this.end(t('it was ended'));
    return Promise.resolve();
  }

  private async start(script: string): Promise<void> {
    let worker: Worker;
    try {
      const address = await addressOf(script);
      if (this.ended) return;
      worker = new Worker(address);
    } catch (error) {
      this.end(t('its script {0} cannot be loaded: {1}', script, (error as Error).message));
      return;
    }
    this.worker = worker;
    worker.onmessage = ({ data }) => {
      for (const listener of this.messageListeners) listener(data);
    };
    worker.onerror = ({ message }) => {
      this.end(message);
    };
    const [files, lastWords] = [new MessageChannel(), new MessageChannel()];
    serveFiles(files.port1, fileSystem);
    lastWords.port1.onmessage = ({ data }) => {
      this.end(data as string);
    };
    const welcome: Welcome = { given: given(), files: files.port2, lastWords: lastWords.port2 };
    worker.postMessage(welcome, [files.port2, lastWords.port2]);
    for (const [message, moved] of this.early.splice(0)) worker.postMessage(message, [...moved]);
  }

  /** Browsers tell nobody when a worker has ended. */
  private end(reason: string): void {
    if (this.ended) return;
    this.ended = true;
    this.worker?.terminate();
    this.worker = null;
    for (const listener of this.exitListeners) listener(reason);
  }
}

/** A worker's script has to come from its page's own server, or from an address that the page itself has made. */
function addressOf(script: string): Promise<string> {
  let address = addresses.get(script);
  if (address === undefined) {
    address = readBytes(script).then((bytes) =>
      URL.createObjectURL(new Blob([bytes], { type: 'text/javascript' })),
    );
    addresses.set(script, address);
    address.catch(() => addresses.delete(script));
  }
  return address;
}

/** This worker's side. Only to be called in a worker, and once. */
export function thisWorker(): ParentHandle {
  const scope = self as DedicatedWorkerGlobalScope;
  let listener: (message: unknown) => void = () => undefined;
  scope.onmessage = ({ data: welcome }) => {
    const { given, files, lastWords } = welcome as Welcome;
    take(given);
    useFileSystem(requestFiles(files));
    scope.onunhandledrejection = ({ reason }) => {
      lastWords.postMessage(reason instanceof Error ? reason.message : String(reason));
    };
    scope.onmessage = ({ data }) => {
      listener(data);
    };
  };
  return {
    post: (message, moved = []) => {
      scope.postMessage(message, [...moved]);
    },
    onMessage: (next) => {
      listener = next;
    },
  };
}
