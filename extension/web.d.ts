/**
 * What browsers and Node.js both have and TypeScript knows with the one or the other only, as far as we use it:
 * the globals of the rooms that know neither (tsconfig.json).
 */

interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(
    encoding?: 'utf-8' | 'latin1',
    options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean },
  );
  decode(bytes: Uint8Array): string;
}

declare class ReadableStream<T> {
  constructor(source: {
    pull(controller: { enqueue(piece: T): void; close(): void }): Promise<void>;
  });
  getReader(): { read(): Promise<{ readonly value?: T }> };
  pipeThrough<U>(pair: {
    readonly readable: ReadableStream<U>;
    readonly writable: WritableStream<T>;
  }): ReadableStream<U>;
  [Symbol.asyncIterator](): AsyncIterator<T>;
}

declare class WritableStream<T> {
  getWriter(): { write(piece: T): Promise<void> };
}

declare class TransformStream<T, U> {
  readonly readable: ReadableStream<U>;
  readonly writable: WritableStream<T>;
}

/** What a timer is known by differs. */
declare class Timer {
  private constructor();
}

declare function setTimeout(callback: () => void, milliseconds: number): Timer;
declare function clearTimeout(timer: Timer | undefined): void;
declare function queueMicrotask(callback: () => void): void;

/** Bytes of base64, each as a character below 256. */
declare function atob(text: string): string;
declare function btoa(bytes: string): string;

declare const performance: { now(): number };
declare const crypto: {
  randomUUID(): string;
  readonly subtle: {
    digest(algorithm: 'SHA-256', data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  };
};
