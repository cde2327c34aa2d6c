import {
  access,
  constants,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

export const joinPath: (...parts: string[]) => string = join;

/** The last part of a path, also of one such as `.`. */
export function baseName(path: string): string {
  return basename(resolve(path));
}

/** Reads a whole file. Rejects with Node's error, whose `code` says why (`ENOENT`, …). */
export async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  // Node's buffer is handed on as it is: a data set is too large to copy.
  return readFile(path);
}

/**
 * Writes a file and the folders above it, so that whoever reads it finds the old content or the
 * new, never half of one, also after a crash. Of text in chunks each is asked for when the one before it
 * has been written.
 */
export async function writeAtomically(
  path: string,
  content: Uint8Array | Iterable<string>,
): Promise<void> {
  const temporary = `${path}.${process.pid.toString()}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(temporary, content, { flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Makes an empty file, and the folders above it. False where there is one already. */
export async function createExclusively(path: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(path, '', { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  }
}

/** Makes a folder if it is missing. Rejects with Node's error if no files can be written there. */
export async function ensureWritableFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await access(path, constants.W_OK);
}

/** Moves a file out of the way, next to where it was. Returns its new path. */
export async function setAside(path: string): Promise<string> {
  const aside = `${path}.damaged-${Date.now().toString()}`;
  await rename(path, aside);
  return aside;
}

/** Names of what is in a folder; none where there is no such folder. */
export async function listFolder(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Deletes a folder and what is in it. */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}
