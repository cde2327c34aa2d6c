import { t } from '@vscode/l10n';
import { whyUnreadable } from '../../platform/file-problems';
import type { RegularFile } from '../../platform/open-file';
import { openRegularFile } from '../../platform/regular-file';
import { faceName } from '../../setting-names';
import { refused } from '../unusable';

/** Opens a file on the disk. @throws LabError `input` that names it */
export async function openOrRefuse(path: string, signal?: AbortSignal): Promise<RegularFile> {
  try {
    return await openRegularFile(path, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw refused(
      t(
        '{0} cannot be read: {1}. Choose a folder or file with a data set ({2}).',
        path,
        whyUnreadable(error),
        faceName('data'),
      ),
    );
  }
}
