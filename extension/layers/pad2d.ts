import { FLOAT, PACK, product } from '../kernels/sizes';
import { fill } from '../kernels/structs';
import type { KernelLayer } from './kernel-layer';
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
    plan,
    kind: 'KIND_PAD2D',
    inFeatures: channels * product(inputSize),
    outFeatures: channels * product(outputSize),
    parameters: [],
    buffers: [],
    fused: null,
    beginsSegment: false,
    isActivation: false,
    maps: null,
    input: { spanRows: 0 },
    layOut: (context) => {
      const details = context.reserve.struct(context.kernels.PLANE_SHAPE_BYTES.value);
      fill(context, 'planeShape', details, {
        channels,
        inHeight: inputSize[0],
        inWidth: inputSize[1],
        outHeight: outputSize[0],
        outWidth: outputSize[1],
        paddingHeight: padding[0],
        paddingWidth: padding[1],
      });
      fill(context, 'layer', context.struct, { details });
      context.needTemporary(product(inputSize) * PACK * FLOAT);
    },
  };
}
