import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import type { Tensor } from '../engine/network-plan';

/**
 * safetensors: the length of a JSON header (8 bytes, little-endian), the header, then the tensors'
 * bytes. The header maps names to dtype, shape and the place among the bytes; places follow one another
 * without gaps. Only float32 is read, which is what our networks have; batch norm's step counters, which
 * PyTorch saves as integers, are passed over.
 */
const LENGTH_BYTES = 8;
const MAXIMUM_HEADER = 100_000_000;
const METADATA = '__metadata__';
const COUNTER = '.num_batches_tracked';

/** Writes tensors so that `safetensors.torch.load_file` gives a `state_dict`. */
export function writeSafetensors(tensors: readonly Tensor[]): Uint8Array {
  const header: Record<string, unknown> = { [METADATA]: { format: 'pt' } };
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

/** @throws LabError `input` that names the file and what is wrong with it. */
export function readSafetensors(bytes: Uint8Array, file: string): Tensor[] {
  const invalid = (problem: string): LabError =>
    new LabError(
      'input',
      t(
        '{0} cannot be used as weights: {1}. Use a .safetensors file that was written whole.',
        file,
        problem,
      ),
    );
  if (bytes.length === 0) throw invalid(t('it is empty'));
  if (bytes.length < LENGTH_BYTES) throw invalid(t('it is cut short'));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > MAXIMUM_HEADER || headerLength < 2) throw invalid(t('it is not safetensors'));
  const start = LENGTH_BYTES + headerLength;
  if (start > bytes.length) {
    throw invalid(
      t(
        'its header should have {0} bytes, but the file has only {1}; it is cut short or not safetensors',
        headerLength,
        bytes.length,
      ),
    );
  }
  const entries = parseHeader(bytes.subarray(LENGTH_BYTES, start));
  if (entries === null) {
    throw invalid(t('it is not safetensors: its header is not a JSON object'));
  }

  const places: { name: string; begin: number; end: number }[] = [];
  const tensors: Tensor[] = [];
  for (const [name, entry] of entries) {
    if (name === METADATA) continue;
    const { dtype, shape, data_offsets: offsets } = entry as Record<string, unknown>;
    if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
      throw invalid(
        t(
          'its header does not give dtype, shape and data_offsets of tensor {0} as safetensors does',
          name,
        ),
      );
    }
    const [begin, end] = offsets as [number, number];
    places.push({ name, begin, end });
    if (dtype === 'I64' && name.endsWith(COUNTER)) continue;
    if (dtype !== 'F32') {
      throw invalid(t('tensor {0} is {1}, and only F32 is read', name, dtype));
    }
    const count = shape.reduce((product, size) => product * size, 1);
    if (end - begin !== count * 4) {
      throw invalid(
        t(
          'tensor {0} of shape [{1}] needs {2} bytes, but has {3}',
          name,
          shape.join(', '),
          count * 4,
          end - begin,
        ),
      );
    }
    if (start + end > bytes.length) {
      throw invalid(
        t('it is cut short: tensor {0} ends {1} bytes later', name, start + end - bytes.length),
      );
    }
    const data = new Float32Array(count);
    for (let i = 0; i < count; i++) data[i] = view.getFloat32(start + begin + 4 * i, true);
    tensors.push({ name, shape, data });
  }
  places.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let expected = 0;
  for (const { name, begin, end } of places) {
    if (begin !== expected) {
      throw invalid(t('tensor {0} leaves a gap or overlaps another', name));
    }
    expected = end;
  }
  if (start + expected !== bytes.length) {
    throw invalid(t('it has bytes that belong to no tensor'));
  }
  const order = places.map(({ name }) => name);
  return tensors.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

function parseHeader(bytes: Uint8Array): [string, unknown][] | null {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof header !== 'object' || header === null || Array.isArray(header)) return null;
    const entries = Object.entries(header);
    return entries.every(([, entry]) => typeof entry === 'object' && entry !== null)
      ? entries
      : null;
  } catch {
    return null;
  }
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
