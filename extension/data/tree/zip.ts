import { t } from '@vscode/l10n';
import { configure, type FileEntry } from '@zip.js/zip.js/lib/zip-core-custom.js';
import { inflateSync } from 'fflate';
import { LabError } from '../../errors';
import { ByteReader, inPieces } from '../../platform/byte-reader';
import { gunzip } from '../../platform/gunzip';
import { HeldFile } from '../../platform/held-file';
import type { OpenFile, RegularFile } from '../../platform/open-file';
import { zipReaderOf } from '../../platform/zip-source';
import { crc32 } from '../crc32';
import { unusable } from '../unusable';
import {
  cannotBeUnpacked,
  type Checked,
  DEFLATED,
  type Entry,
  EntryFile,
  HEADER_BYTES,
  headerLength,
  STORED,
} from './zip-entry';
import { MOST_FILES, tooMany } from './limits';
import { type DataFile, type DataTree, tidied } from './tree';

// Data sets are read in a worker already. Several entries are open at once, each read no further than its header.
configure({ useWebWorkers: false, maxWorkers: 1024 });

/** A zip archive's files, each unpacked when it is read. @throws LabError `input` that names it */
export async function openZip(
  path: string,
  file: RegularFile,
  signal?: AbortSignal,
): Promise<DataTree> {
  const reader = zipReaderOf(file);
  const archive = { path, file };
  const files: DataFile[] = [];
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      signal?.throwIfAborted();
      if (entry.directory) continue;
      if (files.length === MOST_FILES) throw tooMany(path);
      files.push(zippedFile(archive, entry));
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof LabError) throw error;
    // Among them names that lead out of the archive.
    throw asZipProblem(path, error);
  }
  return { path, files: tidied(files), close: () => file.close() };
}

interface Archive {
  readonly path: string;
  readonly file: RegularFile;
}

function zippedFile(archive: Archive, entry: FileEntry): DataFile {
  const name = entry.filename.replaceAll('\\', '/');
  const { encrypted, compressionMethod: method } = entry;
  if (!encrypted && (method === STORED || method === DEFLATED)) {
    return new Member(archive, name, entry);
  }
  const path = `${archive.path}/${name}`;
  const open: DataFile['open'] = encrypted
    ? () => Promise.reject(locked(path))
    : // What is packed in a way of its own is for zip.js to tell.
      (signal) => Promise.resolve(new ZippedFile(path, entry, signal));
  return { name, path, open };
}

/** Keeps of an entry what is needed of it: there may be a hundred thousand, and zip.js has kilobytes for each. */
class Member implements DataFile, Entry {
  readonly offset: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly compressionMethod: number;
  readonly crc32: number | undefined;
  private readonly checked: Checked = { once: false };

  constructor(
    private readonly archive: Archive,
    readonly name: string,
    entry: Entry,
  ) {
    this.offset = entry.offset;
    this.compressedSize = entry.compressedSize;
    this.uncompressedSize = entry.uncompressedSize;
    this.compressionMethod = entry.compressionMethod;
    this.crc32 = entry.crc32;
  }

  get path(): string {
    return `${this.archive.path}/${this.name}`;
  }

  async open(signal?: AbortSignal): Promise<OpenFile> {
    const { archive, path, checked } = this;
    if (Math.max(this.compressedSize, this.uncompressedSize) > SMALL) {
      return new EntryFile(path, this, archive.file, checked, signal);
    }
    const content = await unpackSmall(this, archive.file);
    if (typeof content === 'string') throw cannotBeUnpacked(path, content);
    return new HeldFile(content, signal);
  }
}

function locked(path: string): LabError {
  const cure = t('Unpack it with its password, and choose the folder with its files.');
  return unusable(path, t('it is locked by a password'), cure);
}

/** Bytes, packed and unpacked, of what is unpacked at once: zip.js takes milliseconds for each entry. */
const SMALL = 2 ** 18;
/** Before an entry's content there are its name and notes: nearly always fewer bytes than these. */
const NAME_AND_NOTES = 192;

/** The content of a small entry; or what is wrong with it. */
async function unpackSmall(entry: Entry, file: RegularFile): Promise<Uint8Array | string> {
  const { offset, compressedSize, uncompressedSize, compressionMethod } = entry;
  const bytes = new Uint8Array(HEADER_BYTES + NAME_AND_NOTES + compressedSize);
  const found = bytes.subarray(0, await file.readAt(offset, bytes));
  if (found.length < HEADER_BYTES) return t('it is cut short');
  const start = headerLength(found);
  if (start === null) return t('it is damaged');
  let packed = found.subarray(start, start + compressedSize);
  if (start > HEADER_BYTES + NAME_AND_NOTES) {
    packed = new Uint8Array(compressedSize);
    packed = packed.subarray(0, await file.readAt(offset + start, packed));
  }
  if (packed.length < compressedSize) return t('it is cut short');
  const content = unpack(packed, compressionMethod, uncompressedSize);
  return content?.length === uncompressedSize && crc32(content) === entry.crc32
    ? content
    : t('it is damaged');
}

/** Null where it cannot be unpacked. */
function unpack(packed: Uint8Array, method: number, size: number): Uint8Array | null {
  if (method === STORED) return packed;
  try {
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch {
    return null;
  }
}

/** An entry that zip.js unpacks. */
class ZippedFile implements OpenFile {
  readonly size: number;
  private aborts: (() => void)[] = [];

  constructor(
    private readonly path: string,
    private readonly entry: FileEntry,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.size = entry.uncompressedSize;
  }

  /** Ends what was read of it before. */
  bytes({ gunzip: packed } = { gunzip: false }): ByteReader {
    this.abort();
    const pieces = this.pieces();
    if (!packed) return new ByteReader(inPieces(pieces), this.signal);
    const { iterator, destroy } = gunzip(pieces);
    this.aborts.push(destroy);
    return new ByteReader(inPieces(iterator), this.signal);
  }

  /** No more than the archive's list says: what unpacks to more is made to harm. */
  private async *pieces(): AsyncGenerator<Uint8Array> {
    const controller = new AbortController();
    this.aborts.push(() => {
      controller.abort();
    });
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const unpacking = this.entry.getData(writable, {
      ...{ signal: controller.signal, checkSignature: true },
    });
    // An entry that cannot be unpacked leaves its stream as it is: nothing comes, and it does not end.
    const failing = unpacking.then(() => new Promise<never>(() => undefined));
    failing.catch(() => undefined);
    const reader = readable.getReader();
    try {
      for (let left = this.size; ;) {
        const { value } = await Promise.race([reader.read(), failing]);
        if (value === undefined) break;
        if (value.length > left) throw new Error('more than its size');
        left -= value.length;
        yield value;
      }
    } catch (error) {
      throw asZipProblem(this.path, error);
    } finally {
      controller.abort();
    }
  }

  close(): Promise<void> {
    this.abort();
    return Promise.resolve();
  }

  private abort(): void {
    for (const abort of this.aborts) abort();
    this.aborts = [];
  }
}

function asZipProblem(path: string, error: unknown): Error {
  return cannotBeUnpacked(path, error instanceof Error ? error.message : String(error));
}
