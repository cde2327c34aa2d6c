import { classCounts, statisticsOf } from '../data/statistics';
import { LabError } from '../errors';
import { inputsOf, resolveModel } from '../models/model';
import { writeProblem } from '../platform/file-problems';
import { baseName, createExclusively, joinPath, removeFile, replaceFile } from '../platform/files';
import type { NamedFile, Trained, Training } from '../runs/pytorch-files';
import { readNewest } from '../training/checkpoint/slots';
import type { TrainingConfig } from '../training/config';
import { startTraining } from '../training/session';
import { weightsIn } from '../training/weights';
import type { EvaluationEvent } from '#shared/protocol/events';
import type { Command } from './arguments';
import { loadData } from './load-data';
import { visible } from './visible';

type ExportCommand = Extract<Command, { type: 'export' }>;

/**
 * Writes networks and their weights for other programs: a file, and beside it what that needs.
 * @throws LabError when data or weights cannot be read or do not fit, or a file is there already
 */
export async function exportNetwork(command: ExportCommand): Promise<void> {
  const { config, file } = command;
  const dataset = await loadData(config);
  const networks: Trained[] = [];
  for (const id of config.models) {
    const model = resolveModel(config.specs, id, {
      ...{ shape: dataset.imageShape, classes: dataset.classes.length },
      counts: classCounts(dataset.train, dataset.classes.length),
      ...{ statistics: statisticsOf(dataset), ...inputsOf(config) },
    });
    const { tensors: weights, notes } = await weightsIn(command.weights[id]!, model.summary);
    for (const note of notes) process.stderr.write(`${visible(note)}\n`);
    networks.push({ model, weights });
  }
  const files = await filesOf(command, { config, dataset }, networks);
  await writeNew(joinPath(file, '..'), files);
}

/** What is to be written: the file that was asked for is the first. */
async function filesOf(
  { format, file, weights: init, checkpoint }: ExportCommand,
  training: Training,
  networks: readonly Trained[],
): Promise<readonly NamedFile[]> {
  const name = baseName(file);
  const [network] = networks;
  switch (format) {
    case 'onnx': {
      const { writeOnnx } = await import('../formats/onnx/write-onnx');
      const { model, weights } = network!;
      const { id, plan } = model;
      const { classes } = training.dataset;
      return [{ name, bytes: writeOnnx({ id, plan, weights, classes }) }];
    }
    case 'pytorch': {
      const { pytorchFiles } = await import('../runs/pytorch-files');
      return pytorchFiles(training, network!, name);
    }
    case 'notebook': {
      const { notebookFiles } = await import('../runs/notebook-files');
      const results = await evaluated(training.config, init);
      const judged = networks.map((one) => ({ ...one, result: results.get(one.model.id)! }));
      const run = checkpoint === undefined ? null : (await readNewest(checkpoint)).checkpoint;
      const losses = run?.history.epochs.map((epoch) => epoch.losses) ?? [];
      return notebookFiles(training, judged, losses, name);
    }
  }
}

/** What the weights make of the test images, by network. */
async function evaluated(
  config: TrainingConfig,
  init: Readonly<Record<string, string>>,
): Promise<Map<string, EvaluationEvent>> {
  const results = new Map<string, EvaluationEvent>();
  const { finished } = startTraining({ ...config, epochs: 0, init }, (events) => {
    for (const event of events) if (event.type === 'evaluation') results.set(event.model, event);
  });
  await finished;
  return results;
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
