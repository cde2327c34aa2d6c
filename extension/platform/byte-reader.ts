/** Bytes in pieces, from a source that can be let go before its end. */
export interface Pieces {
  readonly iterator: AsyncIterator<Uint8Array>;
  readonly destroy: () => void;
}

/** Bytes one after another. */
export interface ByteSource {
  /** Puts the next bytes at the beginning of `target`, as many as are at hand. Returns how many: 0 at the end. */
  fill(target: Uint8Array): Promise<number>;
}

/** Bytes in the portions that are asked for, each put straight where it is wanted. */
export class ByteReader {
  /** What has been handed out by `peek` only. */
  private rest: Uint8Array = new Uint8Array();

  /** @param signal is looked at before the source is asked: once it is aborted, its reason is thrown */
  constructor(
    private readonly source: ByteSource,
    private readonly signal?: AbortSignal,
  ) {}

  /** As many of the next bytes as there are, up to `length`; `read` hands them out again. */
  async peek(length: number): Promise<Uint8Array> {
    if (this.rest.length < length) {
      const all = new Uint8Array(length);
      all.set(this.rest);
      const filled = await this.fill(all, this.rest.length);
      this.rest = all.subarray(0, filled);
    }
    return this.rest.subarray(0, length);
  }

  /** The next bytes, up to what fills `target`. Returns how many there were. */
  read(target: Uint8Array): Promise<number> {
    const known = this.rest.subarray(0, target.length);
    target.set(known);
    this.rest = this.rest.subarray(known.length);
    return this.fill(target, known.length);
  }

  /** Fills `target` from a place on. Returns how much of it has bytes then. */
  private async fill(target: Uint8Array, from: number): Promise<number> {
    let filled = from;
    while (filled < target.length) {
      this.signal?.throwIfAborted();
      const count = await this.source.fill(target.subarray(filled));
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }
}

/** Bytes that arrive in pieces. */
export function inPieces(pieces: AsyncIterator<Uint8Array>): ByteSource {
  let rest: Uint8Array = new Uint8Array();
  return {
    fill: async (target) => {
      while (rest.length === 0) {
        const next = await pieces.next();
        if (next.done === true) return 0;
        rest = next.value;
      }
      const part = rest.subarray(0, target.length);
      target.set(part);
      rest = rest.subarray(part.length);
      return part.length;
    },
  };
}

/** Bytes of one read. */
const PIECE = 2 ** 18;

/**
 * Bytes that are read by their positions, straight into what asks for many; small portions share a read. (A stream takes
 * memory anew for each piece: more than a whole set before any is given back.)
 * @param size of all of them
 */
export function byPosition(
  readAt: (position: number, target: Uint8Array) => Promise<number>,
  size: number,
): ByteSource {
  let position = 0;
  let memory: Uint8Array | undefined;
  let rest: Uint8Array = new Uint8Array();
  const readInto = async (target: Uint8Array): Promise<number> => {
    const length = Math.min(PIECE, target.length, size - position);
    if (length <= 0) return 0;
    const count = await readAt(position, target.subarray(0, length));
    position += count;
    return count;
  };
  return {
    fill: async (target) => {
      if (rest.length === 0) {
        if (target.length >= PIECE) return readInto(target);
        memory ??= new Uint8Array(Math.min(PIECE, size));
        rest = memory.subarray(0, await readInto(memory));
      }
      const part = rest.subarray(0, target.length);
      target.set(part);
      rest = rest.subarray(part.length);
      return part.length;
    },
  };
}
