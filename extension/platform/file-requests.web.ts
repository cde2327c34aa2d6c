import { fileError, type FileSystem } from './file-system';

type Operation = keyof FileSystem;

interface FileRequest {
  readonly id: number;
  readonly operation: Operation;
  readonly parameters: readonly unknown[];
}

type FileReply = { readonly id: number } & (
  | { readonly value: unknown }
  | { readonly error: { readonly code: string; readonly message: string } }
);

/** Lets a worker at the other end of a port reach the files that this thread reaches. */
export function serveFiles(port: MessagePort, files: () => FileSystem): void {
  port.onmessage = ({ data }) => {
    void answer(data as FileRequest);
  };

  async function answer({ id, operation, parameters }: FileRequest): Promise<void> {
    const all = files() as unknown as Record<Operation, (...given: unknown[]) => Promise<unknown>>;
    try {
      const value = await all[operation](...parameters);
      reply({ id, value }, value instanceof Uint8Array ? [value.buffer] : []);
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      reply({ id, error: { code: code ?? message, message } });
    }
  }

  function reply(message: FileReply, moved: Transferable[] = []): void {
    port.postMessage(message, moved);
  }
}

/** The files that the thread at the other end of a port reaches. */
export function requestFiles(port: MessagePort): FileSystem {
  interface Waiting {
    readonly resolve: (value: unknown) => void;
    readonly reject: (error: Error) => void;
  }
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  port.onmessage = ({ data }) => {
    const reply = data as FileReply;
    const { resolve, reject } = waiting.get(reply.id)!;
    waiting.delete(reply.id);
    if ('value' in reply) resolve(reply.value);
    else reject(fileError(reply.error.code, reply.error.message));
  };

  function ask(operation: Operation, ...parameters: readonly unknown[]): Promise<never> {
    return new Promise<unknown>((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      port.postMessage({ id, operation, parameters } satisfies FileRequest);
    }) as Promise<never>;
  }

  return {
    stat: (path) => ask('stat', path),
    read: (path) => ask('read', path),
    list: (path) => ask('list', path),
    write: (path, bytes) => ask('write', path, bytes),
    makeFolder: (path) => ask('makeFolder', path),
    rename: (from, to) => ask('rename', from, to),
    remove: (path) => ask('remove', path),
  };
}
