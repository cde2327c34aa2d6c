import { readBytes } from './files';
import { HeldFile } from './held-file';
import type { RegularFile } from './open-file';

/**
 * As regular-file.ts. Of a file that the editor reaches, be it in the person's repository far away, no part can be
 * read, so it is read as a whole and held until it is closed.
 */
export async function openRegularFile(path: string, signal?: AbortSignal): Promise<RegularFile> {
  const bytes = await readBytes(path);
  signal?.throwIfAborted();
  return new HeldFile(bytes, signal);
}
