import { t } from '@vscode/l10n';
import { fileError, type FileSystem, type FolderEntry } from './file-system';

/** Whether a path leads to a web server, as those of the extension's own files do: any thread reads there by itself. */
export function isWebAddress(path: string): boolean {
  return /^https?:/i.test(path);
}

/** Files on a web server, which has no lists of folders: the build writes one beside a folder (`data.json`). */
export const webFiles: Pick<FileSystem, 'stat' | 'read' | 'list'> = {
  stat: async (path) => {
    if ((await listOf(path)) !== null) return { folder: true, size: 0 };
    return { folder: false, size: (await webFiles.read(path)).length };
  },
  read: async (path) => {
    const response = await fetch(addressOf(path));
    if (!response.ok) throw notThere(path, response);
    return new Uint8Array(await response.arrayBuffer());
  },
  list: async (path) => {
    const names = await listOf(path);
    if (names === null) throw fileError('ENOENT', path);
    return names.map((name): FolderEntry => ({ name, folder: false }));
  },
};

async function listOf(path: string): Promise<readonly string[] | null> {
  const response = await fetch(addressOf(`${path}.json`));
  return response.ok ? ((await response.json()) as readonly string[]) : null;
}

function notThere(path: string, { status }: Response): Error {
  return fileError(status === 404 ? 'ENOENT' : t('HTTP status {0}', status), path);
}

function addressOf(path: string): string {
  return encodeURI(path).replaceAll('?', '%3F').replaceAll('#', '%23');
}
