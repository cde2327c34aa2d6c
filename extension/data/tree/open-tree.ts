import { t } from '@vscode/l10n';
import { HEAD_BYTES, nameOf, recognise } from '../../formats/foreign';
import { isFolder } from '../../platform/files';
import type { RegularFile } from '../../platform/open-file';
import { refused } from '../unusable';
import { openOrRefuse } from './disk-file';
import { openFolder } from './folder';
import { ARCHIVE, type DataTree, lastPart } from './tree';

/**
 * Looks at what a path leads to, and no further than its names.
 * @param limit bytes that may be held of an archive that has to be read as a whole
 * @param signal ends it with its reason when it is aborted
 * @throws LabError `input` that names the path and what is wrong with it
 */
export async function openTree(
  path: string,
  limit: number,
  signal?: AbortSignal,
): Promise<DataTree> {
  if (!(await isFolder(path))) return openFile(path, limit, signal);
  const tree = await openFolder(path, signal);
  const [only, ...others] = tree.files;
  // An archive in a folder of its own, as browsers download it.
  if (only === undefined || others.length > 0 || !ARCHIVE.test(only.name)) return tree;
  await tree.close();
  return openFile(only.path, limit, signal);
}

async function openFile(path: string, limit: number, signal?: AbortSignal): Promise<DataTree> {
  const file = await openOrRefuse(path, signal);
  try {
    const head = await file.bytes().peek(HEAD_BYTES);
    const kind = recognise(head);
    // NumPy's .npz is a zip as well, and one thing to a person.
    if (kind === 'zip' && !/\.npz$/i.test(path)) {
      // As everywhere: reading archives takes large libraries, which most data sets do without.
      const { openZip } = await import('./zip');
      return await openZip(path, file, signal);
    }
    if (kind === 'tar' || (kind === 'gzip' && (await holdsTar(file)))) {
      const { openTar } = await import('./tar');
      return await openTar(path, file, kind === 'gzip', limit);
    }
    if (kind === '7z' || kind === 'rar') {
      throw refused(
        t('{0} is {1}: unpack it, and choose the folder with its files.', path, nameOf(kind)),
      );
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return {
    path,
    files: [
      {
        name: lastPart(path.replaceAll('\\', '/')),
        path,
        open: (again) => openOrRefuse(path, again ?? signal),
      },
    ],
    close: () => Promise.resolve(),
  };
}

async function holdsTar(file: RegularFile): Promise<boolean> {
  try {
    return recognise(await file.bytes({ gunzip: true }).peek(HEAD_BYTES)) === 'tar';
  } catch {
    // Damaged: whoever reads it as something will say so.
    return false;
  }
}
