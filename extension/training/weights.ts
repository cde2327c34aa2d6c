import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { readSafetensors, writeSafetensors } from '../formats/safetensors';
import { checkWeights } from '../formats/weights';
import { ensureWritableFolder, joinPath, readBytes, writeAtomically } from '../platform/files';
import { whyUnreadable, writeProblem } from '../platform/file-problems';
import type { Trainee } from './trainee';

/**
 * Gives a network the weights of a safetensors file.
 * @throws LabError `input` naming the file
 */
export async function loadWeights(path: string, { summary, network }: Trainee): Promise<void> {
  let bytes: Uint8Array;
  try {
    bytes = await readBytes(path);
  } catch (error) {
    throw new LabError(
      'input',
      t(
        'The weights file {0} cannot be read ({1}): give the path of a .safetensors file (--init).',
        path,
        whyUnreadable(error),
      ),
    );
  }
  const tensors = readSafetensors(bytes, path);
  checkWeights(tensors, summary, path);
  network.setWeights(tensors);
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
