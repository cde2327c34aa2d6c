import type { FilterPictures } from '#shared/protocol/events';
import type { ActivationMaps } from '#shared/protocol/questions';
import type { Rgb } from '../../render/color';
import type { Picture } from '../../render/pixel-picture';
import { heatColor, signedColor } from '../../render/scales';

/** One channel of a filter or of what a layer puts out. */
export interface Plane {
  readonly height: number;
  readonly width: number;
  /** (height, width) */
  readonly values: readonly number[];
}

/** A value and where it is, counted from 1 as people do. */
export interface Peak {
  readonly value: number;
  readonly row: number;
  readonly column: number;
  /** The plane's channel. */
  readonly channel: number;
}

/** The channels of one filter. */
export function filterPlanes(
  { channels, height, width, values }: FilterPictures,
  filter: number,
): readonly Plane[] {
  const size = height * width;
  return Array.from({ length: channels }, (_, channel) => {
    const start = (filter * channels + channel) * size;
    return { height, width, values: values.slice(start, start + size) };
  });
}

/** What comes out of one filter. */
export function responsePlane({ height, width, values }: ActivationMaps, channel: number): Plane {
  const size = height * width;
  return { height, width, values: values.slice(channel * size, (channel + 1) * size) };
}

/** The value that is largest by `size`; null where there is none at all. */
export function strongest(planes: readonly Plane[], size: (value: number) => number): Peak | null {
  let found: Peak | null = null;
  planes.forEach(({ values, width }, channel) => {
    values.forEach((value, i) => {
      if (!Number.isFinite(value)) return;
      if (found !== null && size(value) <= size(found.value)) return;
      found = {
        value,
        row: Math.floor(i / width) + 1,
        column: (i % width) + 1,
        channel: channel + 1,
      };
    });
  });
  return found;
}

/** Least and most of finite values; 0 and 0 where there are none. */
export function rangeOf(values: readonly number[]): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least <= most ? [least, most] : [0, 0];
}

/** The ends of a scale that is symmetric about 0. */
export function magnitudeOf(values: readonly number[]): number {
  const [least, most] = rangeOf(values);
  return Math.max(-least, most);
}

/**
 * Filters by how far their responses vary over the image, most first: one that puts out the same
 * everywhere, however much, responds to nothing in it.
 */
export function byResponse(maps: ActivationMaps, filters: number): readonly number[] {
  const variations = Array.from({ length: filters }, (_, filter) => {
    const [least, most] = rangeOf(responsePlane(maps, filter).values);
    return most - least;
  });
  return variations.map((_, i) => i).sort((a, b) => variations[b]! - variations[a]!);
}

/** Colour of a weight on a scale from -`magnitude` to `magnitude`. */
export function weightColor(value: number, magnitude: number): Rgb | null {
  if (!Number.isFinite(value)) return null;
  return signedColor(magnitude === 0 ? 0 : value / magnitude);
}

/** Colour of the weights of a red, a green and a blue channel: mid-grey for 0, on the same scale as one's. */
export function weightsColor(
  weights: readonly [number, number, number],
  magnitude: number,
): Rgb | null {
  if (!weights.every(Number.isFinite)) return null;
  const level = (weight: number): number =>
    Math.round(127.5 * (1 + (magnitude === 0 ? 0 : weight / magnitude)));
  return [level(weights[0]), level(weights[1]), level(weights[2])];
}

/** A filter on red, green and blue as one picture in these colours. */
export function colorFilterPicture(planes: readonly Plane[], magnitude: number): Picture {
  const [red, green, blue] = planes as readonly [Plane, Plane, Plane];
  const { height, width } = red;
  const colors = red.values.map((value, i) =>
    weightsColor([value, green.values[i]!, blue.values[i]!], magnitude),
  );
  return { height, width, colors };
}

/** All channels of a filter in one picture, side by side and below one another. */
export function filterPicture(planes: readonly Plane[], magnitude: number): Picture {
  const columns = Math.ceil(Math.sqrt(planes.length));
  const rows = Math.ceil(planes.length / columns);
  const { height: h, width: w } = planes[0]!;
  // One clear pixel tells the channels apart.
  const [height, width] = [rows * (h + 1) - 1, columns * (w + 1) - 1];
  const colors = new Array<Rgb | null>(height * width).fill(null);
  planes.forEach(({ values }, channel) => {
    const top = Math.floor(channel / columns) * (h + 1);
    const left = (channel % columns) * (w + 1);
    values.forEach((value, i) => {
      const at = (top + Math.floor(i / w)) * width + left + (i % w);
      colors[at] = weightColor(value, magnitude);
    });
  });
  return { height, width, colors };
}

/** A response on the scale of its whole layer, so that filters can be compared. */
export function responsePicture(
  { height, width, values }: Plane,
  [least, most]: readonly [number, number],
): Picture {
  const colors = values.map((value) => {
    if (!Number.isFinite(value)) return null;
    return heatColor(most === least ? 0 : (value - least) / (most - least));
  });
  return { height, width, colors };
}
