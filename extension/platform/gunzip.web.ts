import type { Pieces } from './byte-reader';

/** Unpacks gzip, of one member: browsers call more of them damaged. Rejects with the browser's error where it is. */
export function gunzip(packed: AsyncIterable<Uint8Array>): Pieces {
  return through(new DecompressionStream('gzip'), packed);
}

/** Unpacks what was deflated and has nothing around it, as in zip archives. Rejects as `gunzip`. */
export function inflateRaw(packed: AsyncIterable<Uint8Array>): Pieces {
  return through(new DecompressionStream('deflate-raw'), packed);
}

function through(unpacked: DecompressionStream, packed: AsyncIterable<Uint8Array>): Pieces {
  const source = packed[Symbol.asyncIterator]();
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      const piece = await source.next();
      if (piece.done === true) controller.close();
      // Nothing that is read of files is in shared memory.
      else controller.enqueue(piece.value as Uint8Array<ArrayBuffer>);
    },
  });
  const reader = stream.pipeThrough(unpacked).getReader();
  return {
    iterator: {
      next: async () => {
        const { value, done } = await reader.read();
        return done ? { done, value: undefined } : { done, value };
      },
    },
    destroy: () => {
      void reader.cancel().catch(() => undefined);
    },
  };
}
