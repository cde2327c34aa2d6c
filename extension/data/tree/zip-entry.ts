import { t } from '@vscode/l10n';
import {
  ByteReader,
  byPosition,
  type ByteSource,
  inPieces,
  type Pieces,
} from '../../platform/byte-reader';
import { gunzip, inflateRaw } from '../../platform/gunzip';
import type { OpenFile, RegularFile } from '../../platform/open-file';
import { crc32 } from '../crc32';
import { unusable } from '../unusable';

export const STORED = 0;
export const DEFLATED = 8;

/** What an archive's list says of an entry, as far as reading it goes. */
export interface Entry {
  /** Where its header is in the archive. */
  readonly offset: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly compressionMethod: number;
  readonly crc32?: number | undefined;
}

/** Whether an entry has been read to its end before: its check sum takes longer than reading it again. */
export interface Checked {
  once: boolean;
}

/** An entry that is unpacked as it is read. */
export class EntryFile implements OpenFile {
  readonly size: number;
  private destroys: (() => void)[] = [];

  /** @param path for messages */
  constructor(
    private readonly path: string,
    private readonly entry: Entry,
    private readonly archive: RegularFile,
    private readonly checked: Checked,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.size = entry.uncompressedSize;
  }

  /** Ends what was read of it before. */
  bytes({ gunzip: packed } = { gunzip: false }): ByteReader {
    this.destroy();
    const content = this.content();
    if (!packed) return new ByteReader(content, this.signal);
    return new ByteReader(inPieces(this.kept(gunzip(piecesOf(content)))), this.signal);
  }

  close(): Promise<void> {
    this.destroy();
    return Promise.resolve();
  }

  /** No more than the archive's list says, whose check sum tells at the end whether it was all. */
  private content(): ByteSource {
    const { path, entry, checked } = this;
    const unpacked = this.unpacked();
    let left = this.size;
    let sum = 0;
    return {
      fill: async (target) => {
        if (left === 0 || target.length === 0) return 0;
        const count = await this.guarded(() => unpacked.fill(target.subarray(0, left)));
        if (count === 0) throw cannotBeUnpacked(path, t('it is cut short'));
        left -= count;
        if (checked.once) return count;
        sum = crc32(target.subarray(0, count), sum);
        if (left > 0) return count;
        const more = await this.guarded(() => unpacked.fill(new Uint8Array(1)));
        if (more > 0 || sum !== entry.crc32) throw cannotBeUnpacked(path, t('it is damaged'));
        checked.once = true;
        return count;
      },
    };
  }

  private unpacked(): ByteSource {
    const { archive, entry } = this;
    let start: Promise<number> | undefined;
    const packed = byPosition(async (position, target) => {
      start ??= contentStart(archive, entry);
      return archive.readAt((await start) + position, target);
    }, entry.compressedSize);
    return entry.compressionMethod === STORED
      ? packed
      : inPieces(this.kept(inflateRaw(piecesOf(packed))));
  }

  private async guarded<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch {
      this.signal?.throwIfAborted();
      throw cannotBeUnpacked(this.path, t('it is damaged'));
    }
  }

  private kept({ iterator, destroy }: Pieces): AsyncIterator<Uint8Array> {
    this.destroys.push(destroy);
    return iterator;
  }

  private destroy(): void {
    for (const destroy of this.destroys) destroy();
    this.destroys = [];
  }
}

export function cannotBeUnpacked(path: string, reason: string): Error {
  return unusable(path, t('it cannot be unpacked ({0})', reason), t('Download or copy it again.'));
}

export const HEADER_BYTES = 30;
const HEADER = 0x04034b50;

/** Bytes of an entry's header, names and notes included, by its first 30 bytes; null where they are none. */
export function headerLength(head: Uint8Array): number | null {
  if (head.length < HEADER_BYTES) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (view.getUint32(0, true) !== HEADER) return null;
  return HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
}

async function contentStart(archive: RegularFile, { offset }: Entry): Promise<number> {
  const head = new Uint8Array(HEADER_BYTES);
  const length = headerLength(head.subarray(0, await archive.readAt(offset, head)));
  if (length === null) throw new Error('no header');
  return offset + length;
}

const PIECE = 2 ** 18;

/** Each in memory of its own: whoever unpacks them keeps some. */
async function* piecesOf(source: ByteSource): AsyncGenerator<Uint8Array, void, void> {
  for (;;) {
    const piece = new Uint8Array(PIECE);
    const count = await source.fill(piece);
    if (count === 0) break;
    yield piece.subarray(0, count);
  }
}
