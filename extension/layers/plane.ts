import { FLOAT, PACK, product } from '../kernels/sizes';
import { type Fields, fill } from '../kernels/structs';
import type { LayOutContext } from './kernel-layer';
import type { Pair } from './window';

/**
 * Lays out a layer that works on each channel's plane by itself.
 * @param fields all sizes but padding; padding itself has no kernel and no stride
 */
export function layOutPlane(
  context: LayOutContext,
  inputSize: Pair,
  [paddingHeight, paddingWidth]: Pair,
  fields: Fields<'planeShape'>,
): void {
  const details = context.reserve.struct(context.kernels.PLANE_SHAPE_BYTES.value);
  fill(context, 'planeShape', details, { ...fields, paddingHeight, paddingWidth });
  fill(context, 'layer', context.struct, { details });
  context.needTemporary(product(inputSize) * PACK * FLOAT);
}
