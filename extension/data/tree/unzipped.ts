import { t } from '@vscode/l10n';
import { HeldFile } from '../../platform/held-file';
import type { OpenFile, RegularFile } from '../../platform/open-file';
import { refused } from '../unusable';
import { tooLarge } from './limits';
import type { DataFile } from './tree';

/** The file itself, or the only one in it where it is a zip archive: some programs pack each file of a set so. */
export async function unzipped(
  file: DataFile,
  limit: number,
  signal?: AbortSignal,
): Promise<DataFile> {
  if (!/\.zip$/i.test(file.name)) return file;
  const { openZip } = await import('./zip');
  const archive = await openZip(file.path, await anywhere(file, limit, signal), signal);
  const [only] = archive.files;
  if (only === undefined || archive.files.length > 1) {
    await archive.close();
    throw refused(
      t(
        '{0} holds {1} files, not one: unpack it, and choose the folder with its files.',
        file.path,
        archive.files.length,
      ),
    );
  }
  return {
    ...{ name: only.name, path: only.path },
    open: async (again) => {
      const open = await only.open(again ?? signal);
      return {
        size: open.size,
        bytes: (options) => open.bytes(options),
        close: async () => {
          await open.close();
          await archive.close();
        },
      };
    },
  };
}

/** A file that can be read at any position; one in an archive is read whole for that. */
export async function anywhere(
  file: DataFile,
  limit: number,
  signal?: AbortSignal,
): Promise<RegularFile> {
  const open: OpenFile & Partial<RegularFile> = await file.open(signal);
  if (open.readAt !== undefined) return open as RegularFile;
  try {
    if (open.size > limit) throw tooLarge(file.path, limit);
    const content = new Uint8Array(open.size);
    const length = await open.bytes().read(content);
    return new HeldFile(content.subarray(0, length), signal);
  } finally {
    await open.close();
  }
}
