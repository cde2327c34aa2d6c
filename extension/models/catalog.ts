import { LabError } from '../errors';
import { notebookModels } from './notebook';
import type { ModelSpec } from './spec';

/** @throws LabError `usage` that names the unknown model and the known ones. */
export function findModel(id: string): ModelSpec {
  const model = notebookModels.find((candidate) => candidate.id === id);
  if (model === undefined) {
    const known = notebookModels.map((candidate) => candidate.id).join(', ');
    throw new LabError(
      'usage',
      `There is no model "${id}": choose from ${known}.`,
      'mnistLab.networks',
    );
  }
  return model;
}
