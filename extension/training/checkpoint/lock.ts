import { t } from '@vscode/l10n';
import { LabError } from '../../errors';
import { listFolder } from '../../platform/files';
import { FolderLock, removeDeadLocks } from '../../platform/folder-lock';
import { thisProcess } from '../../platform/process';

/**
 * Keeps all others from training into a folder of checkpoints, until it is released: two runs would take turns at
 * overwriting each other's.
 * @returns null where nobody can write to the folder just now, which whoever writes checkpoints tells
 * @throws LabError `input` where a living process trains into it
 */
export async function lockFolder(folder: string): Promise<FolderLock | null> {
  let lock: Awaited<ReturnType<typeof FolderLock.acquire>>;
  try {
    lock = await FolderLock.acquire(folder, crypto.randomUUID().slice(0, 8));
  } catch {
    return null;
  }
  if (!(lock instanceof FolderLock)) {
    const { host, pid } = lock;
    const here = host === thisProcess.host;
    throw new LabError('input', here ? heldHere(folder, pid) : heldFarAway(folder, pid));
  }
  lock.beat();
  await removeDeadLocks(folder, await listFolder(folder)).catch(() => undefined);
  return lock;
}

// A number of a process is written as systems write it, without separators.
function heldHere(folder: string, pid: number): string {
  return t(
    'The run whose checkpoints are in {0} is in training already, by process {1}: wait for its end, or stop that process and go on with the run here.',
    folder,
    String(pid),
  );
}

function heldFarAway(folder: string, pid: number): string {
  return t(
    'The run whose checkpoints are in {0} is in training already, by process {1} of another machine or container: wait for its end, or stop that process and go on with the run here a few seconds later.',
    folder,
    String(pid),
  );
}
