import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { writeNpy, writeNpz } from '../../extension/formats/npy';

const ascii = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('an array in NumPy’s format', () => {
  it.each([
    ["{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }", Uint8Array, [2, 3]],
    ["{'descr': '<u2', 'fortran_order': False, 'shape': (6,), }", Uint16Array, [6]],
    ["{'descr': '<u4', 'fortran_order': False, 'shape': (1, 2, 3), }", Uint32Array, [1, 2, 3]],
  ] as const)('has a header that ends where numbers may begin: %s', (dict, Numbers, shape) => {
    const data = Numbers.of(1, 2, 3, 4, 5, 250);
    const bytes = writeNpy({ shape, data });
    expect(ascii(bytes.subarray(0, 8))).toBe('\x93NUMPY\x01\x00');
    const length = bytes[8]! + 256 * bytes[9]!;
    expect((10 + length) % 64).toBe(0);
    expect(ascii(bytes.subarray(10, 10 + length))).toBe(`${dict.padEnd(length - 1)}\n`);
    expect([...bytes.subarray(10 + length)]).toEqual([...new Uint8Array(data.buffer)]);
  });

  it('is as many bytes of a larger buffer as it has', () => {
    const part = Uint8Array.of(9, 1, 2, 9).subarray(1, 3);
    expect([...writeNpy({ shape: [2], data: part }).subarray(-2)]).toEqual([1, 2]);
  });

  it('has room for a long shape', () => {
    const shape = Array.from({ length: 30 }, () => 1);
    const bytes = writeNpy({ shape, data: Uint8Array.of(7) });
    expect(bytes.length).toBe(193);
    expect(bytes[192]).toBe(7);
  });

  it('lies in an archive under its name, as it is', () => {
    const array = { shape: [2], data: Uint8Array.of(1, 2) };
    const files = unzipSync(writeNpz({ one: array, two: array }));
    expect(Object.keys(files)).toEqual(['one.npy', 'two.npy']);
    expect(files['two.npy']).toEqual(writeNpy(array));
  });
});
