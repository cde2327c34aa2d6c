/**
 * Requests over a border that knows messages only, such as a worker's or a webview's: each has an id, under which its
 * reply comes back, or the reason why there is none.
 */
import { fromErrorData, type LabError, toErrorData } from './errors';
import type { Reply } from './protocol/messages';

interface Waiting<A> {
  readonly resolve: (answer: A) => void;
  readonly reject: (error: LabError) => void;
}

/** The asking side: brings replies to those who wait for them. */
export class Requests<Q, A> {
  private readonly waiting = new Map<number, Waiting<A>>();
  private lastId = 0;
  private ended: LabError | null = null;

  /**
   * @param post sends a request on its way
   * @param cancel tells the other side that nobody waits for this reply any more
   */
  constructor(
    private readonly post: (id: number, request: Q) => void,
    private readonly cancel: (id: number) => void = () => undefined,
  ) {}

  /**
   * Rejects with a `LabError`: with the other side's, with that of the end, or with the reason of the signal.
   * @param signal aborted with a `LabError` when nobody waits for the reply any more
   */
  async ask(request: Q, signal?: AbortSignal): Promise<A> {
    if (this.ended !== null) throw this.ended;
    const id = ++this.lastId;
    let giveUp = (): void => undefined;
    try {
      return await new Promise<A>((resolve, reject) => {
        this.waiting.set(id, { resolve, reject });
        giveUp = () => {
          reject(signal!.reason as LabError);
          this.cancel(id);
        };
        signal?.addEventListener('abort', giveUp);
        this.post(id, request);
      });
    } finally {
      signal?.removeEventListener('abort', giveUp);
      this.waiting.delete(id);
    }
  }

  /** A reply that nobody waits for is passed over. */
  receive({ id, reply }: { readonly id: number; readonly reply: Reply<A> }): void {
    const waiting = this.waiting.get(id);
    if ('ok' in reply) waiting?.resolve(reply.ok);
    else waiting?.reject(fromErrorData(reply.error));
  }

  /** There is nobody to ask any more: whoever waits, or asks from now on, gets this error. */
  end(error: LabError): void {
    this.ended ??= error;
    for (const { reject } of this.waiting.values()) reject(error);
  }
}

/** The answering side: what is found, or why it cannot be. */
export async function replyWith<A>(find: () => A | Promise<A>): Promise<Reply<A>> {
  try {
    return { ok: await find() };
  } catch (error) {
    return { error: toErrorData(error) };
  }
}
