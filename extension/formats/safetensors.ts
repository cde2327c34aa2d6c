import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { bytesOf, isFloatType } from './float-types';
import { cureOf, type ForeignFile, nameOf, recognise } from './foreign';
import { shown } from './shown';

/**
 * safetensors: the length of a JSON header (8 bytes, little-endian), the header, then the tensors'
 * bytes. The header maps names to dtype, shape and the offsets among the bytes, one after
 * another without gaps.
 */
const LENGTH_BYTES = 8;
/** Room for the names of ten thousand tensors; no network here has as many. */
const MAXIMUM_HEADER = 2 ** 20;
const METADATA = '__metadata__';

/** A tensor of any type that is written: F32, F64, U32. */
export interface AnyTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Uint32Array;
}

/** Arrays by what the header calls them. They are little-endian, as the format is, on every machine that we run on. */
const arrays = { F32: Float32Array, F64: Float64Array, U32: Uint32Array } as const;
type Dtype = keyof typeof arrays;

function dtypeOf(data: AnyTensor['data']): Dtype {
  if (data instanceof Float32Array) return 'F32';
  return data instanceof Float64Array ? 'F64' : 'U32';
}

/** Where so many bytes are to be written: any that were there are overwritten. */
export type Room = (bytes: number) => Uint8Array<ArrayBuffer>;

/**
 * Writes tensors so that `safetensors.torch.load_file` gives a `state_dict`.
 * @param metadata what there is to say of them; the format has room for strings only
 */
