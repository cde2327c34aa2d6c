import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import type { FileStamp } from './file-stamp';
import { hasEnded, thisProcess } from './process';

import { openRegularFile, readRegularFileSync } from './regular-file';
import type { Soon } from './soon';

export const joinPath: (...parts: string[]) => string = join;

/** A path as it is from wherever one looks. */
export const absolutePath: (path: string) => string = (path) => resolve(path);

/** The last part of a path, also of one such as `.`. */
export function baseName(path: string): string {
  return basename(resolve(path));
}

/**
 * Reads a whole file. Rejects with Node's error, whose `code` says why (`ENOENT`, …), or a `NotAFileError`:
 * see `whyUnreadable`.
 * @param maximum bytes that it may have; one that has more is a `RangeError`
 */
export async function readBytes(
  path: string,
  maximum = Infinity,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = await openRegularFile(path);
  try {
    if (file.size > maximum) throw new RangeError(`${path} has ${file.size} bytes`);
    const bytes = new Uint8Array(file.size);
    return bytes.subarray(0, await file.bytes().read(bytes));
  } finally {
    await file.close();
  }
}

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/**
 * Writes a file and the folders above it, so that whoever reads it finds the old content or the
 * new, never half of one, also after a crash. Of text in chunks each is asked for when the one before it
 * has been written.
 */
export async function writeAtomically(
  path: string,
  content: Uint8Array | Iterable<string> | readonly Uint8Array[],
): Promise<void> {
  await ensureFolder(dirname(path));
  await replaceFile(path, content);
}

/** The same in a folder that has to be there: one that has been deleted meanwhile does not come back. */
export async function replaceFile(
  path: string,
  content: Uint8Array | Iterable<string> | readonly Uint8Array[],
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, temporaryName());
  try {
    // Never a file or link that is there already, whoever put it there.
    const file = await open(temporary, 'wx', await modeOf(path));
    try {
      if (content instanceof Uint8Array) await writeWhole(file, content);
      else await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/**
 * Writes bytes in one go where the system can. Node's own `writeFile` does it piece by piece, and each waits for a
 * thread that is busy training.
 */
async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
  }
}

/** Says whose it is, so that what a killed process leaves can be told from what another is writing. */
function temporaryName(): string {
  const { host, pid } = thisProcess;
  return `.mnist-lab-${host}-${pid}-${randomUUID().slice(0, 8)}.tmp`;
}

const TEMPORARY = /^\.mnist-lab-(?<host>[0-9a-f]{12})-(?<pid>\d{1,10})-[0-9a-f]{8}\.tmp$/;
/** Version 0.1.0's temporary names: `run.json.4711.tmp`. */
const OLDER_TEMPORARY = /\.\d+\.tmp$/;
/** Milliseconds after which nobody is writing to a temporary file any more. */
const ABANDONED = 3_600_000;

/**
 * Clears away the temporary files of processes that have ended; of those that cannot be asked, after an
 * hour. Whatever cannot be deleted stays.
 * @param older those of version 0.1.0, too, whose names others may have as well: only where all files are ours
 */
export async function removeLeftovers(folder: string, { older = false } = {}): Promise<void> {
  for (const name of await listFolder(folder)) {
    const owner = TEMPORARY.exec(name)?.groups;
    if (owner === undefined && !(older && OLDER_TEMPORARY.test(name))) continue;
    const path = join(folder, name);
    const ended = owner !== undefined && hasEnded({ host: owner.host!, pid: Number(owner.pid) });
    const changed = await modifiedAt(path);
    if (ended || (changed !== null && Date.now() - changed > ABANDONED)) {
      await rm(path, { force: true }).catch(() => undefined);
    }
  }
}

/** Mode of the file that is to be replaced; otherwise what the system gives to new ones. */
async function modeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mode }) => mode & 0o777,
    () => undefined,
  );
}

/** So that the new name outlives a power cut, too. Not every system has folders that can be synced. */
async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle | undefined;
  try {
    folder = await open(path, 'r');
    await folder.sync();
  } catch {
    // The file itself is on disk: there is the old one or the new one, whatever happens.
  } finally {
    await folder?.close();
  }
}

/** Milliseconds since the Unix epoch; null where there is no such file. */
export async function modifiedAt(path: string): Promise<number | null> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
}

/** Sets the time of a file's last change to now; an empty one is made where there is none. */
export async function touch(path: string): Promise<void> {
  await writeFile(path, '', { flag: 'a' });
  const now = new Date();
  await utimes(path, now, now);
}

