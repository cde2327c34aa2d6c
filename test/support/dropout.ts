import { lowerNetwork } from '../../extension/engine/lower';
import type { NetworkPlan } from '../../extension/engine/plan';
import { philox } from './philox';
import type { Keeps } from './reference-network';

/** Which values dropout keeps in a step, drawn by the reference's own generator: see assembly/dropout. */
export function keepsOf(
  plan: NetworkPlan,
  seed: number,
  stream: number,
  step: () => number,
): Keeps {
  const { layers } = lowerNetwork(plan);
  return (layer, image, feature) => {
    const index = layers.findIndex((candidate) => candidate.plan === layer);
    // Word (feature, image) of a pack of 8 images; 4 words a block.
    const word = feature * 8 + (image % 8);
    const counter = [Math.floor(word / 4), index, step(), Math.floor(image / 8) + 1];
    return philox(counter, [seed, stream])[word % 4]! >= layer.p * 2 ** 32;
  };
}
