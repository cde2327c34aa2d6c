import { writeNpy, writeNpz } from '../formats/npy';
import { type Lesson, writeNotebook } from '../formats/notebook/write-notebook';
import { writeSafetensors } from '../formats/safetensors';
import { compareParameters } from '../models/comparison';
import {
  arraysOf,
  drawnBatches,
  type NamedFile,
  recipeOf,
  type Trained,
  type Training,
} from './pytorch-files';

/** A network of a notebook, and what its weights make of the test images. */
export interface Judged extends Trained {
  readonly result: Lesson['networks'][number]['result'];
}

/**
 * Networks as a notebook, and what that needs: their weights, the batches that were drawn, and images where they do not
 * lie in files that it reads itself.
 * @param losses see `Lesson`
 * @param notebook its name: the others are called after it
 */
export async function notebookFiles(
  training: Training,
  judged: readonly Judged[],
  losses: Lesson['losses'],
  notebook: string,
): Promise<NamedFile[]> {
  const stem = notebook.replace(/\.ipynb$/, '');
  const networks = judged.map(({ model, weights, result }) => ({
    ...{ model, result, weights: `${stem}.${model.id}.safetensors` },
    file: { name: `${stem}.${model.id}.safetensors`, bytes: writeSafetensors(weights) },
  }));
  const recipe = await recipeOf(training, `${stem}.npz`);
  const drawn = drawnBatches(training);
  const batches = `${stem}.batches.npy`;
  const text = writeNotebook({
    ...{ networks, recipe, losses, dataset: training.dataset.name },
    comparison: compareParameters(judged.map(({ model }) => model.summary)),
    batches: drawn === null ? null : batches,
  });
  return [
    { name: notebook, bytes: new TextEncoder().encode(text) },
    ...networks.map(({ file }) => file),
    ...(drawn === null ? [] : [{ name: batches, bytes: writeNpy(drawn) }]),
    ...(recipe.data.type === 'idx'
      ? []
      : [{ name: recipe.data.file, bytes: writeNpz(arraysOf(training.dataset)) }]),
  ];
}
