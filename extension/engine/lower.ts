import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { product } from '../kernels/sizes';
import type { KernelLayer } from '../layers/kernel-layer';
import type { FusedActivation } from '../layers/tensors';
import { layerKind, type LayerPlan } from '../layers/kinds';
import type { NetworkPlan } from './plan';

/** A network as the kernels know it. */
export interface LoweredNetwork {
  readonly layers: readonly KernelLayer[];
  readonly pixels: number;
  readonly classes: number;
}

/**
 * Brings a plan into the kernels' terms: padding is a layer, and a sigmoid or ReLU between two layers with
 * weights is part of the first.
 * @throws LabError `input` when nothing could be trained
 */
export function lowerNetwork({ layers: plans, inputShape }: NetworkPlan): LoweredNetwork {
  const pixels = product(inputShape);
  const layers: KernelLayer[] = [];
  plans.forEach((plan, index) => {
    if (index > 0 && fusedActivation(plans, index - 1) !== null) return;
    const lowered = layerKind(plan.type).lower(plan, {
      inFeatures: layers.at(-1)?.outFeatures ?? pixels,
      first: layers.length === 0,
      fused: fusedActivation(plans, index),
    });
    layers.push(...lowered);
  });
  if (!layers.some(({ parameters }) => parameters.length > 0)) {
    throw new LabError('input', t('A network needs at least one layer with weights.'));
  }
  return { layers, pixels, classes: layers.at(-1)!.outFeatures };
}

/** The activation after layer `index`, where that layer applies it and the one above it its derivative. */
function fusedActivation(plans: readonly LayerPlan[], index: number): FusedActivation | null {
  const [layer, activation, above] = plans.slice(index, index + 3);
  if (layer === undefined || activation === undefined || above === undefined) return null;
  if (!layerKind(layer.type).fusion.appliesActivation) return null;
  if (!layerKind(above.type).fusion.appliesDerivative(above)) return null;
  return layerKind(activation.type).fusion.activation;
}
