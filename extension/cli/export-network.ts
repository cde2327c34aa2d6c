import { statisticsOf } from '../data/statistics';
import { LabError } from '../errors';
import { inputsOf, resolveModel } from '../models/model';
import { writeProblem } from '../platform/file-problems';
import { createExclusively, removeFile, replaceFile } from '../platform/files';
import { weightsIn } from '../training/weights';
import type { Command } from './arguments';
import { loadData } from './load-data';

/**
 * Writes a network and its weights as ONNX.
 * @throws LabError when data or weights cannot be read or do not fit, or the file is there already
 */
export async function exportNetwork({
  config,
  model: id,
  weights: path,
  file,
}: Extract<Command, { type: 'export' }>): Promise<void> {
  const dataset = await loadData(config);
  const { plan, summary } = resolveModel(config.specs, id, {
    ...{ shape: dataset.imageShape, classes: dataset.classes.length },
    ...{ statistics: statisticsOf(dataset), ...inputsOf(config) },
  });
  const weights = await weightsIn(path, summary);
  const { writeOnnx } = await import('../formats/onnx/write-onnx');
  await writeNew(file, writeOnnx({ id, plan, weights, classes: dataset.classes }));
}

/** Never over what a person has there. */
async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  let isNew = false;
  try {
    isNew = await createExclusively(path);
    if (isNew) {
      await replaceFile(path, bytes);
      return;
    }
  } catch (error) {
    // What is empty would be in the way of the next try.
    if (isNew) await removeFile(path);
    throw new LabError('input', writeProblem(path, error));
  }
  throw new LabError('input', `${path} is there already: choose another name, or move it away.`);
}
