import { t } from '@vscode/l10n';
import type { Tensor } from '../engine/api';
import { LabError } from '../errors';
import { readWeights } from '../formats/weights-file';
import { whyUnreadable } from '../platform/file-problems';
import { joinPath } from '../platform/files';
import type { ModelSummary } from '#shared/protocol/events';

/**
 * The weights that a run has left of a network.
 * @throws LabError `input` naming the file
 */
export async function readSavedWeights(folder: string, model: ModelSummary): Promise<Tensor[]> {
  const path = joinPath(folder, `${model.id}.safetensors`);
  try {
    return await readWeights(path, model);
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError('input', unreadable(model.id, path, error));
  }
}

function unreadable(id: string, path: string, error: unknown): string {
  const { code } = error as { code?: string };
  return code === 'ENOENT'
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
