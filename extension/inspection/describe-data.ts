import { t } from '@vscode/l10n';
import type { DataSummary } from '#shared/data-summary';
import type { LoadProgress } from '#shared/load-progress';
import { LabError } from '../errors';
import { settingName } from '../setting-names';
import type { DataChoice } from '../data/choice';
import type { SplitSource } from '../data/load-split';
import { type DataInspection, startDataInspection } from './session';

export type DescribeRequest = SplitSource & { readonly data: DataChoice };

/** What a place holds: a data set, or the names of several, of which the choice names none. */
export type DataDescription = { readonly summary: DataSummary } | { readonly sets: string[] };

/** A data set that is being read. */
export interface Describing {
  /**
   * Null where it was given up. Rejects with a `LabError`: as `loadSplit`, and `engine` where the worker ends without a
   * word.
   */
  readonly description: Promise<DataDescription | null>;
  giveUp(): void;
}

/** Reads a data set as training would, in an inspection worker that ends with it. */
export function describeData(
  source: DescribeRequest,
  onProgress?: (progress: LoadProgress) => void,
): Describing {
  const ended = (reason: string): LabError =>
    new LabError('engine', t('The data could not be read to the end ({0}): try again.', reason));
  const inspection = startDataInspection(source, { onProgress, ended });
  let givenUp = false;
  const describe = async (): Promise<DataDescription | null> => {
    try {
      return await describeBy(inspection, source.data);
    } catch (error) {
      if (givenUp) return null;
      throw error;
    } finally {
      inspection.dispose();
    }
  };
  return {
    description: describe(),
    giveUp: () => {
      givenUp = true;
      inspection.dispose();
    },
  };
}

async function describeBy(
  inspection: DataInspection,
  { dataset }: DataChoice,
): Promise<DataDescription> {
  try {
    const { summary } = await inspection.ask({ kind: 'summary', set: 0 });
    return { summary };
  } catch (error) {
    const undecided = error instanceof LabError && error.setting === settingName('dataset');
    if (!undecided || dataset !== '') throw error;
    return { sets: await inspection.sets() };
  }
}
