import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import type { Tensor } from '../engine/api';
import { cureOf, type ForeignFile, nameOf, recognise } from './foreign';

/**
 * safetensors: the length of a JSON header (8 bytes, little-endian), the header, then the tensors'
 * bytes. The header maps names to dtype, shape and the offsets among the bytes, one after
 * another without gaps. Only float32 is read, which is what our networks have; batch norm's step counters, which
 * PyTorch saves as integers, are passed over.
 */
const LENGTH_BYTES = 8;
/** Room for the names of ten thousand tensors; no network here has as many. */
const MAXIMUM_HEADER = 2 ** 20;
const METADATA = '__metadata__';
const COUNTER = '.num_batches_tracked';
const COUNTER_BYTES = 8;

/**
 * Writes tensors so that `safetensors.torch.load_file` gives a `state_dict`.
 * @param metadata what there is to say of them; the format has room for strings only
 */
export function writeSafetensors(
  tensors: readonly Tensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = { [METADATA]: { format: 'pt', ...metadata } };
  let end = 0;
  for (const { name, shape, data } of tensors) {
    const start = end;
    end += data.byteLength;
    header[name] = { dtype: 'F32', shape, data_offsets: [start, end] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + headerLength + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerLength);
  bytes.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerLength;
  for (const { data } of tensors) {
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += 4;
    }
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
 * @throws LabError `input` that names the file, what is wrong with it, and what to do
 */
export function headerEnd(head: Uint8Array, size: number, file: string): number {
  const invalid = invalidFile(file);
  if (size === 0) throw invalid(t('it is empty'));
  const headerLength = lengthOf(head);
  const there = BigInt(size - LENGTH_BYTES);
  const foreign = headerLength !== null && headerLength <= there ? null : recognise(head);
  if (foreign !== null) throw invalid(t('it is {0}', nameOf(foreign)), cureOfForeign(foreign));
  if (headerLength === null) throw invalid(t('it is cut short'));
  if (headerLength > BigInt(MAXIMUM_HEADER) || headerLength < 2n) {
    throw invalid(
      headerLength <= there && headerLength > 2n
        ? t(
            'its header has {0} bytes, and at most {1} are read',
            Number(headerLength),
            MAXIMUM_HEADER,
          )
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
 * What the file holds, float32 alone, in the order of its bytes.
 * @param header the file's bytes up to `headerEnd`
 * @param size bytes of the whole file
 * @throws LabError as `headerEnd`
 */
export function readHeader(header: Uint8Array, size: number, file: string): Entry[] {
  const invalid = invalidFile(file);
  const entries = readEntries(header.subarray(LENGTH_BYTES), invalid);
  checkOffsets(entries, size - header.length, invalid);
  return entries.filter(({ dtype }) => dtype === 'F32');
}

/** @param bytes all that comes after the header */
export function readTensors(entries: readonly Entry[], bytes: Uint8Array): Tensor[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return entries.map(({ name, shape, begin, end }) => {
    const data = new Float32Array((end - begin) / 4);
    for (let i = 0; i < data.length; i++) data[i] = view.getFloat32(begin + 4 * i, true);
    return { name, shape, data };
  });
}

/** What the first bytes say as a number; null where there are too few. */
function lengthOf({ buffer, byteOffset, byteLength }: Uint8Array): bigint | null {
  if (byteLength < LENGTH_BYTES) return null;
  return new DataView(buffer, byteOffset, LENGTH_BYTES).getBigUint64(0, true);
}

/** A file that cannot be used, by its problem and cure. */
export function invalidFile(file: string): Invalid {
  return (problem, cure = t('Use a .safetensors file that was written whole.')) =>
    new LabError('input', t('{0} cannot be used as weights: {1}. {2}', file, problem, cure));
}

type Invalid = (problem: string, cure?: string) => LabError;

/** The tensors in the order of their bytes. */
function readEntries(bytes: Uint8Array, invalid: Invalid): Entry[] {
  const header = parseHeader(bytes);
  if (header === null) throw invalid(t('it is not safetensors: its header is not a JSON object'));
  const twice = repeatedKey(header.text);
  if (twice !== null) throw invalid(t('its header names {0} twice', shown(twice)));
  const entries: Entry[] = [];
  for (const [name, entry] of header.entries) {
    if (name === METADATA) continue;
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
    if (dtype === 'I64' && name.endsWith(COUNTER) && end - begin === COUNTER_BYTES) continue;
    if (dtype !== 'F32') {
      throw invalid(
        t('tensor {0} is {1}, and only F32 is read', shown(name), shown(dtype)),
        t('Make float32 of it (in Python: {0}).', TO_FLOAT32),
      );
    }
    const count = shape.reduce((product, size) => product * size, 1);
    if (end - begin !== count * 4) {
      throw invalid(
        t(
          'tensor {0} of shape [{1}] needs {2} bytes, but has {3}',
          shown(name),
          shown(shape.join(', ')),
          count * 4,
          end - begin,
        ),
      );
    }
  }
  return entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
}

const TO_FLOAT32 =
  'from safetensors.torch import load_file, save_file; save_file({k: v.float().contiguous() for k, v in load_file(FILE).items()}, NEW)';
const FROM_TORCH =
  'import torch; from safetensors.torch import save_file; save_file({k: v.float().contiguous() for k, v in torch.load(FILE, map_location="cpu").items()}, NEW)';

function cureOfForeign(foreign: ForeignFile): string | undefined {
  switch (foreign) {
    case 'zip':
    case 'pickle':
      return t(
        'If PyTorch saved it (.pt, .pth), write its weights as safetensors (in Python: {0}).',
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

/** A name out of a file, fit to stand in a sentence. */
function shown(name: string): string {
  const line = name.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
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
