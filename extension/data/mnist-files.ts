import type { ByteReader } from '../platform/byte-reader';
import { joinPath } from '../platform/files';
import { openRegularFile } from '../platform/regular-file';
import type { Dataset } from './dataset';

/** How MNIST's files begin, and those of Fashion-MNIST, KMNIST and others. */
const names = { train: 'train', test: 't10k' } as const;
const endings = { images: 'images-idx3-ubyte', labels: 'labels-idx1-ubyte' } as const;

const UNSIGNED_BYTES = 0x08;

/**
 * Whether a folder has MNIST's four files under their usual names, and they are the data set as it is used, byte for
 * byte: what programs that know nothing of splits, classes and other forms of data read of it.
 */
export async function holdsIdx(folder: string, dataset: Dataset): Promise<boolean> {
  if (dataset.validation !== null) return false;
  for (const part of ['train', 'test'] as const) {
    for (const kind of ['images', 'labels'] as const) {
      const path = joinPath(folder, `${names[part]}-${endings[kind]}`);
      if (!(await holds(path, dataset[part][kind]))) return false;
    }
  }
  return true;
}

/** Whether these are the numbers of an IDX file, raw or, where there is none, packed. */
async function holds(path: string, numbers: Uint8Array): Promise<boolean> {
  const file = await openEither(path);
  if (file === null) return false;
  try {
    const [zero, alsoZero, type, rank] = await file.bytes.peek(4);
    if (zero !== 0 || alsoZero !== 0 || type !== UNSIGNED_BYTES) return false;
    await file.bytes.read(new Uint8Array(4 + 4 * rank!));
    const content = new Uint8Array(numbers.length);
    const found = await file.bytes.read(content);
    if (found < content.length || (await file.bytes.peek(1)).length > 0) return false;
    return numbers.every((number, at) => number === content[at]);
  } catch {
    // What cannot be unpacked.
    return false;
  } finally {
    await file.close();
  }
}

async function openEither(
  path: string,
): Promise<{ readonly bytes: ByteReader; readonly close: () => Promise<void> } | null> {
  for (const [name, packed] of [
    [path, false],
    [`${path}.gz`, true],
  ] as const) {
    try {
      const file = await openRegularFile(name);
      return { bytes: file.bytes({ gunzip: packed }), close: () => file.close() };
    } catch {
      // It is not there.
    }
  }
  return null;
}