export function writeSafetensors(
  tensors: readonly AnyTensor[],
  metadata: Readonly<Record<string, string>> = {},
  room: Room = (bytes) => new Uint8Array(bytes),
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { [METADATA]: { format: 'pt', ...metadata } };
  let end = 0;
  for (const { name, shape, data } of tensors) {
    const start = end;
    end += data.byteLength;
    header[name] = { dtype: dtypeOf(data), shape, data_offsets: [start, end] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = room(LENGTH_BYTES + headerLength + end);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerLength);
  bytes.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerLength;
  for (const { data } of tensors) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** A tensor as the header has it. */
export interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Offsets among the bytes after the header. */
  readonly begin: number;
  readonly end: number;
}

/**
 * Where the header ends and the tensors' bytes begin.
 * @param head the file's first `HEAD_BYTES`
 * @param size bytes of the whole file
 * @param invalid makes the error of what is wrong with it, and what to do
 * @param maximum bytes that the header may have
 */
export function headerEnd(
  head: Uint8Array,
  size: number,
  invalid: Invalid,
  maximum = MAXIMUM_HEADER,
): number {
  if (size === 0) throw invalid(t('it is empty'));
  const headerLength = lengthOf(head);
  const there = BigInt(size - LENGTH_BYTES);
  const foreign = headerLength !== null && headerLength <= there ? null : recognise(head);
  if (foreign !== null) throw invalid(t('it is {0}', nameOf(foreign)), cureOfForeign(foreign));
  if (headerLength === null) throw invalid(t('it is cut short'));
  if (headerLength > BigInt(maximum) || headerLength < 2n) {
    throw invalid(
      headerLength <= there && headerLength > 2n
        ? t('its header has {0} bytes, and at most {1} are read', Number(headerLength), maximum)
        : t('it is not safetensors'),
    );
  }
  if (headerLength > there) {
    throw invalid(
      t(
        'its header should have {0} bytes, but the file has only {1}; it is cut short or not safetensors',
        Number(headerLength),
        size,
      ),
    );
  }
  return LENGTH_BYTES + Number(headerLength);
}

/**
 * What the file holds, of any type, in the order of its bytes.
 * @param header the file's bytes up to `headerEnd`
 * @param size bytes of the whole file
 * @param invalid as `headerEnd`
 */
export function readHeader(header: Uint8Array, size: number, invalid: Invalid): Entry[] {
  const { entries } = readEntries(header.subarray(LENGTH_BYTES), invalid);
  for (const entry of entries) checkSize(entry, invalid);
  checkOffsets(entries, size - header.length, invalid);
  return entries;
}

/**
 * All that a file of ours holds, of any type that is written.
 * @param bytes the whole file, whose header ends at `headerEnd`
 */
export function readAll(
  bytes: Uint8Array,
  headerEnd: number,
  invalid: Invalid,
): { readonly tensors: readonly AnyTensor[]; readonly metadata: ReadonlyMap<string, string> } {
  const { entries, metadata } = readEntries(bytes.subarray(LENGTH_BYTES, headerEnd), invalid);
  for (const entry of entries) checkWritten(entry, invalid);
  checkOffsets(entries, bytes.length - headerEnd, invalid);
  const tensors = entries.map(({ name, dtype, shape, begin, end }): AnyTensor => {
    const copy = copyOf(bytes, headerEnd + begin, headerEnd + end);
    return { name, shape, data: new arrays[dtype as Dtype](copy) };
  });
  return { tensors, metadata };
}

/** Elements of a typed array begin at a multiple of their size; those in a file need not. */
function copyOf(bytes: Uint8Array, begin: number, end: number): ArrayBuffer {
  return new Uint8Array(bytes.subarray(begin, end)).buffer;
}

/** What the first bytes say as a number; null where there are too few. */
function lengthOf({ buffer, byteOffset, byteLength }: Uint8Array): bigint | null {
  if (byteLength < LENGTH_BYTES) return null;
  return new DataView(buffer, byteOffset, LENGTH_BYTES).getBigUint64(0, true);
}

/** A file that cannot be used, by its problem and cure. */
export function invalidFile(file: string): Invalid {
  return (
    problem,
    cure = t('Use a .safetensors file, or a state dict of PyTorch, that was written whole.'),
  ) => new LabError('input', t('{0} cannot be used as weights: {1}. {2}', file, problem, cure));
}

export type Invalid = (problem: string, cure?: string) => LabError;

/** The tensors in the order of their bytes, and what is said of them. */
function readEntries(
  bytes: Uint8Array,
  invalid: Invalid,
): { readonly entries: Entry[]; readonly metadata: ReadonlyMap<string, string> } {
  const header = parseHeader(bytes);
  if (header === null) throw invalid(t('it is not safetensors: its header is not a JSON object'));
  const twice = repeatedKey(header.text);
  if (twice !== null) throw invalid(t('its header names {0} twice', shown(twice)));
  const entries: Entry[] = [];
  const metadata = new Map<string, string>();
  for (const [name, entry] of header.entries) {
    if (name === METADATA) {
      for (const [key, value] of Object.entries(entry as object))
        if (typeof value === 'string') metadata.set(key, value);
      continue;
    }
    const { dtype, shape, data_offsets: offsets } = entry as Record<string, unknown>;
    if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
      throw invalid(
        t(
          'its header does not give dtype, shape and data_offsets of tensor {0} as safetensors does',
          shown(name),
        ),
      );
    }
    const [begin, end] = offsets as [number, number];
    entries.push({ name, dtype, shape, begin, end });
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  return { entries, metadata };
}

/** What we write ourselves. */
function checkWritten(entry: Entry, invalid: Invalid): void {
  const { name, dtype } = entry;
  if (!Object.hasOwn(arrays, dtype)) {
    const known = Object.keys(arrays).join(', ');
    throw invalid(t('tensor {0} is {1}, and only {2} are read', shown(name), shown(dtype), known));
  }
  checkSize(entry, invalid);
}

/** Bytes of a number, of the types that are read. */
function sizeOf(dtype: string): number | null {
  if (isFloatType(dtype)) return bytesOf(dtype);
  return Object.hasOwn(arrays, dtype) ? arrays[dtype as Dtype].BYTES_PER_ELEMENT : null;
}

function checkSize({ name, dtype, shape, begin, end }: Entry, invalid: Invalid): void {
  const size = sizeOf(dtype);
  if (size === null) return;
  const count = shape.reduce((product, size) => product * size, 1);
  if (end - begin === count * size) return;
  throw invalid(
    t(
      'tensor {0} of shape [{1}] needs {2} bytes, but has {3}',
      shown(name),
      shown(shape.join(', ')),
      count * size,
      end - begin,
    ),
  );
}

const FROM_TORCH = 'import torch; torch.save(torch.load(FILE, map_location="cpu"), NEW)';

function cureOfForeign(foreign: ForeignFile): string | undefined {
  switch (foreign) {
    case 'zip':
    case 'pickle':
      return t(
        'If PyTorch saved it (.pt, .pth), save its weights alone and anew (in Python: {0}).',
        FROM_TORCH,
      );
    case 'HDF5':
    case 'numpyArray':
      return t(
        "Write its weights as safetensors, under PyTorch's names and in its layouts: kernels of Keras have their axes in another order.",
      );
    case 'gzip':
      return t('Unpack it.');
    case 'webPage':
    case 'gitLfsPointer':
    case 'tar':
    case '7z':
    case 'rar':
    case 'picture':
    case 'text':
      return cureOf(foreign) ?? undefined;
  }
}

/** The tensors must fill the file: each begins where the one before it ends. */
function checkOffsets(entries: readonly Entry[], length: number, invalid: Invalid): void {
  let expected = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== expected) {
      throw invalid(t('tensor {0} leaves a gap or overlaps another', shown(name)));
    }
    if (end > length) {
      throw invalid(
        t('it is cut short: tensor {0} ends {1} bytes later', shown(name), end - length),
      );
    }
    expected = end;
  }
  if (expected !== length) throw invalid(t('it has bytes that belong to no tensor'));
}

/**
 * A key that an object of the header has twice, of which `JSON.parse` tells nothing; null where there is none.
 * @param text valid JSON
 */
function repeatedKey(text: string): string | null {
  const open: Set<string>[] = [];
  for (const [token, isKey] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (isKey !== undefined) {
      const key = JSON.parse(token.slice(0, -isKey.length)) as string;
      const keys = open.at(-1)!;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return null;
}

function parseHeader(bytes: Uint8Array): { text: string; entries: [string, unknown][] } | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const header: unknown = JSON.parse(text);
    if (typeof header !== 'object' || header === null || Array.isArray(header)) return null;
    const entries = Object.entries(header);
    return entries.every(([, entry]) => typeof entry === 'object' && entry !== null)
      ? { text, entries }
      : null;
  } catch {
    return null;
  }
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
