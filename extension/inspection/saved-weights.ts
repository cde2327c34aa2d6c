import { t } from '@vscode/l10n';
import type { Tensor } from '../engine/api';
import { LabError } from '../errors';
import { weightFileName } from '../formats/weight-names';
import { readWeights } from '../formats/weights-file';
import { isMissing, whyUnreadable } from '../platform/file-problems';
import { joinPath } from '../platform/files';
import type { ModelSummary } from '#shared/protocol/events';
import { usualWeights } from '#shared/weights';
import type { InspectionSource } from './source';

/**
 * The weights that a run has left of a network.
 * @throws LabError `input` naming the file
 */
export async function readSavedWeights(
  { config, weightsFolder, weights = usualWeights(config) }: InspectionSource,
  model: ModelSummary,
): Promise<Tensor[]> {
  const path = joinPath(weightsFolder, weightFileName(model.id, weights, config));
  const usual = joinPath(weightsFolder, weightFileName(model.id, usualWeights(config), config));
  try {
    return (await readWeights(path, model)).tensors;
  } catch (error) {
    // A network whose results never were numbers has no best weights.
    if (path !== usual && isMissing(error))
      return readSavedWeights({ config, weightsFolder }, model);
    if (error instanceof LabError) throw error;
    throw new LabError('input', unreadable(model.id, path, error));
  }
}

function unreadable(id: string, path: string, error: unknown): string {
  return isMissing(error)
    ? t(
        'This run has no weights of {0} ({1} is missing: the run ended before its first epoch did, or the file was deleted): train again to look into {0}.',
        id,
        path,
      )
    : t(
        'The weights of {0} cannot be read ({1}: {2}): make the file readable, or train again.',
        id,
        path,
        whyUnreadable(error),
      );
}
