import { t } from '@vscode/l10n';
import { isBatchNorm, isOnPixels, isWeighted, lowerNetwork, pixelRowFloats } from './lower';
import type { NetworkPlan, OptimizerPlan } from './network-plan';
import { batchBytes, FLOAT, MAXIMUM_SHARDS, PACK, tilePacks } from './sizes';

/** What a network would need, in bytes, and what of it for what. */
export interface MemoryNeed {
  readonly total: number;
  /** Largest first. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
}

/**
 * Memory that a network will be given by `addNetwork`, its share of the threads' scratch included: known
 * before anything is reserved.
 */
export function memoryNeeded(plan: NetworkPlan, batchSize: number, threads: number): MemoryNeed {
  const lowered = lowerNetwork(plan);
  const { layers, parameterCount, pixels } = lowered;
  const weighted = layers.filter(isWeighted);
  const norms = layers.filter(isBatchNorm);
  const parameters = parameterCount * FLOAT;
  const packed = weighted
    .filter((layer) => !isOnPixels(layer))
    .reduce((sum, { weight }) => sum + 2 * weight.count * FLOAT, 0);
  const floats = layers.reduce((sum, { outFeatures }) => sum + outFeatures, pixels);
  // Four partial sums for each of a convolution's weights and biases, which come in pairs of channels.
  const sums = weighted.reduce((sum, { weight, plan }) => {
    if (plan.type !== 'conv2d') return sum;
    const { outChannels } = plan;
    const pairs = Math.ceil(outChannels / 2);
    return sum + pairs * 2 * (weight.count / outChannels + 1) * 4 * FLOAT;
  }, 0);
  // What a layer uses while it is at work is at most a pack of its input or output with a border.
  const temporary = Math.max(
    ...layers.map(({ inFeatures, outFeatures, plan: { type } }) =>
      type === 'conv2d' || type === 'dropout' || type === 'max_pool2d'
        ? Math.max(inFeatures, outFeatures) * PACK * FLOAT
        : 0,
    ),
  );
  const images = tilePacks(lowered) * PACK;
  // A linear layer on the image works with lists of images for each pixel, and rows of outputs.
  const [first] = layers;
  const lists = isOnPixels(first!)
    ? (pixels * (2 * images + 50) + (images + 1) * pixelRowFloats(first.outFeatures)) * FLOAT
    : 0;
  const scratch = images * floats * FLOAT + lists + sums + temporary;
  const kept = norms.reduce(
    (sum, { inFeatures }) => sum + 2 * batchBytes(inFeatures, batchSize),
    0,
  );
  const parts = [
    { name: t('parameters ({0}), packings included', parameterCount), bytes: parameters + packed },
    {
      name: t('their gradients, {0} times over', MAXIMUM_SHARDS),
      bytes: MAXIMUM_SHARDS * parameters,
    },
    { name: t('the optimiser'), bytes: optimizerTensors(plan.optimizer) * parameters },
    { name: t('activations for {0} threads', threads), bytes: threads * scratch },
    { name: t('batch norm of {0} images', batchSize), bytes: kept },
  ].filter(({ bytes }) => bytes > 0);
  parts.sort((a, b) => b.bytes - a.bytes);
  return { total: parts.reduce((sum, { bytes }) => sum + bytes, 0), parts };
}

/** Tensors as large as the parameters. */
function optimizerTensors(optimizer: OptimizerPlan): number {
  if (optimizer.type !== 'sgd') return 2;
  return optimizer.momentum === 0 && optimizer.weightDecay === 0 ? 0 : 1;
}
