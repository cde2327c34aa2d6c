import { inHex, sha256 } from '../platform/sha256';
import type { Dataset } from './dataset';

/**
 * Tells data sets apart by what is in them, wherever they lie and whatever they are called: SHA-256 of the digests of
 * images and labels.
 */
export async function fingerprintOf({ imageShape, train, test }: Dataset): Promise<string> {
  const parts = [train, test].flatMap(({ images, labels }) => [images, labels]);
  const digests = await Promise.all(parts.map(digestOf));
  const shape = new TextEncoder().encode(imageShape.join('×'));
  const all = new Uint8Array([...digests.flatMap((digest) => [...digest]), ...shape]);
  return inHex(await sha256(all));
}

/** What is digested may not be in memory that threads share; ours never is. */
function digestOf(bytes: Uint8Array): Promise<Uint8Array> {
  return sha256(bytes as Uint8Array<ArrayBuffer>);
}
