/**
 * The files that this thread reaches. Only the editor's own thread reaches them itself (`vscode.workspace.fs`: the
 * storage of extensions, and whatever folder is open); workers ask the thread that started them.
 */
export interface FileSystem {
  /** Rejects, as all of these, with an error whose `code` is Node's: `ENOENT`, … */
  stat(path: string): Promise<FileStat>;
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  list(path: string): Promise<readonly FolderEntry[]>;
  /** Replaces a file whole, and makes the folders above it. */
  write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Makes the folders above it, too. */
  makeFolder(path: string): Promise<void>;
  /** Replaces what is there. */
  rename(from: string, to: string): Promise<void>;
  /** Deletes a file, or a folder and what is in it. */
  remove(path: string): Promise<void>;
}

export interface FileStat {
  readonly folder: boolean;
  /** Bytes. */
  readonly size: number;
}

export interface FolderEntry {
  readonly name: string;
  readonly folder: boolean;
}

let given: FileSystem | null = null;

/** Says how this thread, and workers that it starts later, reach files. */
export function useFileSystem(files: FileSystem): void {
  given = files;
}

export function fileSystem(): FileSystem {
  if (given === null) throw new Error('Nobody has said how files are reached.');
  return given;
}

/** An error as Node's file system has them. */
export function fileError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
