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

/** An array as it lies in a file. */
export interface NumberArray {
  /** The file, or the file and its member. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly type: NumberType;
  readonly littleEndian: boolean;
  /** (shape) in row-major order */
  readonly content: Uint8Array;
}

/** Reads the number at each index that is asked for. */
export function numbersOf({ type, littleEndian, content }: NumberArray): (index: number) => number {
  const { size, read }: Reading = numberTypes[type];
  if (type === 'u1') return (index) => content[index]!;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return (index) => read(view, index * size, littleEndian);
}
