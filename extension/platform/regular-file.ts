import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  type Stats,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ByteReader, byPosition, inPieces } from './byte-reader';
import { gunzip } from './gunzip';
import { NotAFileError, type RegularFile } from './open-file';

/** Opening a pipe waits for its writer, in a thread that nothing can interrupt, unless told not to. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK;

const PIECE = 2 ** 18;

/**
 * Opens a file. Rejects with Node's error or a `NotAFileError`, at once also for pipes.
 * @param signal ends reading with its reason when it is aborted
 */
export async function openRegularFile(path: string, signal?: AbortSignal): Promise<RegularFile> {
  const handle = await open(path, READ);
  try {
    const stats = await handle.stat();
    refuseOther(stats);
    return new DiskFile(handle, stats.size, signal);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Reads a whole file. Throws Node's error or a `NotAFileError`.
 * @param most bytes of its beginning, if not all
 */
export function readRegularFileSync(path: string, most = Infinity): Uint8Array {
  const file = openSync(path, READ);
  try {
    const stats = fstatSync(file);
    refuseOther(stats);
    if (stats.size <= most) return readFileSync(file);
    const bytes = new Uint8Array(most);
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

function refuseOther(stats: Stats): void {
  if (stats.isFile()) return;
  if (stats.isDirectory()) throw new NotAFileError('folder');
  if (stats.isFIFO()) throw new NotAFileError('pipe');
  throw new NotAFileError(stats.isSocket() ? 'socket' : 'device');
}

class DiskFile implements RegularFile {
  private readonly open: (() => void)[] = [];

  constructor(
    private readonly handle: FileHandle,
    readonly size: number,
    private readonly signal: AbortSignal | undefined,
  ) {}

  bytes({ gunzip: packed } = { gunzip: false }): ByteReader {
    // A file that grows meanwhile is read as far as it was.
    if (!packed) {
      const source = byPosition((at, target) => this.readAt(at, target), this.size);
      return new ByteReader(source, this.signal);
    }
    const end = Math.max(0, this.size - 1);
    const stream = this.handle.createReadStream({
      ...{ start: 0, end, highWaterMark: PIECE, autoClose: false },
    });
    const { iterator, destroy } = gunzip(stream as AsyncIterable<Uint8Array>);
    this.open.push(() => stream.destroy(), destroy);
    return new ByteReader(inPieces(iterator), this.signal);
  }

  async readAt(position: number, target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      this.signal?.throwIfAborted();
      const rest = target.length - filled;
      const { bytesRead } = await this.handle.read(target, filled, rest, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  async close(): Promise<void> {
    for (const close of this.open) close();
    await this.handle.close();
  }
}