/** Gives a file or folder another name in the same file system. */
export async function move(from: string, to: string): Promise<void> {
  await rename(from, to);
}

/** Makes an empty file, and the folders above it. False where there is one already. */
export async function createExclusively(path: string): Promise<boolean> {
  await ensureFolder(dirname(path));
  try {
    await writeFile(path, '', { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Finds out whether `writeAtomically` could write a file, and makes the folders above it. Rejects with
 * Node's error if it could not.
 */
export async function ensureWritable(path: string): Promise<void> {
  await ensureFolder(dirname(path));
  if (await isFolder(path))
    throw Object.assign(new Error('a folder is in the way'), { code: 'EISDIR' });
  // Permissions do not tell: root may write to any folder of /proc, until it tries.
  const temporary = join(dirname(path), temporaryName());
  const file = await open(temporary, 'wx');
  await file.close();
  await rm(temporary);
}

/**
 * Makes a folder and those above it. Not with Node's `recursive`, which never gives up on a file system
 * that answers ENOENT to whatever is made in it, such as /proc.
 */
export async function ensureFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) await ensureFolder(parent);
  try {
    await mkdir(path);
  } catch (error) {
    // Another process may have made it meanwhile; a symbolic link to nowhere is in the way as well.
    if ((error as { code?: string }).code !== 'EEXIST' || !(await isFolder(path))) throw error;
  }
}

/** Moves a file out of the way, next to where it was. Returns its new path. */
export async function setAside(path: string): Promise<string> {
  const aside = `${path}.damaged-${Date.now().toString()}`;
  await rename(path, aside);
  return aside;
}

/** Names of what is in a folder; none where there is no such folder. */
export async function listFolder(path: string): Promise<string[]> {
  return readdir(path).catch(noneIfMissing);
}

/** Folders in folders: deeper ones are no data set's, but a link that leads back up may go on for ever. */
const DEEPEST = 8;

/**
 * Names of all that is no folder below one, those of a folder at a time, with `/` between their parts; what cannot be
 * looked into is passed over.
 * @param skip names to leave out, as of folders not to be looked into
 */
export async function* walkFolder(
  path: string,
  skip: (name: string) => boolean,
  depth = 0,
  before = '',
): AsyncGenerator<readonly string[], void, void> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  const folders: string[] = [];
  for (const entry of entries) {
    const { name } = entry;
    if (skip(name)) continue;
    const folder = entry.isSymbolicLink() ? await isFolder(join(path, name)) : entry.isDirectory();
    if (folder) folders.push(name);
    else names.push(`${before}${name}`);
  }
  yield names;
  if (depth === DEEPEST) return;
  for (const name of folders) {
    yield* walkFolder(join(path, name), skip, depth + 1, `${before}${name}/`);
  }
}

/** The same as `listFolder`, as soon as can be. Whoever asks for many has to give others a turn in between. */
export function listFolderSoon(path: string): Soon<string[]> {
  try {
    return readdirSync(path);
  } catch (error) {
    return noneIfMissing(error);
  }
}

function noneIfMissing(error: unknown): string[] {
  const { code } = error as { code?: string };
  if (code === 'ENOENT' || code === 'ENOTDIR') return [];
  throw error;
}

/** Bytes of all files below a folder; what is gone meanwhile, or cannot be looked at, counts nothing. */
export function folderSizeSoon(path: string): Soon<number> {
  return sizeBelow(path);
}

function sizeBelow(path: string): number {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.reduce((total, entry) => {
      const below = join(path, entry.name);
      if (entry.isDirectory()) return total + sizeBelow(below);
      return total + (lstatSync(below, { throwIfNoEntry: false })?.size ?? 0);
    }, 0);
  } catch {
    return 0;
  }
}

/** Throws or rejects as `readBytes`; may read no more than the beginning. */
export const readBytesSoon: (path: string, most?: number) => Soon<Uint8Array> = readRegularFileSync;

/** Null where there is no such file. */
export function modifiedAtSoon(path: string): Soon<number | null> {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

/** Null where there is no such file, or nobody tells. */
export function fileStampSoon(path: string): Soon<FileStamp | null> {
  try {
    const { size, mtimeMs, ctimeMs } = statSync(path);
    return { size, modified: mtimeMs, changed: ctimeMs };
  } catch {
    return null;
  }
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Deletes a folder and what is in it. */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}
