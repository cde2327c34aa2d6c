import { t } from '@vscode/l10n';
import {
  configure,
  type FileEntry,
  Reader,
  ZipReader,
} from '@zip.js/zip.js/lib/zip-core-custom.js';
import { ByteReader } from '../../platform/byte-reader';
import { gunzip } from '../../platform/gunzip';
import type { OpenFile, RegularFile } from '../../platform/regular-file';
import { unusable } from '../unusable';
import { MOST_FILES, staysInside, tooMany } from './limits';
import { type DataFile, type DataTree, tidied } from './tree';

// Data sets are read in a worker already. Several entries are open at once, each read no further than its header.
configure({ useWebWorkers: false, maxWorkers: 1024 });

/** A zip archive's files, each unpacked when it is read. @throws LabError `input` that names it */
export async function openZip(
  path: string,
  file: RegularFile,
  signal?: AbortSignal,
): Promise<DataTree> {
  const reader = new ZipReader(new FileReader(file));
  const files: DataFile[] = [];
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      signal?.throwIfAborted();
      if (entry.directory || !staysInside(entry.filename)) continue;
      if (files.length === MOST_FILES) throw tooMany(path);
      files.push(zippedFile(path, entry));
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw asZipProblem(path, error);
  }
  return { path, files: tidied(files), close: () => file.close() };
}

function zippedFile(archive: string, entry: FileEntry): DataFile {
  const name = entry.filename.replaceAll('\\', '/');
  const path = `${archive}/${name}`;
  return {
    name,
    path,
    open: (signal) => {
      if (entry.encrypted) {
        const cure = t('Unpack it with its password, and choose the folder with its files.');
        throw unusable(path, t('it is locked by a password'), cure);
      }
      return Promise.resolve(new ZippedFile(path, entry, signal));
    },
  };
}

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
    if (!packed) return new ByteReader(pieces, this.signal);
    const { iterator, destroy } = gunzip(pieces);
    this.aborts.push(destroy);
    return new ByteReader(iterator, this.signal);
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

/** zip.js reads through this whatever it needs of the file. */
class FileReader extends Reader<RegularFile> {
  constructor(private readonly file: RegularFile) {
    super(file);
    this.size = file.size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(Math.min(length, Math.max(0, this.size - index)));
    return bytes.subarray(0, await this.file.readAt(index, bytes));
  }
}

function asZipProblem(path: string, error: unknown): Error {
  return unusable(
    path,
    t('it cannot be unpacked ({0})', error instanceof Error ? error.message : String(error)),
    t('Download or copy it again.'),
  );
}
