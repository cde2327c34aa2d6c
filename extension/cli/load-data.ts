import { loadProgressText } from '#shared/load-progress';
import type { Dataset } from '../data/dataset';
import { loadSplit, type SplitSource } from '../data/load-split';
import { PassingLine } from './terminal/passing-line';

/** Loads a data set in its parts, and tells a terminal how far it has come. @throws LabError as `loadSplit` */
export async function loadData(source: SplitSource): Promise<Dataset> {
  const line = new PassingLine(process.stderr);
  try {
    return await loadSplit(source, undefined, (progress) => {
      line.tell(loadProgressText(progress));
    });
  } finally {
    line.clear();
  }
}
