import { fileStampSoon, isFolder, joinPath, walkFolder } from '../../platform/files';
import { language } from '../../platform/language';
import { inHex, sha256 } from '../../platform/sha256';
import { turnAfter } from '../../platform/turn';
import type { DataChoice } from '../choice';
import { MOST_FILES } from '../tree/limits';
import { isLitter } from '../tree/tree';

/** Raise it when readers make something else of the same files. */
const VERSION = 2;
/** Smaller sets are read sooner than they are looked up. */
const FEWEST_FILES = 256;
const FEWEST_BYTES = 2 ** 20;
const TURN = 20;

/**
 * Tells what readers would make of a path, by all that this depends on: the files, the choice, and the readers' version
 * and language. Of each file name, size, and the times of its last change, as of content, so of name and rights: whoever
 * writes a file can set the one back, but not the other. To read what is in them would take as long as to read the set.
 * @returns null where it is small, or cannot be told
 */
export async function stampOf(
  path: string,
  { dataset, imageSize }: DataChoice,
  signal?: AbortSignal,
): Promise<string | null> {
  const lines: string[] = [];
  let bytes = 0;
  const look = async (name: string, file: string): Promise<boolean> => {
    const stamp = await fileStampSoon(file);
    if (stamp === null) return false;
    bytes += stamp.size;
    lines.push([name, stamp.size, stamp.modified, stamp.changed].join('\0'));
    return true;
  };
  if (await isFolder(path)) {
    const turn = turnAfter(TURN);
    for await (const names of walkFolder(path, isLitter)) {
      for (const name of names) {
        await turn();
        signal?.throwIfAborted();
        if (lines.length === MOST_FILES || !(await look(name, joinPath(path, name)))) return null;
      }
    }
  } else if (!(await look('', path))) return null;
  if (lines.length < FEWEST_FILES && bytes < FEWEST_BYTES) return null;
  const { locale } = language();
  const facts = JSON.stringify([VERSION, locale, path, dataset, imageSize]);
  const text = [facts, ...lines.sort()].join('\n');
  return inHex(await sha256(new TextEncoder().encode(text)));
}
