import type { Dataset } from '../data/dataset';
import { datasetDifference } from '../data/difference';
import { describeDataset, fingerprintOf } from '../data/fingerprint';
import type { RunEvent } from '#shared/protocol/events';

/**
 * In what the data is another than the run had, a part of a sentence; null where it is the same, or the run did not keep
 * what tells.
 * @param told what the run has told of its data
 */
export async function changeOf(
  told: RunEvent['dataset'] | undefined,
  dataset: Dataset,
): Promise<string | null> {
  if (told?.fingerprint === undefined) return null;
  const fingerprint = await fingerprintOf(dataset);
  if (fingerprint === told.fingerprint) return null;
  return datasetDifference(told, describeDataset(dataset, fingerprint));
}
