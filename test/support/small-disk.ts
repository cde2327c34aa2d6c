import { execFile } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system of its own that is soon full. */
export interface SmallDisk {
  readonly path: string;
  remove(): Promise<void>;
}

/** Null where this machine or this user may not mount one. */
export async function mountSmallDisk(bytes: number): Promise<SmallDisk | null> {
  const path = await mkdtemp(join(tmpdir(), 'mnist-lab-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path]);
  } catch {
    await rmdir(path);
    return null;
  }
  return {
    path,
    remove: async () => {
      await run('umount', [path]);
      await rmdir(path);
    },
  };
}
