/** Bytes that arrive in pieces, handed out in the portions that are asked for. */
export class ByteReader {
  private rest: Uint8Array = new Uint8Array();

  /** @param signal is looked at before each piece: once it is aborted, its reason is thrown */
  constructor(
    private readonly pieces: AsyncIterator<Uint8Array>,
    private readonly signal?: AbortSignal,
  ) {}

  /** As many of the next bytes as there are, up to `length`; `read` hands them out again. */
  async peek(length: number): Promise<Uint8Array> {
    while (this.rest.length < length) {
      const next = await this.nextPiece();
      if (next.done === true) break;
      const joined = new Uint8Array(this.rest.length + next.value.length);
      joined.set(this.rest);
      joined.set(next.value, this.rest.length);
      this.rest = joined;
    }
    return this.rest.subarray(0, length);
  }

  /** The next bytes, up to what fills `target`. Returns how many there were. */
  async read(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      if (this.rest.length === 0) {
        const next = await this.nextPiece();
        if (next.done === true) break;
        this.rest = next.value;
      }
      const part = this.rest.subarray(0, target.length - filled);
      target.set(part, filled);
      filled += part.length;
      this.rest = this.rest.subarray(part.length);
    }
    return filled;
  }

  private nextPiece(): Promise<IteratorResult<Uint8Array>> {
    this.signal?.throwIfAborted();
    return this.pieces.next();
  }
}
