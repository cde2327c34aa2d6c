import { LabError } from '../errors';
import { readSafetensors, writeSafetensors } from '../formats/safetensors';
import { checkWeights } from '../formats/weights';
import { ensureWritableFolder, joinPath, readBytes, writeAtomically } from '../platform/files';
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
      `The weights file ${path} cannot be read (${reason(error)}): give the path of a .safetensors file (--init).`,
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
  return new LabError(
    'input',
    `The weights cannot be written to ${path} (${reason(error)}): choose another folder (--save).`,
  );
}

/** Node's code, such as `ENOENT`, says it shortest. */
function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  return code ?? message;
}
