import { t } from '@vscode/l10n';
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
  const [count, height, width] = readHeader(bytes, file, IMAGES_MAGIC) as [number, number, number];
  if (height === 0 || width === 0) {
    throw invalid(file, t('its images are {0}×{1} pixels', height, width));
  }
  return { count, height, width, pixels: bytes.subarray(16) };
}

/** (count) labels. @throws LabError `input` that names the file and what is wrong with it. */
export function parseLabels(bytes: Uint8Array, file: string): Uint8Array {
  readHeader(bytes, file, LABELS_MAGIC);
  return bytes.subarray(8);
}

/** Checks the header against the length of the file and returns the sizes. */
function readHeader(
  bytes: Uint8Array,
  file: string,
  magic: typeof IMAGES_MAGIC | typeof LABELS_MAGIC,
): number[] {
  const ofImages = magic === IMAGES_MAGIC;
  const dimensions = ofImages ? 3 : 1;
  if (bytes.length === 0) throw invalid(file, t('it is empty'));
  const headerLength = 4 + 4 * dimensions;
  if (bytes.length < headerLength) {
    throw invalid(file, t('it is cut short: {0} bytes, less than the header', bytes.length));
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = view.getUint32(0);
  if (found !== magic) {
    throw invalid(
      file,
      ofImages
        ? t(
            'it is not an IDX file of images: it starts with {0} instead of {1}',
            hex(found),
            hex(magic),
          )
        : t(
            'it is not an IDX file of labels: it starts with {0} instead of {1}',
            hex(found),
            hex(magic),
          ),
    );
  }
  const sizes = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  // Sizes are up to 2^32 each, so their product is taken in whole numbers of any size.
  const expected = sizes.reduce((product, size) => product * BigInt(size), 1n);
  const present = BigInt(bytes.length - headerLength);
  if (present !== expected) {
    const header = `${sizes.join(' × ')} = ${expected.toString()}`;
    throw invalid(
      file,
      present < expected
        ? t(
            'it is cut short: the header says {0} bytes, the file has {1}',
            header,
            present.toString(),
          )
        : t(
            'it has bytes left over: the header says {0} bytes, the file has {1}',
            header,
            present.toString(),
          ),
    );
  }
  if (sizes[0] === 0) {
    throw invalid(file, ofImages ? t('it has no images') : t('it has no labels'));
  }
  return sizes;
}

function hex(magic: number): string {
  return `0x${magic.toString(16).padStart(8, '0')}`;
}

function invalid(file: string, problem: string): LabError {
  return new LabError(
    'input',
    t('{0} cannot be used: {1}. Replace the file by a good copy.', file, problem),
    'mnistLab.dataFolder',
  );
}
