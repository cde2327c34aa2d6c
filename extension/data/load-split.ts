import type { Dataset } from './dataset';
import { type DatasetSource, loadDataset } from './load-dataset';
import { withValidation } from './split';
import type { LoadProgress } from '#shared/load-progress';

/** A data set, and what a run holds out of it. */
export interface SplitSource extends DatasetSource {
  /** See `withValidation`; absent: 0. */
  readonly validation?: number;
  readonly seed: number;
}

/** Loads a data set in the parts that a run has. @throws LabError as `loadDataset` and `withValidation` */
export async function loadSplit(
  source: SplitSource,
  signal?: AbortSignal,
  onProgress?: (progress: LoadProgress) => void,
): Promise<Dataset> {
  const dataset = await loadDataset(source, signal, onProgress);
  return withValidation(dataset, source.validation ?? 0, source.seed);
}
