import * as vscode from 'vscode';
import { fileError, type FileSystem, useFileSystem } from '../platform/file-system';
import { partsOf, pathFrom } from '../platform/uri-path';

/** As files.ts: an address as it reads. */
export function pathOf(uri: vscode.Uri): string {
  return pathFrom(uri);
}

export function uriOf(path: string): vscode.Uri {
  const parts = partsOf(path);
  if (parts === null) throw fileError('ENOENT', path);
  return vscode.Uri.from(parts);
}

/** The editor reads wherever it can show a folder. */
export const isReadable: (uri: vscode.Uri) => boolean = () => true;

/** Nowhere: places that browsers reach do not tell whether a file has changed. */
export const cacheFolderIn: (storage: vscode.Uri) => string | null = () => null;

/** Node's codes for those of `vscode.FileSystemError`, so that one set of words tells what is wrong. */
const codes: Readonly<Record<string, string>> = {
  FileNotFound: 'ENOENT',
  FileExists: 'EEXIST',
  FileIsADirectory: 'EISDIR',
  FileNotADirectory: 'ENOTDIR',
  NoPermissions: 'EACCES',
};

async function told<T>(work: Thenable<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { code = '', message } = error as Partial<vscode.FileSystemError>;
    const full = /quota/i.test(message ?? '');
    throw fileError(full ? 'ENOSPC' : (codes[code] ?? code), message ?? String(error));
  }
}

const { fs } = vscode.workspace;
const isFolder = (type: vscode.FileType): boolean => (type & vscode.FileType.Directory) !== 0;

const files: FileSystem = {
  stat: async (path) => {
    const { type, size } = await told(fs.stat(uriOf(path)));
    return { folder: isFolder(type), size };
  },
  // A copy, which may be given away: VS Code may hand out a part of a larger piece of memory.
  read: async (path) => new Uint8Array(await told(fs.readFile(uriOf(path)))),
  list: async (path) => {
    const entries = await told(fs.readDirectory(uriOf(path)));
    return entries.map(([name, type]) => ({ name, folder: isFolder(type) }));
  },
  write: (path, bytes) => told(fs.writeFile(uriOf(path), bytes)),
  makeFolder: (path) => told(fs.createDirectory(uriOf(path))),
  rename: (from, to) => told(fs.rename(uriOf(from), uriOf(to), { overwrite: true })),
  remove: (path) => told(fs.delete(uriOf(path), { recursive: true })),
};

useFileSystem(files);
