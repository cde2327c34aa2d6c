import { cacheFolder } from '../../platform/cache-folder';
import {
  fileStampSoon,
  joinPath,
  listFolder,
  readBytes,
  removeFile,
  removeLeftovers,
  touch,
  writeAtomically,
} from '../../platform/files';
import type { DataChoice } from '../choice';
import { stampOf } from './stamp';
import { decodeSet, encodeSet, type StoredSet } from './stored-set';

/** Bytes of all that is kept; beyond that, what was not used for the longest time is cleared away. */
const MOST_BYTES = 4e9;
const FILE = /^[0-9a-f]{64}\.set$/;

/** A place for what was read of a path, as it is now. */
export interface Slot {
  /** Null where there is nothing yet, or nothing that can be used. */
  read(): Promise<StoredSet | null>;
  /** Keeps it, if it can be kept and the files are still what they were. */
  write(set: StoredSet): Promise<void>;
}

/**
 * Where what is read of a path is kept for the next time; null where nothing is, or it would not be worth it. A cache
 * that cannot be read or written is none: nothing of it ever fails.
 * @param most bytes of all that is kept
 */
export async function slotOf(
  path: string,
  choice: DataChoice,
  signal?: AbortSignal,
  most = MOST_BYTES,
): Promise<Slot | null> {
  const folder = cacheFolder();
  if (folder === null) return null;
  const stamp = await stampOf(path, choice, signal);
  if (stamp === null) return null;
  const file = joinPath(folder, `${stamp}.set`);
  return {
    read: () => orNull(() => readFile(file)),
    write: async (set) => {
      if ((await stampOf(path, choice, signal)) !== stamp) return;
      await orNull(() => keep(folder, file, set, most));
    },
  };
}

async function readFile(file: string): Promise<StoredSet | null> {
  const set = await decodeSet(await readBytes(file));
  // A folder that cannot be written can be read all the same.
  if (set !== null) await orNull(() => touch(file));
  return set;
}

async function keep(folder: string, file: string, set: StoredSet, most: number): Promise<null> {
  const pieces = await encodeSet(set);
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  if (size > most) return null;
  await writeAtomically(file, pieces);
  await removeLeftovers(folder);
  const paths = (await listFolder(folder))
    .filter((name) => FILE.test(name))
    .map((name) => joinPath(folder, name))
    .filter((path) => path !== file);
  const others: { readonly path: string; readonly size: number; readonly modified: number }[] = [];
  for (const path of paths) {
    others.push({ path, ...((await fileStampSoon(path)) ?? { size: 0, modified: 0 }) });
  }
  others.sort((a, b) => b.modified - a.modified);
  let all = size;
  for (const other of others) {
    all += other.size;
    if (all > most) await removeFile(other.path);
  }
  return null;
}

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch {
    return null;
  }
}
