import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { writeSafetensors } from '../formats/safetensors';
import { readWeights } from '../formats/weights-file';
import { ensureWritableFolder, joinPath, writeAtomically } from '../platform/files';
import { whyUnreadable, writeProblem } from '../platform/file-problems';
import type { Trainee } from './trainee';

/**
 * Gives a network the weights of a safetensors file.
 * @throws LabError `input` naming the file
 */
export async function loadWeights(path: string, { summary, network }: Trainee): Promise<void> {
  try {
    network.setWeights(await readWeights(path, summary));
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError(
      'input',
      t(
        'The weights file {0} cannot be read ({1}): give the path of a .safetensors file (--init).',
        path,
        whyUnreadable(error),
      ),
    );
  }
}

/**
 * Finds out whether weights can be saved before hours are spent on training them.
 * @throws LabError `input` naming the folder
 */
export async function checkSaveFolder(folder: string): Promise<void> {
  try {
    await ensureWritableFolder(folder);
  } catch (error) {
    throw cannotSave(folder, error);
  }
}

/** Writes `ID.safetensors` for each network; a file that was there is replaced whole. */
export async function saveWeights(folder: string, trainees: readonly Trainee[]): Promise<void> {
  for (const { summary, network } of trainees) {
    const path = joinPath(folder, `${summary.id}.safetensors`);
    try {
      await writeAtomically(path, writeSafetensors(network.weights()));
    } catch (error) {
      throw cannotSave(path, error);
    }
  }
}

function cannotSave(path: string, error: unknown): LabError {
  return new LabError('input', t('The weights cannot be saved. {0}', writeProblem(path, error)));
}
