import type { FileStamp } from './file-stamp';
import { fileError, type FileSystem, fileSystem } from './file-system';
import type { Soon } from './soon';
import { folderAbove, joinPath } from './uri-path';
import { isWebAddress, webFiles } from './web-address';

export { baseName, joinPath } from './uri-path';

/** Paths are whole already. */
export const absolutePath: (path: string) => string = (path) => joinPath(path);

/** Reads a whole file, as files.ts. */
export async function readBytes(
  path: string,
  maximum = Infinity,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readable(path).read(path);
  if (bytes.length > maximum) throw new RangeError(`${path} has ${bytes.length} bytes`);
  return bytes;
}

export async function isFolder(path: string): Promise<boolean> {
  return readable(path)
    .stat(path)
    .then(
      ({ folder }) => folder,
      () => false,
    );
}

/** Writes a file and the folders above it. VS Code's storage replaces a file whole: it is in a database of the browser. */
export async function writeAtomically(
  path: string,
  content: Uint8Array | Iterable<string> | readonly Uint8Array[],
): Promise<void> {
  await fileSystem().write(path, inBytes(content));
}

/** The same in a folder that has to be there. */
export async function replaceFile(
  path: string,
  content: Uint8Array | Iterable<string> | readonly Uint8Array[],
): Promise<void> {
  await fileSystem().stat(folderAbove(path));
  await writeAtomically(path, content);
}

function inBytes(
  content: Uint8Array | Iterable<string> | readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  // A copy, which may be given away.
  if (content instanceof Uint8Array) return new Uint8Array(content);
  const pieces = Array.from<string | Uint8Array, Uint8Array>(content, (piece) =>
    typeof piece === 'string' ? new TextEncoder().encode(piece) : piece,
  );
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** There are no temporary files. */
export const removeLeftovers: (
  folder: string,
  options?: { readonly older?: boolean },
) => Promise<void> = () => Promise.resolve();

/**
 * When a file was touched or made by `createExclusively`, in milliseconds since the Unix epoch, which is in it: the
 * times of VS Code's storage count anew in each window. Null where there is no such file.
 */
export async function modifiedAt(path: string): Promise<number | null> {
  const bytes = await fileSystem()
    .read(path)
    .catch(() => null);
  return bytes && Number(new TextDecoder().decode(bytes));
}

export async function touch(path: string): Promise<void> {
  await writeAtomically(path, [String(Date.now())]);
}

export async function move(from: string, to: string): Promise<void> {
  await fileSystem().rename(from, to);
}

/** As files.ts, but for two windows that do it within the same few milliseconds: both may get true. */
export async function createExclusively(path: string): Promise<boolean> {
  if ((await modifiedAt(path)) !== null) return false;
  await touch(path);
  return true;
}

/** Makes the folders above a file. That it can be written, VS Code's storage tells when it is. */
export async function ensureWritable(path: string): Promise<void> {
  await ensureFolder(folderAbove(path));
  if (await isFolder(path)) throw fileError('EISDIR', path);
}

export async function ensureFolder(path: string): Promise<void> {
  await fileSystem().makeFolder(path);
}

/** Moves a file out of the way, next to where it was. Returns its new path. */
export async function setAside(path: string): Promise<string> {
  const aside = `${path}.damaged-${Date.now().toString()}`;
  await move(path, aside);
  return aside;
}

/** Names of what is in a folder; none where there is no such folder. */
export async function listFolder(path: string): Promise<string[]> {
  return (await entriesOf(path)).map(({ name }) => name);
}

async function entriesOf(path: string): ReturnType<FileSystem['list']> {
  return readable(path)
    .list(path)
    .catch((error: unknown) => {
      const { code } = error as { code?: string };
      if (code === 'ENOENT' || code === 'ENOTDIR') return [];
      throw error;
    });
}

/** Folders in folders: deeper ones are no data set's. */
const DEEPEST = 8;

/** As files.ts. */
export async function* walkFolder(
  path: string,
  skip: (name: string) => boolean,
  depth = 0,
  before = '',
): AsyncGenerator<readonly string[], void, void> {
  const entries = (await entriesOf(path).catch(() => [])).filter(({ name }) => !skip(name));
  yield entries.filter(({ folder }) => !folder).map(({ name }) => `${before}${name}`);
  if (depth === DEEPEST) return;
  for (const { name } of entries.filter(({ folder }) => folder)) {
    yield* walkFolder(joinPath(path, name), skip, depth + 1, `${before}${name}/`);
  }
}

export const listFolderSoon: (path: string) => Soon<string[]> = listFolder;

/** Bytes of all files below a folder. */
export async function folderSizeSoon(path: string): Promise<number> {
  const sizes = (await entriesOf(path).catch(() => [])).map(async ({ name, folder }) => {
    const below = joinPath(path, name);
    if (folder) return folderSizeSoon(below);
    return fileSystem()
      .stat(below)
      .then(
        ({ size }) => size,
        () => 0,
      );
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** As `readBytes`; no part can be read alone. */
export async function readBytesSoon(path: string, most = Infinity): Promise<Uint8Array> {
  return (await readBytes(path)).subarray(0, most);
}

/** Nobody tells when a folder has changed. */
export const modifiedAtSoon: (path: string) => Soon<number | null> = () => null;

/** Nobody tells: many of the places that a folder may be in have no times of files. */
export const fileStampSoon: (path: string) => Soon<FileStamp | null> = () => null;

export async function removeFile(path: string): Promise<void> {
  await fileSystem()
    .remove(path)
    .catch((error: unknown) => {
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
    });
}

/** Deletes a folder and what is in it. */
export async function removeFolder(path: string): Promise<void> {
  await removeFile(path);
}

/** The extension's own files lie on a web server, mostly. */
function readable(path: string): Pick<FileSystem, 'stat' | 'read' | 'list'> {
  return isWebAddress(path) ? webFiles : fileSystem();
}
