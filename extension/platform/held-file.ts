import { ByteReader, inPieces } from './byte-reader';
import { gunzip } from './gunzip';
import type { RegularFile } from './open-file';

/** A file whose content is in memory. */
export class HeldFile implements RegularFile {
  private readonly open: (() => void)[] = [];

  constructor(
    private readonly content: Uint8Array,
    private readonly signal?: AbortSignal,
  ) {}

  get size(): number {
    return this.content.length;
  }

  bytes({ gunzip: packed } = { gunzip: false }): ByteReader {
    const pieces = once(this.content);
    if (!packed) return new ByteReader(inPieces(pieces), this.signal);
    const { iterator, destroy } = gunzip(pieces);
    this.open.push(destroy);
    return new ByteReader(inPieces(iterator), this.signal);
  }

  readAt(position: number, target: Uint8Array): Promise<number> {
    const part = this.content.subarray(position, position + target.length);
    target.set(part);
    return Promise.resolve(part.length);
  }

  close(): Promise<void> {
    for (const close of this.open) close();
    return Promise.resolve();
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- handed out as those of a disk are
async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
