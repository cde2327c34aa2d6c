import { type ImageShape, sizeOf } from '#shared/image-shape';
import type { Pictures } from '#shared/protocol/data-questions';
import { resize } from '../data/pictures/resize';

/** Characters that are made of bytes in one go: more arguments than a call may have would be an error. */
const CHUNK = 0x2000;

/**
 * Images as the panel gets them.
 * @param images each (C, H, W)
 * @param most pixels of the longer side: larger ones are made smaller
 */
export function picturesOf(
  images: readonly Uint8Array[],
  shape: ImageShape,
  most: number,
): Pictures {
  const [channels, height, width] = shape;
  const scale = Math.min(1, most / Math.max(height, width));
  const smaller = (side: number): number => Math.max(1, Math.round(side * scale));
  const shown = [channels, smaller(height), smaller(width)] as const;
  const size = sizeOf(shown);
  const bytes = new Uint8Array(images.length * size);
  images.forEach((image, i) => {
    bytes.set(scale === 1 ? image : shrunk(image, shape, shown), i * size);
  });
  return { shape: shown, pixels: base64Of(bytes) };
}

/** Each channel by itself, however many there are. */
function shrunk(
  image: Uint8Array,
  [channels, height, width]: ImageShape,
  [, rows, columns]: ImageShape,
): Uint8Array {
  const small = new Uint8Array(channels * rows * columns);
  const plane = height * width;
  for (let channel = 0; channel < channels; channel++) {
    const pixels = image.subarray(channel * plane, (channel + 1) * plane);
    const resized = resize({ width, height, channels: 1, pixels }, columns, rows);
    small.set(resized.pixels, channel * rows * columns);
  }
  return small;
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(text);
}
