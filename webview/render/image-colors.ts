import type { ImageShape } from '#shared/image-shape';
import type { Rgb } from './color';

/**
 * What the pixels of an image look like: red, green and blue where it has three channels; grey for one, and for the
 * mean of any other number.
 * @param pixels (channels, height, width), 0 to 255
 */
export function imageColors(
  pixels: ArrayLike<number>,
  [channels, height, width]: ImageShape,
): readonly Rgb[] {
  const plane = height * width;
  const at = (channel: number, i: number): number => pixels[channel * plane + i] ?? 0;
  return Array.from({ length: plane }, (_, i): Rgb => {
    if (channels === 3) return [at(0, i), at(1, i), at(2, i)];
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += at(channel, i);
    const grey = Math.round(sum / channels);
    return [grey, grey, grey];
  });
}
