import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { NotAFileError, type OtherThanFile } from './open-file';

/** What is wrong where a file or folder could not be written, and what to do about it there. */
export function writeProblem(path: string, error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return t('There is no space left for {0}: free some on that disk.', path);
    case 'EISDIR':
    case 'ENOTDIR':
    case 'ENOTEMPTY':
    case 'EEXIST':
      return inTheWay(path);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return t('You may not write {0}: change the rights of its folder.', path);
    default:
      return t(
        '{0} cannot be written ({1}): see that its folder and its disk are there.',
        path,
        codeOf(error),
      );
  }
}

/** The same where one that is there could not be read. */
export function readFailure(path: string, error: unknown): LabError {
  if (error instanceof NotAFileError || codeOf(error) === 'EISDIR') {
    return new LabError('input', inTheWay(path));
  }
  const message = t(
    '{0} cannot be read ({1}): see that you may read it, and that its disk is there.',
    path,
    codeOf(error),
  );
  return new LabError('input', message);
}

/** Whether there is no such file, as Node tells it. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

/** Why a file cannot be read, to stand in parentheses or after a colon. */
export function whyUnreadable(error: unknown): string {
  if (error instanceof NotAFileError) return otherThanFile(error.kind);
  switch (codeOf(error)) {
    case 'ENOENT':
      return t('it is missing');
    case 'EACCES':
    case 'EPERM':
      return t('it may not be read by you');
    case 'EISDIR':
      return otherThanFile('folder');
    case 'ENXIO':
      return otherThanFile('socket');
    case 'ENOTDIR':
      return t('its path leads through a file that is no folder');
    case 'ELOOP':
      return t('its symbolic links lead in a circle');
    case 'ENAMETOOLONG':
      return t('its path is too long');
    default:
      return codeOf(error);
  }
}

function otherThanFile(kind: OtherThanFile): string {
  switch (kind) {
    case 'folder':
      return t('it is a folder');
    case 'pipe':
      return t('it is a pipe, not a file');
    case 'socket':
      return t('it is a socket, not a file');
    case 'device':
      return t('it is a device, not a file');
  }
}

function inTheWay(path: string): string {
  return t('Something else is in the way of {0}: move it away.', path);
}

/** Node's code, such as `ENOENT`, says it shortest. */
function codeOf(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  return code ?? message;
}
