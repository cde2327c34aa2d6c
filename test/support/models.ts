import type { NetworkPlan } from '../../extension/engine/plan';
import { type Images, type Model, resolveModel } from '../../extension/models/model';
import type { ModelSpec } from '../../extension/models/spec';
import type { ModelSummary } from '#shared/protocol/events';
import { notebookModels } from '../../extension/models/notebook';

export const MNIST: Images = { shape: [1, 28, 28], classes: 10 };

/** Ids of the notebook's networks. */
export const notebookIds = Object.keys(notebookModels);

/** One of the notebook's networks, for MNIST. */
export function notebookModel(id: string): Model {
  return resolveModel(notebookModels, id, MNIST);
}

export function notebookSummary(id: string): ModelSummary {
  return notebookModel(id).summary;
}

/** A network called `tiny`. */
export function resolveSpec(spec: ModelSpec, images: Images): Model {
  return resolveModel({ tiny: spec }, 'tiny', images);
}

export function planOf(
  spec: ModelSpec,
  shape: readonly [number, number, number],
  classes: number,
): NetworkPlan {
  return resolveSpec(spec, { shape, classes }).plan;
}
