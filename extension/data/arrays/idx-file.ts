import { t } from '@vscode/l10n';
import { HEAD_BYTES } from '../../formats/foreign';
import type { ByteReader } from '../../platform/byte-reader';
import { whyUnreadable } from '../../platform/file-problems';
import type { OpenFile } from '../../platform/open-file';
import type { DataFile } from '../tree/tree';
import { claimOf, type IdxHeader, type IdxKind, parseHeader } from './idx';
import { lineEndsOf, restoreLineEnds } from './line-ends';
import { unusable } from '../unusable';
import { inPieces, type NumberArray } from './number-type';

/** Deflate makes no more than so many bytes of one (zlib's own documentation). */
const MOST_UNPACKED = 1032;

/** A file of images or labels whose header has been read and fits the file, as far as that can be seen. */
export interface IdxFile {
  readonly path: string;
  readonly header: IdxHeader;
  /** What comes after the header, exactly as much as it says. */
  readonly array: NumberArray;
  close(): Promise<void>;
}

/**
 * Opens a file and reads its header, no further.
 * @param signal ends reading with its reason when it is aborted
 * @throws LabError `input` that names the file
 */
export async function openIdx(
  file: DataFile,
  kind: IdxKind,
  signal?: AbortSignal,
): Promise<IdxFile> {
  const open = await file.open(signal);
  const { path } = file;
  try {
    const [one, two] = await open.bytes().peek(2);
    const { header, pieces } = await (one === 0x1f && two === 0x8b
      ? openPacked(open, path, kind, signal)
      : openRaw(open, path, kind));
    const { type, sizes: shape } = header;
    return {
      path,
      header,
      array: { path, shape, type, littleEndian: false, fortran: false, pieces },
      close: () => open.close(),
    };
  } catch (error) {
    await open.close();
    throw error;
  }
}

interface Opened {
  readonly header: IdxHeader;
  readonly pieces: () => AsyncIterable<Uint8Array>;
}

async function openRaw(file: OpenFile, path: string, kind: IdxKind): Promise<Opened> {
  const bytes = file.bytes();
  const header = parseHeader(await bytes.peek(HEAD_BYTES), path, kind);
  const { length, claimed } = header;
  const present = file.size - length;
  if (present !== claimed) {
    const ends = await lineEndsOf(file.bytes());
    if (ends.changed) {
      const before = parseHeader(restoreLineEnds(await bytes.peek(HEAD_BYTES)), path, kind);
      if (file.size - ends.count === before.length + before.claimed) throw lineEndsChanged(path);
    }
    if (present < claimed) throw cutShort(path, header, present);
    if (kind === 'labels' && present === claimed + 1 && ends.atTheEnd) {
      throw unusable(
        path,
        t('a line end comes after the last label, as editors add one'),
        t('Delete the last byte (truncate -s -1 FILE), or replace the file by a good copy.'),
      );
    }
    throw leftOver(path, header, present);
  }
  const next = firstOf(bytes, () => file.bytes());
  return {
    header,
    pieces: async function* () {
      const all = next();
      await all.read(new Uint8Array(length));
      yield* inPieces(all, claimed, (found) => cutShort(path, header, found));
    },
  };
}

async function openPacked(
  file: OpenFile,
  path: string,
  kind: IdxKind,
  signal: AbortSignal | undefined,
): Promise<Opened> {
  const bytes = file.bytes({ gunzip: true });
  /** Runs on damaged gzip at any byte. */
  const unpack = async <T>(read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      signal?.throwIfAborted();
      const { count, changed } = await lineEndsOf(file.bytes());
      if (changed && count >= CERTAINLY) throw lineEndsChanged(path);
      throw unusable(path, t('it cannot be unpacked ({0})', packedProblem(error)));
    }
  };
  const header = parseHeader(await unpack(() => bytes.peek(HEAD_BYTES)), path, kind);
  const { length, claimed } = header;
  const most = file.size * MOST_UNPACKED;
  if (length + claimed > most) throw cutShort(path, header, most - length);
  const next = firstOf(bytes, () => file.bytes({ gunzip: true }));
  return {
    header,
    pieces: async function* () {
      const all = next();
      await unpack(() => all.read(new Uint8Array(length)));
      const pieces = inPieces(all, claimed, (found) => cutShort(path, header, found));
      for (;;) {
        const piece = await unpack(() => pieces.next());
        if (piece.done === true) break;
        yield piece.value;
      }
      // The check sum comes after the last byte, and bytes that nobody announced may come for ever.
      const more = await unpack(() => all.peek(1));
      if (more.length > 0) throw leftOver(path, header, null);
    },
  };
}

/** A file from its start: what has been opened for the header goes on, and only who reads it again opens it again. */
function firstOf(opened: ByteReader, again: () => ByteReader): () => ByteReader {
  let first: ByteReader | null = opened;
  return () => {
    const next = first ?? again();
    first = null;
    return next;
  };
}

/** zlib's own words tell of blocks and checks. */
function packedProblem(error: unknown): string {
  const { code } = error as { code?: string };
  if (code === 'Z_BUF_ERROR') return t('it is cut short');
  return code?.startsWith('Z_') === true ? t('it is damaged') : whyUnreadable(error);
}

/** So many line ends, each after a carriage return, are no chance: one in 256 would be. */
const CERTAINLY = 4;

function lineEndsChanged(path: string): Error {
  return unusable(
    path,
    t('its line ends were changed, as git does with text (LF to CR LF)'),
    t(
      'Tell git that the file is binary ("* -text" in .gitattributes) and check it out again, or download it again.',
    ),
  );
}

function cutShort(path: string, header: IdxHeader, present: number): Error {
  return unusable(
    path,
    t('it is cut short: the header says {0} bytes, the file has {1}', claimOf(header), present),
  );
}

/** @param present null where it is not known how many there are */
function leftOver(path: string, header: IdxHeader, present: number | null): Error {
  return unusable(
    path,
    present === null
      ? t('it has bytes left over: the header says {0} bytes, the file has more', claimOf(header))
      : t(
          'it has bytes left over: the header says {0} bytes, the file has {1}',
          claimOf(header),
          present,
        ),
  );
}
