import type { Dataset, ImageSet } from '../data/dataset';
import { holdsIdx } from '../data/mnist-files';
import { pathOf } from '../data/choice';
import { BatchSampler } from '../data/sampling';
import type { Tensor } from '../engine/api';
import { type NpyArray, writeNpy, writeNpz } from '../formats/npy';
import type { Recipe } from '../formats/pytorch/recipe';
import { writeScript } from '../formats/pytorch/write-script';
import { writeSafetensors } from '../formats/safetensors';
import type { Model } from '../models/model';
import { dataParts } from '#shared/part';
import { batchesPerEpoch } from '../training/batches';
import type { TrainingConfig } from '../training/config';

/** Bytes of indices that are written at most: epochs beyond them draw their own. */
const MOST_BATCH_BYTES = 2 ** 26;

/** A file, by its name. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What networks are trained on, and how. */
export interface Training {
  readonly config: TrainingConfig;
  readonly dataset: Dataset;
}

/** A network, and what it has come to. */
export interface Trained {
  readonly model: Model;
  /** All tensors of the network. */
  readonly weights: readonly Tensor[];
}

/**
 * A network as a script for PyTorch, and what that needs: weights, the batches that were drawn, and images where they do
 * not lie in files that it reads itself.
 * @param script its name: the others are called after it
 */
export async function pytorchFiles(
  training: Training,
  { model, weights }: Trained,
  script: string,
): Promise<NamedFile[]> {
  const stem = script.replace(/\.py$/, '');
  const names = {
    ...{ script, weights: `${stem}.safetensors`, images: `${stem}.npz` },
    batches: `${stem}.batches.npy`,
  };
  const recipe = await recipeOf(training, names.images);
  const batches = drawnBatches(training);
  const files = { ...names, batches: batches === null ? null : names.batches };
  const text = writeScript(model, recipe, files);
  return [
    { name: script, bytes: new TextEncoder().encode(text) },
    { name: names.weights, bytes: writeSafetensors(weights) },
    ...(batches === null ? [] : [{ name: names.batches, bytes: writeNpy(batches) }]),
    ...(recipe.data.type === 'idx'
      ? []
      : [{ name: recipe.data.file, bytes: writeNpz(arraysOf(training.dataset)) }]),
  ];
}

/** @param images the file for them, where it takes one */
export async function recipeOf({ config, dataset }: Training, images: string): Promise<Recipe> {
  const folder = pathOf(config.data, config.distFolder);
  const { epochs, batchSize, limitBatches, sampling, seed } = config;
  return {
    data: (await holdsIdx(folder, dataset))
      ? { type: 'idx', folder }
      : { type: 'npz', file: images },
    imageShape: dataset.imageShape,
    classes: dataset.classes,
    validation: dataset.validation !== null,
    ...{ epochs, batchSize, sampling, seed },
    ...(limitBatches === undefined ? {} : { limitBatches }),
  };
}

/** (epochs, batches, images) Indices of the images of each batch; null where they follow one another. */
export function drawnBatches({ config, dataset }: Training): NpyArray | null {
  const { sampling, seed, batchSize } = config;
  if (sampling === 'sequential') return null;
  const images = dataset.train.count;
  const batches = batchesPerEpoch(config, images);
  const Indices = images <= 2 ** 16 ? Uint16Array : Uint32Array;
  const bytes = batches * batchSize * Indices.BYTES_PER_ELEMENT;
  const epochs = Math.min(config.epochs, Math.max(1, Math.floor(MOST_BATCH_BYTES / bytes)));
  const sampler = new BatchSampler({ sampling, seed, images, batchSize, batchesPerEpoch: batches });
  const data = new Indices(epochs * batches * batchSize);
  for (let at = 0; at < data.length; at += batchSize) data.set(sampler.next(), at);
  return { shape: [epochs, batches, batchSize], data };
}

/** `train_images`, (N, C, H, W), `train_labels`, and so on. */
export function arraysOf(dataset: Dataset): Record<string, NpyArray> {
  const arrays: Record<string, NpyArray> = {};
  for (const part of dataParts) {
    const set: ImageSet | null = dataset[part];
    if (set === null) continue;
    const { count, images, labels } = set;
    arrays[`${part}_images`] = { shape: [count, ...dataset.imageShape], data: images };
    arrays[`${part}_labels`] = { shape: [count], data: labels };
  }
  return arrays;
}
