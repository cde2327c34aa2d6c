import type { DataFile } from './tree';

/** Names of classes and the like are short. */
const LONGEST = 2 ** 20;

/** A small text file; of a larger one its beginning. */
export async function readText(file: DataFile, signal?: AbortSignal): Promise<string> {
  const open = await file.open(signal);
  try {
    const bytes = new Uint8Array(Math.min(open.size, LONGEST));
    return new TextDecoder().decode(bytes.subarray(0, await open.bytes().read(bytes)));
  } finally {
    await open.close();
  }
}
