import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { ByteReader } from './byte-reader';

/** What stands where a file was looked for. */
export type OtherThanFile = 'folder' | 'pipe' | 'socket' | 'device';

/** Only what has an end is read: a device such as `/dev/zero` has none, and a pipe may never begin. */
export class NotAFileError extends Error {
  constructor(readonly kind: OtherThanFile) {
    super(kind);
  }
}

/** Opening a pipe waits for its writer, in a thread that nothing can interrupt, unless told not to. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK;

const PIECE = 2 ** 18;

/** A file that is open for reading. */
export interface RegularFile {
  /** Bytes that it had when it was opened. */
  readonly size: number;
  /** Its content from the start, as it is or unpacked: rejects where gzip is damaged. */
  bytes(options?: { readonly gunzip: boolean }): ByteReader;
  close(): Promise<void>;
}

/**
 * Opens a file. Rejects with Node's error or a `NotAFileError`, at once also for pipes.
 * @param signal ends reading with its reason when it is aborted
 */
export async function openRegularFile(path: string, signal?: AbortSignal): Promise<RegularFile> {
  const handle = await open(path, READ);
  try {
    const stats = await handle.stat();
    refuseOther(stats);
    return new OpenFile(handle, stats.size, signal);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Reads a whole file. Throws Node's error or a `NotAFileError`. */
export function readRegularFileSync(path: string): Uint8Array {
  const file = openSync(path, READ);
  try {
    refuseOther(fstatSync(file));
    return readFileSync(file);
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

class OpenFile implements RegularFile {
  private readonly streams: { destroy(): unknown }[] = [];

  constructor(
    private readonly handle: FileHandle,
    readonly size: number,
    private readonly signal: AbortSignal | undefined,
  ) {}

  bytes({ gunzip } = { gunzip: false }): ByteReader {
    const end = Math.max(0, this.size - 1);
    // A file that grows meanwhile is read as far as it was.
    const packed = this.handle.createReadStream({
      ...{ start: 0, end, highWaterMark: PIECE, autoClose: false },
    });
    this.streams.push(packed);
    if (!gunzip) return new ByteReader(packed[Symbol.asyncIterator](), this.signal);
    const unpacked = createGunzip({ chunkSize: PIECE });
    this.streams.push(unpacked);
    packed.on('error', (error) => unpacked.destroy(error));
    packed.pipe(unpacked);
    return new ByteReader(unpacked[Symbol.asyncIterator](), this.signal);
  }

  async close(): Promise<void> {
    for (const stream of this.streams) stream.destroy();
    await this.handle.close();
  }
}
