import { t } from '@vscode/l10n';
import type { LabError } from '../../errors';
import { cureOf, type ForeignFile, isArchive, nameOf, recognise } from '../../formats/foreign';
import { unusable } from '../unusable';
import { type NumberType, numberTypes } from './number-type';

/**
 * The IDX format of the MNIST files: two zeros, the kind of the numbers, how many dimensions they have;
 * then the dimensions' sizes (32 bits, big-endian); then the numbers, row-major, big-endian as well. Labels are
 * (count), or (count, columns) of which the first is the class; images are what `layoutOf` tells.
 */
export type IdxKind = 'images' | 'labels';

export interface IdxHeader {
  readonly type: NumberType;
  /** The count comes first. */
  readonly sizes: readonly number[];
  /** Bytes of the header. */
  readonly length: number;
  /** Bytes that it says come after it. */
  readonly claimed: number;
}

/** By the number in the header. */
const TYPES: Readonly<Record<number, NumberType>> = {
  0x08: 'u1',
  0x09: 'i1',
  0x0b: 'i2',
  0x0c: 'i4',
  0x0d: 'f4',
  0x0e: 'f8',
};
const UNSIGNED_BYTES = 0x08;

const RANKS: Record<IdxKind, readonly number[]> = { images: [2, 3, 4], labels: [1, 2] };

/**
 * Reads the header of a file.
 * @param head the first bytes of the file, as many as `recognise` wants, or all where it has fewer
 * @throws LabError `input` that names the file, what it is instead, and what to do
 */
export function parseHeader(head: Uint8Array, file: string, kind: IdxKind): IdxHeader {
  if (head.length === 0) throw unusable(file, t('it is empty'));
  const [usual] = RANKS[kind];
  const [zero = 0, alsoZero = 0, number = UNSIGNED_BYTES, rank = usual!] = head;
  if (zero !== 0 || alsoZero !== 0) throw notIdx(head, file, kind);
  const type = TYPES[number];
  if (type === undefined || rank === 0) throw notOf(kind, file);
  if (!RANKS[kind].includes(rank)) throw otherRank(rank, file, kind);
  const length = 4 + 4 * rank;
  if (head.length < length) {
    throw unusable(
      file,
      t('it is cut short: it has {0} of the {1} bytes of its header', head.length, length),
    );
  }
  const sizes = sizesOf(head, rank);
  const [count, ...shape] = sizes as [number, ...number[]];
  if (count === 0) {
    throw unusable(file, kind === 'images' ? t('it has no images') : t('it has no labels'));
  }
  if (shape.includes(0)) throw unusable(file, t('its images are {0} pixels', shape.join('×')));
  // The product of sizes up to 2^32 need not fit; an inexact one is larger than any file.
  const claimed = sizes.reduce((product, size) => product * size, numberTypes[type].size);
  return { type, sizes, length, claimed };
}

/** `3 × 28 × 28 = 2352` */
export function claimOf({ sizes, type }: IdxHeader): string {
  const { size } = numberTypes[type];
  const factors = size === 1 ? sizes : [...sizes, size];
  const product = factors.reduce((whole, factor) => whole * BigInt(factor), 1n).toString();
  return factors.length === 1 ? product : `${factors.join(' × ')} = ${product}`;
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
  return notOf(kind, file);
}

function notOf(kind: IdxKind, file: string): LabError {
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

function otherRank(rank: number, file: string, kind: IdxKind): LabError {
  if (RANKS.labels.includes(rank)) {
    return unusable(file, t('it holds labels, not images'), exchanged());
  }
  if (kind === 'labels' && RANKS.images.includes(rank)) {
    return unusable(file, t('it holds images, not labels'), exchanged());
  }
  return unusable(
    file,
    t('its numbers have {0} dimensions', rank),
    t('Images have two to four: count × height × width, with channels or without.'),
  );
}

function exchanged(): string {
  return t('See whether files were exchanged, and give each its own name.');
}
