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

/** What a run tells of its data. */
export async function describeDataset(dataset: Dataset): Promise<RunEvent['dataset']> {
  const { name, train, validation, test, classes } = dataset;
  return {
    name,
    train: train.count,
    ...(validation === null ? {} : { validation: validation.count }),
    test: test.count,
    classes,
    fingerprint: await fingerprintOf(dataset),
  };
}

/** What is digested may not be in memory that threads share; ours never is. */
function digestOf(bytes: Uint8Array): Promise<Uint8Array> {
  return sha256(bytes as Uint8Array<ArrayBuffer>);
}
