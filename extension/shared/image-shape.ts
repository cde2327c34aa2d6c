/** (channels, height, width) of an image. */
export type ImageShape = readonly [number, number, number];
