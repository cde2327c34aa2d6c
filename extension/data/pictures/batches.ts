import { LabError } from '../../errors';
import type { DataFile } from '../tree/tree';
import { MOST_BYTES, type PictureSource, tooLarge } from './reader';

/** Pictures that a thread gets at a time: so few that threads end together, so many that messages cost nothing. */
const BATCH = 32;

/**
 * Goes through files with pictures, a batch at a time in each lane.
 * @param use gets the pictures of a batch, and which file is its first; the order of batches is open
 */
export async function inBatches(
  files: readonly DataFile[],
  lanes: number,
  use: (sources: readonly PictureSource[], start: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  const goOn = async (): Promise<void> => {
    while (next < files.length) {
      signal?.throwIfAborted();
      const start = next;
      next += BATCH;
      const batch = files.slice(start, next);
      await use(await Promise.all(batch.map((file) => sourceOf(file, signal))), start);
    }
  };
  await Promise.all(Array.from({ length: lanes }, goOn));
}

async function sourceOf(file: DataFile, signal?: AbortSignal): Promise<PictureSource> {
  if (file.disk !== undefined) return file.disk;
  try {
    const open = await file.open(signal);
    try {
      if (open.size > MOST_BYTES) throw tooLarge();
      const bytes = new Uint8Array(open.size);
      return bytes.subarray(0, await open.bytes().read(bytes));
    } finally {
      await open.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof LabError) return { problem: error.message };
    throw error;
  }
}
