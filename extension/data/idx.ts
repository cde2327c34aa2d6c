import { LabError } from '../errors';

/**
 * The IDX format of the MNIST files: a big-endian magic number (0, 0, type 8 for unsigned bytes, number
 * of dimensions), one 32-bit size for each dimension, then the bytes, row-major.
 */
export interface IdxImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** (count, height, width) */
  readonly pixels: Uint8Array;
}

const IMAGES_MAGIC = 0x00000803;
const LABELS_MAGIC = 0x00000801;

/** @throws LabError `input` that names the file and what is wrong with it. */
export function parseImages(bytes: Uint8Array, file: string): IdxImages {
  const [count, height, width] = readHeader(bytes, file, IMAGES_MAGIC, 3, 'images') as [
    number,
    number,
    number,
  ];
  if (height === 0 || width === 0) {
    throw invalid(file, `its images are ${height}×${width} pixels`);
  }
  return { count, height, width, pixels: bytes.subarray(16) };
}

/** (count) labels. @throws LabError `input` that names the file and what is wrong with it. */
export function parseLabels(bytes: Uint8Array, file: string): Uint8Array {
  readHeader(bytes, file, LABELS_MAGIC, 1, 'labels');
  return bytes.subarray(8);
}

/** Checks the header against the length of the file and returns the sizes. */
function readHeader(
  bytes: Uint8Array,
  file: string,
  magic: number,
  dimensions: number,
  what: string,
): number[] {
  if (bytes.length === 0) throw invalid(file, 'it is empty');
  const headerLength = 4 + 4 * dimensions;
  if (bytes.length < headerLength) {
    throw invalid(file, `it is cut short: ${bytes.length} bytes, less than the header`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = view.getUint32(0);
  if (found !== magic) {
    throw invalid(
      file,
      `it is not an IDX file of ${what}: it starts with ${hex(found)} instead of ${hex(magic)}`,
    );
  }
  const sizes = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  // Sizes are up to 2^32 each, so their product is taken in whole numbers of any size.
  const expected = sizes.reduce((product, size) => product * BigInt(size), 1n);
  const present = BigInt(bytes.length - headerLength);
  if (present !== expected) {
    const how = present < expected ? 'is cut short' : 'has bytes left over';
    const header = sizes.join(' × ');
    throw invalid(
      file,
      `it ${how}: the header says ${header} = ${expected.toString()} bytes, the file has ${present.toString()}`,
    );
  }
  if (sizes[0] === 0) throw invalid(file, `it has no ${what}`);
  return sizes;
}

function hex(magic: number): string {
  return `0x${magic.toString(16).padStart(8, '0')}`;
}

function invalid(file: string, problem: string): LabError {
  return new LabError(
    'input',
    `${file} cannot be used: ${problem}. Replace the file by a good copy.`,
    'mnistLab.dataFolder',
  );
}
