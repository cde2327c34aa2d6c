import { t } from '@vscode/l10n';
import type { OpenFile } from '../../platform/open-file';
import { unusable } from '../unusable';
import type { DataFile } from '../tree/tree';
import { inPieces, type NumberArray, type NumberType, numberTypes } from './number-type';

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
async function readNpyHeader(file: OpenFile, path: string): Promise<NpyHeader> {
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

/** An array of NumPy's in a file, of which the header has been read. */
export interface NpyArray {
  readonly path: string;
  readonly header: NpyHeader;
  /** The elements, as `NumberArray.pieces`. */
  pieces(): AsyncIterable<Uint8Array>;
}

/** @throws LabError `input` that names the array, also where the file is too short for what its header says */
export async function openNpy(file: DataFile, signal?: AbortSignal): Promise<NpyArray> {
  const { path } = file;
  const open = await file.open(signal);
  try {
    const header = await readNpyHeader(open, path);
    const { length, claimed } = header;
    // Before memory is taken: a header can say anything.
    if (length + claimed > open.size) throw cutShort(path, claimed, open.size - length);
    return { path, header, pieces: () => piecesOf(file, header, signal) };
  } finally {
    await open.close();
  }
}

async function* piecesOf(
  file: DataFile,
  { length, claimed }: NpyHeader,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const open = await file.open(signal);
  try {
    const bytes = open.bytes();
    await bytes.read(new Uint8Array(length));
    yield* inPieces(bytes, claimed, (found) => cutShort(file.path, claimed, found));
  } finally {
    await open.close();
  }
}

/** An array of numbers. @throws LabError `input` also where it is one of texts */
export function numbersIn(array: NpyArray): NumberArray {
  const { path } = array;
  const { type, shape, littleEndian, fortran } = array.header;
  if (type === 'U' || type === 'S') throw notNumbers(path, type);
  return { path, shape, type, littleEndian, fortran, pieces: () => array.pieces() };
}

/** An array's texts, without the zeros that fill them up. */
export async function textsIn(array: NpyArray): Promise<string[]> {
  const { type, size, claimed, littleEndian, shape } = array.header;
  const content = new Uint8Array(claimed);
  let filled = 0;
  for await (const piece of array.pieces()) {
    content.set(piece, filled);
    filled += piece.length;
  }
  const view = new DataView(content.buffer);
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
