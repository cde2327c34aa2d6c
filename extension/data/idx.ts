import { t } from '@vscode/l10n';
import type { LabError } from '../errors';
import { cureOf, type ForeignFile, isArchive, nameOf, recognise } from '../formats/foreign';
import { unusable } from './unusable';

/**
 * The IDX format of the MNIST files: two zeros, the kind of the numbers, how many dimensions they have;
 * then the dimensions' sizes (32 bits, big-endian); then the numbers, row-major. Read are images (count,
 * height, width) and labels (count) of unsigned bytes.
 */
export type IdxKind = 'images' | 'labels';

export interface IdxHeader {
  /** (count, height, width) or (count) */
  readonly sizes: readonly number[];
  /** Bytes of the header. */
  readonly length: number;
  /** Bytes that it says come after it. */
  readonly claimed: number;
}

/** Makes an IDX file of any array of bytes. */
export const WRITE_IDX =
  'open(NAME, "wb").write(bytes([0, 0, 8, a.ndim]) + np.array(a.shape, ">i4").tobytes() + a.astype("u1").tobytes())';

const UNSIGNED_BYTES = 0x08;
const DIMENSIONS: Record<IdxKind, number> = { images: 3, labels: 1 };

/**
 * Reads the header of a file.
 * @param head the first bytes of the file, as many as `recognise` wants, or all where it has fewer
 * @throws LabError `input` that names the file, what it is instead, and what to do
 */
export function parseHeader(head: Uint8Array, file: string, kind: IdxKind): IdxHeader {
  const dimensions = DIMENSIONS[kind];
  const length = 4 + 4 * dimensions;
  if (head.length === 0) throw unusable(file, t('it is empty'));
  const [zero = 0, alsoZero = 0, type = UNSIGNED_BYTES, rank = dimensions] = head;
  if (zero !== 0 || alsoZero !== 0) throw notIdx(head, file, kind);
  if (type !== UNSIGNED_BYTES || rank !== dimensions) throw otherNumbers(head, file, kind);
  if (head.length < length) {
    throw unusable(
      file,
      t('it is cut short: it has {0} of the {1} bytes of its header', head.length, length),
    );
  }
  const sizes = sizesOf(head, dimensions);
  const [count, ...shape] = sizes as [number, ...number[]];
  if (count === 0) {
    throw unusable(file, kind === 'images' ? t('it has no images') : t('it has no labels'));
  }
  if (shape.includes(0)) throw unusable(file, t('its images are {0} pixels', shape.join('×')));
  // The product of sizes up to 2^32 need not fit; an inexact one is larger than any file.
  return { sizes, length, claimed: sizes.reduce((product, size) => product * size, 1) };
}

/** `3 × 28 × 28 = 2352` */
export function claimOf({ sizes }: IdxHeader): string {
  const product = sizes.reduce((whole, size) => whole * BigInt(size), 1n).toString();
  return sizes.length === 1 ? product : `${sizes.join(' × ')} = ${product}`;
}

function sizesOf(head: Uint8Array, dimensions: number): number[] {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
}

function notIdx(head: Uint8Array, file: string, kind: IdxKind): LabError {
  const found = recognise(head);
  if (found !== null) {
    const cure = cureOf(found) ?? archiveCure(found);
    return unusable(file, t('it is {0}, not an IDX file', nameOf(found)), cure);
  }
  // The same four bytes from the other end: "little-endian".
  if (head[3] === 0 && head[2] === 0 && head[1] === UNSIGNED_BYTES) {
    return unusable(
      file,
      t('its header is written from the other end (little-endian)'),
      t('Write its numbers big-endian (NumPy: astype(">i4")), as IDX has them.'),
    );
  }
  return unusable(
    file,
    kind === 'images' ? t('it is not an IDX file of images') : t('it is not an IDX file of labels'),
  );
}

function archiveCure(found: ForeignFile | null): string | undefined {
  if (found === null) return undefined;
  if (isArchive(found)) return t('Unpack it, and put the file that is in it in its place.');
  return found === 'gzip' ? t('It is packed twice: unpack it once.') : undefined;
}

/** An IDX file of other numbers, or of as many dimensions as other things have. */
function otherNumbers(head: Uint8Array, file: string, kind: IdxKind): LabError {
  const [, , type, rank] = head as unknown as [number, number, number, number];
  const numbers = numbersOf(type);
  if (numbers === null || rank === 0) {
    return unusable(
      file,
      kind === 'images'
        ? t('it is not an IDX file of images')
        : t('it is not an IDX file of labels'),
    );
  }
  if (rank === DIMENSIONS[kind]) {
    return kind === 'images'
      ? unusable(
          file,
          t('its pixels are {0}, and only unsigned bytes are read', numbers),
          t(
            'Write them as bytes from 0 for black to 255 for white (NumPy: images.astype("uint8"), times 255 before where they go from 0 to 1).',
          ),
        )
      : unusable(
          file,
          t('its labels are {0}, and only unsigned bytes are read', numbers),
          t('Write them as bytes (NumPy: labels.astype("uint8")).'),
        );
  }
  if (rank === DIMENSIONS.labels) {
    return unusable(file, t('it holds labels, not images'), exchanged());
  }
  if (rank === DIMENSIONS.images) {
    return unusable(file, t('it holds images, not labels'), exchanged());
  }
  const shape = head.length < 4 + 4 * rank ? '' : ` (${sizesOf(head, rank).join(' × ')})`;
  return kind === 'images'
    ? unusable(
        file,
        t('its images have {0} dimensions{1}, as colour has, and only grey is read', rank, shape),
        t('Make them grey: count × height × width (NumPy: images.mean(axis).astype("uint8")).'),
      )
    : unusable(
        file,
        t('its labels have {0} dimensions{1}, and one label an image is read', rank, shape),
        t('Write the column that is the class alone (NumPy: labels[:, 0].astype("uint8")).'),
      );
}

function exchanged(): string {
  return t('See whether files were exchanged, and give each its own name.');
}

function numbersOf(type: number): string | null {
  switch (type) {
    case UNSIGNED_BYTES:
      return t('unsigned bytes');
    case 0x09:
      return t('signed bytes');
    case 0x0b:
      return t('16-bit integers');
    case 0x0c:
      return t('32-bit integers');
    case 0x0d:
      return t('32-bit floating-point numbers');
    case 0x0e:
      return t('64-bit floating-point numbers');
    default:
      return null;
  }
}
