import { t } from '@vscode/l10n';
import type { Tensor } from '../engine/api';
import type { Normalization } from '../engine/plan';
import { LabError } from '../errors';
import { writeSafetensors } from '../formats/safetensors';
import { type FoundWeights, readWeights } from '../formats/weights-file';
import { ensureWritable, joinPath, writeAtomically } from '../platform/files';
import { whyUnreadable, writeProblem } from '../platform/file-problems';
import type { ModelSummary, SavedWeights } from '#shared/protocol/events';
import type { Trainee } from './trainee';

/**
 * Gives a network the weights of a file.
 * @returns what the person should hear of what was made of it, a sentence each
 * @throws LabError as `weightsIn`
 */
export async function loadWeights(
  path: string,
  { summary, network }: Trainee,
): Promise<readonly string[]> {
  const { tensors, notes } = await weightsIn(path, summary);
  network.setWeights(tensors);
  return notes;
}

/**
 * The weights of a network in a file that a person has named.
 * @throws LabError `input` naming the file
 */
export async function weightsIn(path: string, model: ModelSummary): Promise<FoundWeights> {
  try {
    return await readWeights(path, model);
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError(
      'input',
      t(
        'The weights file {0} cannot be read ({1}): give the path of a .safetensors file, or of a state dict of PyTorch.',
        path,
        whyUnreadable(error),
      ),
    );
  }
}

/**
 * Finds out whether weights can be saved before hours are spent on training them.
 * @param names of the files that are to be written
 * @throws LabError `input` naming the file
 */
export async function checkSaveFolder(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = joinPath(folder, name);
    try {
      await ensureWritable(path);
    } catch (error) {
      throw cannotSave(path, error);
    }
  }
}

/**
 * Writes the weights of a network, and in their metadata what its inputs are; a file that was there is replaced whole.
 */
export async function saveWeights(
  folder: string,
  tensors: readonly Tensor[],
  { file, weights, epoch, batch, monitor, value, part = 'test' }: SavedWeights,
  { mean, deviation }: Normalization,
): Promise<void> {
  const path = joinPath(folder, file);
  const metadata = {
    weights,
    epoch: epoch.toString(),
    batch: batch.toString(),
    ...{ input: '(byte / 255 - mean) / std', mean: inUnits(mean), std: inUnits(deviation) },
    ...(monitor === undefined ? {} : { monitor: `${part}_${monitor}`, value: String(value) }),
  };
  try {
    await writeAtomically(path, writeSafetensors(tensors, metadata));
  } catch (error) {
    throw cannotSave(path, error);
  }
}

/** Values of channels as torchvision's `Normalize` takes them, after `ToTensor`. */
function inUnits(bytes: readonly number[]): string {
  return JSON.stringify(bytes.map((value) => value / 255));
}

function cannotSave(path: string, error: unknown): LabError {
  return new LabError('input', t('The weights cannot be saved. {0}', writeProblem(path, error)));
}
