import { execFile } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vi } from 'vitest';

const run = promisify(execFile);
/** Milliseconds. */
const PATIENCE = { timeout: 20_000, interval: 5 };

/** A file system of its own that is soon full. */
export interface SmallDisk {
  readonly path: string;
  /** Whether it may be written from now on. */
  remount(how: 'ro' | 'rw'): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Null where this machine or this user may not mount one.
 * @param over the folder in whose place it is; absent: one of its own
 */
export async function mountSmallDisk(bytes: number, over?: string): Promise<SmallDisk | null> {
  const path = over ?? (await mkdtemp(join(tmpdir(), 'mnist-lab-disk-')));
  const leave = async (): Promise<void> => {
    if (over === undefined) await rmdir(path);
  };
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path]);
  } catch {
    await leave();
    return null;
  }
  return {
    path,
    remount: async (how) => {
      // Refused as long as somebody is writing.
      await vi.waitFor(() => run('mount', ['-o', `remount,${how}`, path]), PATIENCE);
    },
    remove: async () => {
      await run('umount', [path]);
      await leave();
    },
  };
}
