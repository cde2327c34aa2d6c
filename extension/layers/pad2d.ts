import { product } from '../kernels/sizes';
import { type KernelLayer, plainLayer } from './kernel-layer';
import { layOutPlane } from './plane';
import type { Pair } from './window';

/** Zeros around each plane: a layer of its own to the kernels, so that convolutions need not know of padding. */
export function pad2d(
  plan: KernelLayer['plan'],
  channels: number,
  inputSize: Pair,
  padding: Pair,
): KernelLayer {
  const outputSize = [inputSize[0] + 2 * padding[0], inputSize[1] + 2 * padding[1]] as const;
  return {
    ...plainLayer,
    plan,
    kind: 'KIND_PAD2D',
    inFeatures: channels * product(inputSize),
    outFeatures: channels * product(outputSize),
    layOut: (context) => {
      layOutPlane(context, inputSize, padding, {
        channels,
        inHeight: inputSize[0],
        inWidth: inputSize[1],
        outHeight: outputSize[0],
        outWidth: outputSize[1],
      });
    },
  };
}
