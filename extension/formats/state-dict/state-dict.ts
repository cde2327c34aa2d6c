import { t } from '@vscode/l10n';
import type { FileEntry } from '@zip.js/zip.js/lib/zip-core-custom.js';
import type { RegularFile } from '../../platform/open-file';
import { zipReaderOf } from '../../platform/zip-source';
import { sizeOf } from '../../layers/shape';
import { bytesOf, isFloatType } from '../float-types';
import type { Invalid } from '../safetensors';
import { shown } from '../shown';
import type { WeightTensor } from '../weights';
import { type PickleValue, readPickle, StoredTensor } from './pickle';

/** Room for the names of ten thousand tensors, as of a safetensors header. */
const MAXIMUM_PICKLE = 2 ** 20;
const MOST_ENTRIES = 20_000;
const MOST_TENSORS = 10_000;
/** Dictionaries in dictionaries, as checkpoints of other programs have them around a state dict. */
const DEEPEST = 3;

const STORED = 0;
const HEADER_BYTES = 30;
const HEADER = 0x04034b50;

/** What PyTorch's storages are to safetensors; others have no floating-point numbers. */
const dtypes: Readonly<Record<string, string>> = {
  Float: 'F32',
  Double: 'F64',
  Half: 'F16',
  BFloat16: 'BF16',
};

/**
 * The tensors of a file of `torch.save`: a zip archive with a pickle that says of each where its numbers lie, in files
 * of their own. Nothing of it is run.
 * @param invalid makes the error of what is wrong with it, and what to do
 */
export async function openStateDict(file: RegularFile, invalid: Invalid): Promise<WeightTensor[]> {
  const entries = await entriesOf(file, invalid);
  const pickle = [...entries.keys()].find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined) {
    throw invalid(
      t('it is a zip archive, but none of {0}', 'torch.save'),
      t('Choose what is in it, if that is a .safetensors file or a state dict of PyTorch.'),
    );
  }
  const folder = pickle.slice(0, -'data.pkl'.length);
  const order = entries.get(`${folder}byteorder`);
  if (order !== undefined && (await textOf(file, order, invalid)) === 'big') {
    throw invalid(
      t('its numbers are written from the other end (big-endian)'),
      t('Write its weights as safetensors.'),
    );
  }
  const bytes = await contentOf(file, entries.get(pickle)!, MAXIMUM_PICKLE, invalid);
  const tensors = new Map<string, StoredTensor>();
  collect(readPickle(bytes, invalid), '', 0, tensors, invalid);
  return [...tensors].map(([name, tensor]) => {
    const { storage, shape } = tensor;
    const dtype = dtypes[storage.type] ?? storage.type;
    const entry = entries.get(`${folder}data/${storage.key}`);
    return { name, dtype, shape, read: () => read(file, name, tensor, dtype, entry, invalid) };
  });
}

/** Names of tensors in dictionaries within dictionaries are those of all, with dots. */
function collect(
  value: PickleValue,
  prefix: string,
  depth: number,
  tensors: Map<string, StoredTensor>,
  invalid: Invalid,
): void {
  if (!(value instanceof Map)) {
    throw invalid(
      t('it holds no dictionary of tensors'),
      t('Save the weights alone (in Python: {0}).', 'torch.save(model.state_dict(), FILE)'),
    );
  }
  for (const [key, inner] of value) {
    if (typeof key !== 'string') continue;
    const name = prefix + key;
    if (inner instanceof StoredTensor) tensors.set(name, inner);
    else if (inner instanceof Map && depth < DEEPEST) {
      collect(inner, `${name}.`, depth + 1, tensors, invalid);
    }
    if (tensors.size > MOST_TENSORS) {
      throw invalid(t('it has more than {0} tensors', MOST_TENSORS));
    }
  }
}

async function entriesOf(file: RegularFile, invalid: Invalid): Promise<Map<string, FileEntry>> {
  const entries = new Map<string, FileEntry>();
  try {
    for await (const entry of zipReaderOf(file).getEntriesGenerator()) {
      if (!entry.directory) entries.set(entry.filename, entry);
      if (entries.size > MOST_ENTRIES) break;
    }
  } catch {
    throw invalid(t('it is a zip archive that is cut short or damaged'));
  }
  if (entries.size > MOST_ENTRIES) {
    throw invalid(t('it is a zip archive of more than {0} files', MOST_ENTRIES));
  }
  return entries;
}

