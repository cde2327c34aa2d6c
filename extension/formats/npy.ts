import { zipSync } from 'fflate';

/** An array as NumPy has it: unsigned bytes, or wider whole numbers, in C's order. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array | Uint16Array | Uint32Array;
}

const MAGIC = '\x93NUMPY\x01\x00';
/** The numbers begin at a multiple of this. */
const ALIGNMENT = 64;

/** A `.npy` file, version 1.0. Its numbers are little-endian, as those of every machine that we run on. */
export function writeNpy({ shape, data }: NpyArray): Uint8Array<ArrayBuffer> {
  const size = data.BYTES_PER_ELEMENT;
  const type = size === 1 ? '|u1' : `<u${size}`;
  const sizes = `${shape.join(', ')}${shape.length === 1 ? ',' : ''}`;
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const before = MAGIC.length + 2;
  const length = Math.ceil((before + header.length + 1) / ALIGNMENT) * ALIGNMENT - before;
  const bytes = new Uint8Array(before + length + data.byteLength);
  bytes.set(Uint8Array.from(MAGIC, (letter) => letter.charCodeAt(0)));
  new DataView(bytes.buffer).setUint16(MAGIC.length, length, true);
  const text = `${header.padEnd(length - 1)}\n`;
  bytes.set(
    Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
    before,
  );
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), before + length);
  return bytes;
}

/** A `.npz` file, as `numpy.savez` writes it: arrays by name, none of them packed. */
export function writeNpz(arrays: Readonly<Record<string, NpyArray>>): Uint8Array<ArrayBuffer> {
  const files = Object.entries(arrays).map(
    ([name, array]) => [`${name}.npy`, writeNpy(array)] as const,
  );
  return zipSync(Object.fromEntries(files), { level: 0 });
}
