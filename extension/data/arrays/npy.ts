import { t } from '@vscode/l10n';
import type { OpenFile } from '../../platform/regular-file';
import { unusable } from '../unusable';
import { type NumberArray, type NumberType, numberTypes } from './number-type';

/** Headers are some hundred bytes; a longer one is made to harm. */
const LONGEST_HEADER = 2 ** 16;

const MAGIC = '\x93NUMPY';
const DESCRIPTION =
  /'descr':\s*'(?<order>[<>|=])(?<kind>[a-zA-Z])(?<size>\d+)'.*'fortran_order':\s*(?<fortran>True|False).*'shape':\s*\((?<shape>[\d,\s]*)\)/;

/** What an array of NumPy's says of itself (https://numpy.org/neps/nep-0001-npy-format.html). */
export interface NpyHeader {
  readonly shape: readonly number[];
  /** `U` and `S`: texts of so many characters or bytes each. */
  readonly type: NumberType | 'U' | 'S';
  /** Bytes of one element. */
  readonly size: number;
  readonly littleEndian: boolean;
  /** The first index runs fastest. */
  readonly fortran: boolean;
  /** Bytes before the elements. */
  readonly length: number;
  /** Bytes of all elements. */
  readonly claimed: number;
}

/** @throws LabError `input` that names the array and why it is not read */
export async function readNpyHeader(file: OpenFile, path: string): Promise<NpyHeader> {
  const bytes = file.bytes();
  const head = await bytes.peek(12);
  if (String.fromCharCode(...head.subarray(0, 6)) !== MAGIC || head.length < 12) {
    throw unusable(path, t('it is not a NumPy array'));
  }
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const [start, described] =
    head[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  const length = start + described;
  if (described > LONGEST_HEADER) throw unusable(path, t('its header is {0} bytes', described));
  const whole = await bytes.peek(length);
  if (whole.length < length) throw unusable(path, t('it is cut short within its header'));
  const text = new TextDecoder('latin1').decode(whole.subarray(start)).replaceAll('\n', ' ');
  const groups = DESCRIPTION.exec(text)?.groups;
  if (groups === undefined) throw notNumbers(path, /'descr':\s*'?([^',]*)/.exec(text)?.[1] ?? '?');
  const shape = groups
    .shape!.split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  const letter = groups.kind!;
  const kind = letter === 'b' ? 'u' : letter;
  const units = Number(groups.size);
  const name = kind === 'U' || kind === 'S' ? kind : `${kind}${units}`;
  if (name !== 'U' && name !== 'S' && !Object.hasOwn(numberTypes, name)) {
    throw notNumbers(path, `${letter}${units}`);
  }
  const size = kind === 'U' ? 4 * units : units;
  return {
    shape,
    type: name as NpyHeader['type'],
    size,
    littleEndian: groups.order !== '>',
    fortran: groups.fortran === 'True' && shape.length > 1,
    length,
    claimed: shape.reduce((product, each) => product * each, size),
  };
}

/** The elements, in row-major order whatever the file's is. @throws LabError `input` that names the array */
export async function readNpy(
  file: OpenFile,
  path: string,
): Promise<{ header: NpyHeader; content: Uint8Array }> {
  const header = await readNpyHeader(file, path);
  const { length, claimed, size, shape, fortran } = header;
  // Before memory is taken: a header can say anything.
  if (length + claimed > file.size) throw cutShort(path, claimed, file.size - length);
  const bytes = file.bytes();
  await bytes.read(new Uint8Array(length));
  const content = new Uint8Array(claimed);
  const found = await bytes.read(content);
  if (found < claimed) throw cutShort(path, claimed, found);
  return { header, content: fortran ? rowMajor(content, shape, size) : content };
}

/** An array of numbers. @throws LabError `input` also where it is one of texts */
export function numbersIn(header: NpyHeader, content: Uint8Array, path: string): NumberArray {
  const { type, shape, littleEndian } = header;
  if (type === 'U' || type === 'S') throw notNumbers(path, type);
  return { path, shape, type, littleEndian, content };
}

/** An array's texts, without the zeros that fill them up. */
export function textsIn(
  { type, size, littleEndian, shape }: NpyHeader,
  content: Uint8Array,
): string[] {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return Array.from({ length: shape[0] ?? 0 }, (_, i) => {
    const start = i * size;
    if (type === 'S') {
      const bytes = content.subarray(start, start + size);
      return new TextDecoder().decode(bytes).replace(/\0+$/, '');
    }
    let text = '';
    for (let at = start; at < start + size; at += 4) {
      const code = view.getUint32(at, littleEndian);
      if (code === 0 || code > 0x10ffff) break;
      text += String.fromCodePoint(code);
    }
    return text;
  });
}

function cutShort(path: string, claimed: number, present: number): Error {
  return unusable(
    path,
    t('it is cut short: the header says {0} bytes, the file has {1}', claimed, present),
  );
}

function notNumbers(path: string, found: string): Error {
  return unusable(
    path,
    found.includes('O')
      ? t('its elements are Python objects, which are not read')
      : t('its elements are of the kind {0}, which is not read', found),
    t('Write numbers (NumPy: images.astype("uint8"), labels.astype("int32")).'),
  );
}

/** Elements whose first index runs fastest, so that the last does. */
function rowMajor(content: Uint8Array, shape: readonly number[], size: number): Uint8Array {
  const strides: number[] = [];
  shape.reduce((stride, each, i) => {
    strides[i] = stride;
    return stride * each;
  }, size);
  const result = new Uint8Array(content.length);
  const last = shape.length - 1;
  let to = 0;
  const copy = (axis: number, from: number): void => {
    for (let i = 0; i < shape[axis]!; i++, from += strides[axis]!) {
      if (axis < last) copy(axis + 1, from);
      else for (let byte = 0; byte < size; byte++) result[to++] = content[from + byte]!;
    }
  };
  copy(0, 0);
  return result;
}