async function textOf(file: RegularFile, entry: FileEntry, invalid: Invalid): Promise<string> {
  const bytes = await contentOf(file, entry, MAXIMUM_PICKLE, invalid);
  return new TextDecoder('utf-8').decode(bytes).trim();
}

async function contentOf(
  file: RegularFile,
  entry: FileEntry,
  maximum: number,
  invalid: Invalid,
): Promise<Uint8Array> {
  const { filename, uncompressedSize: size } = entry;
  if (size > maximum) {
    throw invalid(t('{0} in it has {1} bytes, and at most {2} are read', shown(filename), size, maximum)); // prettier-ignore
  }
  const start = await startOf(file, entry, invalid);
  return readExactly(file, start, size, invalid);
}

/** Where the content of an entry begins that is not packed, as `torch.save` writes them. */
async function startOf(file: RegularFile, entry: FileEntry, invalid: Invalid): Promise<number> {
  const { filename, offset, compressedSize, uncompressedSize, compressionMethod, encrypted } =
    entry;
  if (encrypted) throw invalid(t('it is locked by a password'));
  if (compressionMethod !== STORED || compressedSize !== uncompressedSize) {
    throw invalid(
      t('{0} in it is packed, as PyTorch never does', shown(filename)),
      t('Save it again (in Python: {0}).', 'torch.save(torch.load(FILE), NEW)'),
    );
  }
  const header = await readExactly(file, offset, HEADER_BYTES, invalid);
  const view = new DataView(header.buffer);
  if (view.getUint32(0, true) !== HEADER) {
    throw invalid(t('it is a zip archive that is cut short or damaged'));
  }
  return offset + HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
}

async function readExactly(
  file: RegularFile,
  start: number,
  count: number,
  invalid: Invalid,
): Promise<Uint8Array<ArrayBuffer>> {
  if (start + count > file.size) throw invalid(t('it is cut short'));
  const bytes = new Uint8Array(count);
  if ((await file.readAt(start, bytes)) < count) throw invalid(t('it is cut short'));
  return bytes;
}

/** The bytes of a tensor's numbers, in its own order. */
async function read(
  file: RegularFile,
  name: string,
  { storage, offset, shape, strides }: StoredTensor,
  dtype: string,
  entry: FileEntry | undefined,
  invalid: Invalid,
): Promise<ArrayBuffer> {
  if (!isFloatType(dtype)) throw new RangeError(dtype);
  const size = bytesOf(dtype);
  if (entry === undefined) throw invalid(t('the numbers of {0} are missing', shown(name)));
  if (entry.uncompressedSize !== storage.count * size) {
    throw invalid(t('{0} should have {1} bytes, but has {2}', shown(entry.filename), storage.count * size, entry.uncompressedSize)); // prettier-ignore
  }
  const count = sizeOf(shape);
  const span = count === 0 ? 0 : 1 + shape.reduce((sum, n, i) => sum + (n - 1) * strides[i]!, 0);
  if (offset + span > storage.count) {
    throw invalid(t('tensor {0} reaches beyond its numbers', shown(name)));
  }
  if (span > count) {
    throw invalid(
      t('tensor {0} is a part of a larger one', shown(name)),
      t(
        'Save a copy of it (in Python: {0}).',
        'torch.save({k: v.clone() for k, v in state_dict.items()}, FILE)',
      ),
    );
  }
  const start = (await startOf(file, entry, invalid)) + offset * size;
  const bytes = await readExactly(file, start, span * size, invalid);
  return isContiguous(shape, strides) ? bytes.buffer : inOrder(bytes, size, shape, strides);
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

/** Numbers of so many bytes, one after another as they are in the tensor. */
function inOrder(
  bytes: Uint8Array,
  size: number,
  shape: readonly number[],
  strides: readonly number[],
): ArrayBuffer {
  const count = sizeOf(shape);
  const ordered = new Uint8Array(count * size);
  const index = shape.map(() => 0);
  let from = 0;
  for (let at = 0; at < count; at++) {
    ordered.set(bytes.subarray(from * size, (from + 1) * size), at * size);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      index[axis] = 0;
      from -= strides[axis]! * shape[axis]!;
    }
  }
  return ordered.buffer;
}
