/** (C, H, W) of what comes in or goes out, or (F) once it is flat. */
export type Shape = readonly number[];

/** Values in it. */
export { product as sizeOf } from '../kernels/sizes';

export function formatShape(shape: Shape): string {
  return `(${shape.join(', ')})`;
}

/** `5×5` */
export function formatSize(size: readonly number[]): string {
  return size.join('×');
}
