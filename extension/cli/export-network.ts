import { classCounts, statisticsOf } from '../data/statistics';
import { LabError } from '../errors';
import { inputsOf, resolveModel } from '../models/model';
import { writeProblem } from '../platform/file-problems';
import { baseName, createExclusively, joinPath, removeFile, replaceFile } from '../platform/files';
import type { NamedFile, Trained } from '../runs/pytorch-files';
import { weightsIn } from '../training/weights';
import type { Command } from './arguments';
import { loadData } from './load-data';
import type { ExportFormat } from './options';
import { visible } from './visible';

/**
 * Writes a network and its weights for other programs: a file, and beside it what that needs.
 * @throws LabError when data or weights cannot be read or do not fit, or a file is there already
 */
export async function exportNetwork({
  config,
  model: id,
  weights: path,
  format,
  file,
}: Extract<Command, { type: 'export' }>): Promise<void> {
  const dataset = await loadData(config);
  const { imageShape, classes } = dataset;
  const model = resolveModel(config.specs, id, {
    ...{ shape: imageShape, classes: classes.length },
    counts: classCounts(dataset.train, classes.length),
    ...{ statistics: statisticsOf(dataset), ...inputsOf(config) },
  });
  const { tensors: weights, notes } = await weightsIn(path, model.summary);
  for (const note of notes) process.stderr.write(`${visible(note)}\n`);
  const files = await filesOf(format, { config, dataset, model, weights }, baseName(file));
  await writeNew(joinPath(file, '..'), files);
}

/** @param name of the file that was asked for: the first */
async function filesOf(
  format: ExportFormat,
  trained: Trained,
  name: string,
): Promise<readonly NamedFile[]> {
  switch (format) {
    case 'onnx': {
      const { writeOnnx } = await import('../formats/onnx/write-onnx');
      const { model, weights, dataset } = trained;
      const { id, plan } = model;
      return [{ name, bytes: writeOnnx({ id, plan, weights, classes: dataset.classes }) }];
    }
    case 'pytorch': {
      const { pytorchFiles } = await import('../runs/pytorch-files');
      return pytorchFiles(trained, name);
    }
  }
}

/** Never over what a person has there: all of them, or none. */
async function writeNew(folder: string, files: readonly NamedFile[]): Promise<void> {
  const made: string[] = [];
  let path = folder;
  try {
    for (const { name } of files) {
      path = joinPath(folder, name);
      if (!(await createExclusively(path))) {
        throw new LabError(
          'input',
          `${path} is there already: choose another name, or move it away.`,
        );
      }
      made.push(path);
    }
    for (const { name, bytes } of files) {
      path = joinPath(folder, name);
      await replaceFile(path, bytes);
    }
  } catch (error) {
    // What is empty, or a part, would be in the way of the next try.
    for (const one of made) await removeFile(one);
    throw error instanceof LabError ? error : new LabError('input', writeProblem(path, error));
  }
}
