import { joinPath, walkFolder } from '../../platform/files';
import { openOrRefuse } from './disk-file';
import { MOST_FILES, tooMany } from './limits';
import { type DataFile, type DataTree, isLitter, tidied } from './tree';

/** The files of a folder and of those in it. */
export async function openFolder(path: string, signal?: AbortSignal): Promise<DataTree> {
  const files: DataFile[] = [];
  for await (const name of walkFolder(path, isLitter)) {
    signal?.throwIfAborted();
    if (files.length === MOST_FILES) throw tooMany(path);
    const file = joinPath(path, name);
    files.push({
      ...{ name, path: file, disk: file },
      open: (again) => openOrRefuse(file, again ?? signal),
    });
  }
  return { path, files: tidied(files), close: () => Promise.resolve() };
}
