import type { ByteReader } from '../../platform/byte-reader';

/** Kinds of numbers that arrays in files have, by NumPy's short names. */
export type NumberType = keyof typeof numberTypes;

interface Reading {
  /** Bytes of one number. */
  readonly size: number;
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

/** Integers of 64 bits lose what does not fit into 53, which no pixel and no label has. */
export const numberTypes = {
  u1: { size: 1, read: (view, at) => view.getUint8(at) },
  i1: { size: 1, read: (view, at) => view.getInt8(at) },
  u2: { size: 2, read: (view, at, little) => view.getUint16(at, little) },
  i2: { size: 2, read: (view, at, little) => view.getInt16(at, little) },
  u4: { size: 4, read: (view, at, little) => view.getUint32(at, little) },
  i4: { size: 4, read: (view, at, little) => view.getInt32(at, little) },
  u8: { size: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i8: { size: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  f4: { size: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { size: 8, read: (view, at, little) => view.getFloat64(at, little) },
} satisfies Record<string, Reading>;

/** An array that lies in a file: it may be several times as large as what is made of it, so it comes piece by piece. */
export interface NumberArray {
  /** The file, or the file and its member. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly type: NumberType;
  readonly littleEndian: boolean;
  /** The first index runs fastest, not the last. */
  readonly fortran: boolean;
  /**
   * Its bytes from the start, in pieces of whole numbers, whose memory is used again for the next one.
   * @throws LabError `input` that names the file where it does not hold what its header says
   */
  pieces(): AsyncIterable<Uint8Array>;
}

/** Bytes of a piece, which every number's size divides. */
const PIECE = 2 ** 18;

/**
 * Reads so many bytes in pieces.
 * @param short makes the error of a file that ends before that, told how many there were
 */
export async function* inPieces(
  bytes: ByteReader,
  length: number,
  short: (found: number) => Error,
): AsyncGenerator<Uint8Array, void, void> {
  const memory = new Uint8Array(Math.min(PIECE, length));
  for (let found = 0; found < length;) {
    const piece = memory.subarray(0, Math.min(PIECE, length - found));
    const count = await bytes.read(piece);
    found += count;
    if (count < piece.length) throw short(found);
    yield piece;
  }
}

/** Numbers of a piece, by their places in it. */
export function numbersOf(
  { type, littleEndian }: Pick<NumberArray, 'type' | 'littleEndian'>,
  piece: Uint8Array,
): { readonly count: number; readonly read: (index: number) => number } {
  const { size, read }: Reading = numberTypes[type];
  const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
  return {
    count: piece.length / size,
    read:
      type === 'u1' ? (index) => piece[index]! : (index) => read(view, index * size, littleEndian),
  };
}
