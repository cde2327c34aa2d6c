import type { Dataset } from './dataset';

/**
 * Tells data sets apart by what is in them, wherever they lie and whatever they are called: SHA-256 of the digests of
 * images and labels. It is worked out beside this thread.
 */
export async function fingerprintOf({ imageShape, train, test }: Dataset): Promise<string> {
  const parts = [train, test].flatMap(({ images, labels }) => [images, labels]);
  const digests = await Promise.all(parts.map(digestOf));
  const shape = new TextEncoder().encode(imageShape.join('×'));
  const all = new Uint8Array([...digests.flatMap((digest) => [...digest]), ...shape]);
  return [...(await digestOf(all))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function digestOf(bytes: Uint8Array): Promise<Uint8Array> {
  // What is digested may not be in memory that threads share; ours never is.
  const data = bytes as Uint8Array<ArrayBuffer>;
  return new Uint8Array(await crypto.subtle.digest('SHA-256', data));
}
