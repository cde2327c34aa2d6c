import type { EarlyStopping, WeightsKind } from '#shared/protocol/events';
import { otherWeights, usualWeights } from '#shared/weights';

/** What the weights of a network are kept by: tests after each epoch tell which were the best. */
export interface Tested {
  readonly evaluateEachEpoch: boolean;
  readonly earlyStopping?: EarlyStopping;
}

/**
 * The name of the file that holds a network's best or last weights.
 *
 *     ID.safetensors        the last weights; with early stopping the best, as soon as there are such
 *     ID.last.safetensors   with early stopping: the last weights
 *     ID.best.safetensors   without it, where each epoch is tested: the best weights
 *
 * Each file says in its metadata which it holds.
 */
export function weightFileName(
  id: string,
  kind: WeightsKind,
  config: Pick<Tested, 'earlyStopping'>,
): string {
  return kind === usualWeights(config) ? `${id}.safetensors` : `${id}.${kind}.safetensors`;
}

/** Names of all files that a network may get. */
export function weightFileNames(id: string, config: Tested): string[] {
  const usual = weightFileName(id, usualWeights(config), config);
  if (!config.evaluateEachEpoch && config.earlyStopping === undefined) return [usual];
  return [usual, weightFileName(id, otherWeights(config), config)];
}
