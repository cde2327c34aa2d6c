import type { DataForm } from '#shared/data-summary';
import { type DataPart, dataParts } from '#shared/part';
import { digestOf } from '../../formats/seal';
import type { OpenPart, OpenSet } from '../forms/form';
import { type ImageShape, sizeOf } from '#shared/image-shape';

/** A data set as its readers made it: before classes are named, images turned and parts split. */
export interface StoredSet {
  /** What it is called in its place. */
  readonly id: string;
  /** Where it lies. */
  readonly path: string;
  readonly form: DataForm;
  readonly onItsSide: boolean;
  readonly notes: readonly string[];
  /** By label, where the data call it something. */
  readonly labelNames: Readonly<Record<string, string>>;
  readonly parts: Readonly<Record<DataPart, StoredPart | null>>;
}

export interface StoredPart {
  readonly path: string;
  readonly imageShape: ImageShape;
  /** (count) */
  readonly labels: Int32Array;
  /** (count, C, H, W) */
  readonly images: Uint8Array;
}

type PartHeader = Pick<StoredPart, 'path' | 'imageShape'> & {
  readonly part: DataPart;
  readonly count: number;
  /** Labels and images. */
  readonly digests: readonly [string, string];
};

interface Header extends Omit<StoredSet, 'parts'> {
  readonly parts: readonly PartHeader[];
}

/** @param parts those of the set that there are, with the images and labels that were read of each */
export function storedOf(
  known: Pick<StoredSet, 'id' | 'path' | 'form'>,
  set: OpenSet,
  parts: readonly OpenPart[],
  images: readonly Uint8Array[],
  labels: readonly Int32Array[],
): StoredSet {
  const stored = (part: OpenPart | null): StoredPart | null => {
    if (part === null) return null;
    const { path, imageShape } = part;
    const index = parts.indexOf(part);
    return { path, imageShape, labels: labels[index]!, images: images[index]! };
  };
  const { train, validation, test } = set.parts;
  const occurring = new Set(labels.flatMap((each) => [...new Set(each)]));
  const named = [...occurring].map((label) => [label, set.labelName(label)] as const);
  return {
    ...known,
    onItsSide: set.onItsSide,
    notes: set.notes,
    labelNames: Object.fromEntries(named.filter(([, name]) => name !== undefined)) as Record<
      string,
      string
    >,
    parts: { train: stored(train), validation: stored(validation), test: stored(test) },
  };
}

/** As if it were read of its files. */
export function openStored({ parts, onItsSide, notes, labelNames }: StoredSet): OpenSet {
  const open = (part: StoredPart | null): OpenPart | null =>
    part && {
      path: part.path,
      imageShape: part.imageShape,
      count: part.labels.length,
      labels: () => Promise.resolve(part.labels),
      images: () => Promise.resolve(part.images),
    };
  return {
    parts: {
      train: open(parts.train),
      validation: open(parts.validation),
      test: open(parts.test),
    },
    bytes: bytesOf({ parts }),
    ...{ onItsSide, notes },
    labelName: (label) => labelNames[label],
    close: () => Promise.resolve(),
  };
}

/** Bytes of all images. */
export function bytesOf({ parts }: Pick<StoredSet, 'parts'>): number {
  return dataParts.reduce((sum, part) => sum + (parts[part]?.images.length ?? 0), 0);
}

const MAGIC = 'mnist-lab-set-1\n';
const DIGEST = 64;
/** Digits of the header's length. */
const LENGTH = 8;
const START = MAGIC.length + DIGEST + LENGTH;

/** A file's content in pieces: magic, digest and length of a header in JSON, that, then labels and images of each part. */
export async function encodeSet(set: StoredSet): Promise<readonly Uint8Array[]> {
  const parts: PartHeader[] = [];
  const content: Uint8Array[] = [];
  for (const part of dataParts) {
    const stored = set.parts[part];
    if (stored === null) continue;
    const { path, imageShape, labels, images } = stored;
    const pieces = [inBytes(labels), images] as Uint8Array<ArrayBuffer>[];
    const [ofLabels, ofImages] = await Promise.all(pieces.map(digestOf));
    const digests = [ofLabels!, ofImages!] as const;
    parts.push({ part, path, imageShape, count: labels.length, digests });
    content.push(...pieces);
  }
  const header = new TextEncoder().encode(JSON.stringify({ ...set, parts } satisfies Header));
  const length = header.length.toString(16).padStart(LENGTH, '0');
  const start = new TextEncoder().encode(`${MAGIC}${await digestOf(header)}${length}`);
  return [start, header, ...content];
}

/** Null where it is not what `encodeSet` made. */
export async function decodeSet(bytes: Uint8Array<ArrayBuffer>): Promise<StoredSet | null> {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, START));
  if (!start.startsWith(MAGIC) || start.length < START) return null;
  const length = parseInt(start.slice(-LENGTH), 16);
  const head = bytes.subarray(START, START + length);
  if ((await digestOf(head)) !== start.slice(MAGIC.length, -LENGTH)) return null;
  const header = JSON.parse(new TextDecoder().decode(head)) as Header;
  const parts: Record<DataPart, StoredPart | null> = { train: null, validation: null, test: null };
  let at = START + length;
  for (const { part, path, imageShape, count, digests } of header.parts) {
    const size = sizeOf(imageShape);
    const labels = bytes.subarray(at, at + 4 * count);
    const images = bytes.subarray(at + 4 * count, at + (4 + size) * count);
    at += (4 + size) * count;
    const found = await Promise.all([digestOf(labels), digestOf(images)]);
    if (found.join() !== digests.join()) return null;
    // Numbers of four bytes begin at places that four divides.
    parts[part] = { path, imageShape, labels: new Int32Array(labels.slice().buffer), images };
  }
  return at === bytes.length ? { ...header, parts } : null;
}

function inBytes(labels: Int32Array): Uint8Array {
  return new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength);
}
