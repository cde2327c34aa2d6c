import { t } from '@vscode/l10n';
import { formatMemory } from '#shared/format';
import { faceName, settingName } from '../../setting-names';
import { refused } from '../unusable';

/** More files than that are no data set that would fit into memory, but most likely a whole disk. */
export const MOST_FILES = 1_000_000;

export function tooMany(path: string): Error {
  return refused(
    t('{0} holds more than {1} files: choose the folder of the data set alone.', path, MOST_FILES),
  );
}

/** @param limit bytes that may be held of an archive */
export function tooLarge(path: string, limit: number): Error {
  return refused(
    t(
      'The archive {0} unpacks to more than the limit ({1}), {2}: use a smaller one, or raise the limit.',
      path,
      faceName('memoryLimit'),
      formatMemory(limit),
    ),
    settingName('memoryLimit'),
  );
}
