import type { ImageShape } from '#shared/image-shape';

/** Exchanges rows and columns of images, (N, C, H, W) to (N, C, W, H): EMNIST's lie on their side, mirrored. */
export function transposed(pixels: Uint8Array, [, height, width]: ImageShape): Uint8Array {
  const area = height * width;
  const result = new Uint8Array(pixels.length);
  for (let plane = 0; plane < pixels.length; plane += area) {
    let to = plane;
    for (let x = 0; x < width; x++) {
      for (let from = plane + x; from < plane + area; from += width) result[to++] = pixels[from]!;
    }
  }
  return result;
}
