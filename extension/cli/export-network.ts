import { LabError } from '../errors';
import { resolveModel } from '../models/model';
import { writeProblem } from '../platform/file-problems';
import { baseName, createExclusively, joinPath, removeFile, replaceFile } from '../platform/files';
import { networkFiles, type Told } from '../runs/network-files';
import type { NamedFile, Trained } from '../runs/pytorch-files';
import { readNewest } from '../training/checkpoint/slots';
import type { TrainingConfig } from '../training/config';
import { trainingImages } from '../training/images';
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
  const images = trainingImages(dataset, config);
  const networks: Trained[] = [];
  for (const id of config.models) {
    const model = resolveModel(config.specs, id, images);
    const { tensors: weights, notes } = await weightsIn(command.weights[id]!, model.summary);
    for (const note of notes) process.stderr.write(`${visible(note)}\n`);
    networks.push({ model, weights });
  }
  const told = async (): Promise<Told> => ({
    results: await evaluated(config, command.weights),
    losses: await lossesOf(command.checkpoint),
  });
  const files = await networkFiles(
    command.format,
    { config, dataset },
    networks,
    baseName(file),
    told,
  );
  await writeNew(joinPath(file, '..'), files);
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

/** The mean losses of a run's epochs, by the folder with its checkpoints. */
async function lossesOf(checkpoint: string | undefined): Promise<Told['losses']> {
  if (checkpoint === undefined) return [];
  const run = (await readNewest(checkpoint)).checkpoint;
  return run.history.epochs.map(({ losses }) => losses);
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
