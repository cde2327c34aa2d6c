import type { DataForm } from '#shared/data-summary';
import type { DataPart } from '#shared/part';
import { type ImageShape, sizeOf } from '#shared/image-shape';
import type { LoadProgress } from '#shared/load-progress';
import type { PictureOptions } from '../pictures/threads';
import type { DataTree } from '../tree/tree';

/** How data are to be read, as far as they do not tell themselves. */
export interface FormOptions extends PictureOptions {
  /** (H, W) of images that stand in one row, and to which pictures are resized; null: as the data suggest. */
  readonly imageSize: readonly [number, number] | null;
  /** Bytes that may be held. */
  readonly memoryLimit: number;
  /** Gets to know how far reading has come, where it takes long. */
  readonly onProgress?: (progress: LoadProgress) => void;
}

/** One part of a set, of which no more has been read than how much it is. */
export interface OpenPart {
  /** Where its labels are, for messages. */
  readonly path: string;
  readonly count: number;
  /** (C, H, W) of one image. */
  readonly imageShape: ImageShape;
  /** (count) As they are in the data: any whole number, see `OpenSet.labelName`. */
  labels(): Promise<Int32Array>;
  /** (count, C, H, W), 0 for black */
  images(): Promise<Uint8Array>;
}

export interface OpenSet {
  readonly parts: Readonly<Record<DataPart, OpenPart | null>>;
  /** Bytes that reading all of it takes, as far as can be known. */
  readonly bytes: number;
  /** Rows and columns are exchanged, as in EMNIST. */
  readonly onItsSide: boolean;
  /** What the data call a label; undefined where it is only a number. */
  labelName(label: number): string | undefined;
  /** Sentences on what a person should know of how it was read. Complete when all has been read. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

/** Bytes that images and labels of all parts take; a class is one. */
export function bytesOf(parts: readonly (OpenPart | null)[]): number {
  return parts.reduce((sum, part) => {
    if (part === null) return sum;
    return sum + part.count * (sizeOf(part.imageShape) + 1);
  }, 0);
}

/** A set that was found among files. */
export interface FoundSet {
  /** What tells it from others in the same place: a name to choose it by. */
  readonly id: string;
  readonly form: DataForm;
  /** @throws LabError `input` that names the file and what is wrong with it */
  open(options: FormOptions, signal?: AbortSignal): Promise<OpenSet>;
}

/** A form in which people have images. */
export interface Form {
  /** What is looked for, as a person would name it. */
  readonly name: () => string;
  /** The sets of this form in a tree, told by names and, where those do not tell, by first bytes. */
  find(tree: DataTree, signal?: AbortSignal): Promise<readonly FoundSet[]>;
}
