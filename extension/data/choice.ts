import { joinPath } from '../platform/files';

/** A data set as a person chooses it, and what it does not tell itself. Plain data: it is sent and kept as it is. */
export interface DataChoice {
  /** A folder or file, in any form of `forms/`. */
  readonly path: string;
  /** Which of several sets there; empty for the only one. */
  readonly dataset: string;
  /** (H, W) of images whose pixels stand in one row, and of pictures; null: as the data suggest. */
  readonly imageSize: readonly [number, number] | null;
  /** Rows and columns exchanged; `auto`: those of sets that are known to lie on their side. */
  readonly transpose: 'auto' | boolean;
}

/** The choice of a path that says nothing else. */
export function dataAt(path: string): DataChoice {
  return { path, dataset: '', imageSize: null, transpose: 'auto' };
}

/** Where a choice leads; of none, to the MNIST that comes along. */
export function pathOf(data: DataChoice | null, distFolder: string): string {
  return data?.path ?? joinPath(distFolder, 'data');
}
