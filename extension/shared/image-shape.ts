/** (channels, height, width) of an image. */
export type ImageShape = readonly [number, number, number];

/** Values of an image. */
export function sizeOf([channels, height, width]: ImageShape): number {
  return channels * height * width;
}
