import { inHex, sha256 } from '../platform/sha256';
import type { RunEvent } from '#shared/protocol/events';
import type { Dataset } from './dataset';

/**
 * Tells data sets apart by what is in their parts, wherever they lie and whatever they are called: SHA-256 of the
 * digests of images and labels.
 */
export async function fingerprintOf({
  imageShape,
  train,
  validation,
  test,
}: Dataset): Promise<string> {
  const sets = validation === null ? [train, test] : [train, validation, test];
  const parts = sets.flatMap(({ images, labels }) => [images, labels]);
  const digests = await Promise.all(parts.map(digestOf));
  const shape = new TextEncoder().encode(imageShape.join('×'));
  const all = new Uint8Array([...digests.flatMap((digest) => [...digest]), ...shape]);
  return inHex(await sha256(all));
}

/** What a run tells of its data. @param fingerprint null where nobody will ask whether they are the same */
export function describeDataset(
  { name, train, validation, test, classes }: Dataset,
  fingerprint: string | null,
): RunEvent['dataset'] {
  return {
    name,
    train: train.count,
    ...(validation === null ? {} : { validation: validation.count }),
    test: test.count,
    classes,
    ...(fingerprint === null ? {} : { fingerprint }),
  };
}

/** What is digested may not be in memory that threads share; ours never is. */
function digestOf(bytes: Uint8Array): Promise<Uint8Array> {
  return sha256(bytes as Uint8Array<ArrayBuffer>);
}
