import { joinPath, walkFolder } from '../../platform/files';
import type { RegularFile } from '../../platform/open-file';
import { openOrRefuse } from './disk-file';
import { MOST_FILES, tooMany } from './limits';
import { type DataFile, type DataTree, isLitter, tidied } from './tree';

/** The files of a folder and of those in it. */
export async function openFolder(path: string, signal?: AbortSignal): Promise<DataTree> {
  const files: DataFile[] = [];
  for await (const names of walkFolder(path, isLitter)) {
    signal?.throwIfAborted();
    if (files.length + names.length > MOST_FILES) throw tooMany(path);
    for (const name of names) files.push(new FolderFile(path, name, signal));
  }
  return { path, files: tidied(files), close: () => Promise.resolve() };
}

/** Keeps nothing that follows from its name: there may be a million. */
class FolderFile implements DataFile {
  constructor(
    private readonly folder: string,
    readonly name: string,
    private readonly signal: AbortSignal | undefined,
  ) {}

  get path(): string {
    return joinPath(this.folder, this.name);
  }

  get disk(): string {
    return this.path;
  }

  open(again?: AbortSignal): Promise<RegularFile> {
    return openOrRefuse(this.path, again ?? this.signal);
  }
}
