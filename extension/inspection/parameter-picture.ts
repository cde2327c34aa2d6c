import type { Tensor } from '../engine/api';
import type { FilterPictures, ParameterPicture } from '#shared/protocol/events';

const BINS = 40;
/** More filters, or channels of a filter, than these cannot be told apart on a screen. */
export const MAXIMUM_FILTERS = 64;
const MAXIMUM_CHANNELS = 32;

/**
 * How the values of a parameter are distributed, and the filters of a convolution. Values that are no
 * finite numbers any more, in a network that has diverged, are not counted, and NaN in the filters.
 */
export function pictureOf({ name, shape, data }: Tensor): ParameterPicture {
  const { least, most } = rangeOf(data);
  const histogram = Array.from(histogramOf(data, least, most));
  return { name, histogram, least, most, filters: filtersOf(shape, data) };
}

// The two loops go over every weight several times a second.

/** Range of the finite values; zeros if there are none. */
function rangeOf(values: Float32Array): { least: number; most: number } {
  let least = Infinity;
  let most = -Infinity;
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- a third of the time
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // NaN is neither.
    if (value < least && value > -Infinity) least = value;
    if (value > most && value < Infinity) most = value;
  }
  return least <= most ? { least, most } : { least: 0, most: 0 };
}

function histogramOf(values: Float32Array, least: number, most: number): Uint32Array {
  // The largest value has a bin of its own at first. All values alike are in the first one.
  const counts = new Uint32Array(BINS + 1);
  const scale = most > least ? BINS / (most - least) : 0;
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- a third of the time
  for (let i = 0; i < values.length; i++) {
    // What is no finite number has no place among the bins.
    counts[Math.floor((values[i]! - least) * scale)]! += 1;
  }
  counts[BINS - 1]! += counts[BINS]!;
  return counts.subarray(0, BINS);
}

function filtersOf(shape: readonly number[], data: Float32Array): FilterPictures | null {
  const [outChannels, inChannels, height, width] = shape;
  if (inChannels === undefined || height === undefined || width === undefined) return null;
  const count = Math.min(outChannels!, MAXIMUM_FILTERS);
  const channels = Math.min(inChannels, MAXIMUM_CHANNELS);
  const pixels = height * width;
  const values: number[] = [];
  for (let filter = 0; filter < count; filter++) {
    const first = filter * inChannels * pixels;
    for (const value of data.subarray(first, first + channels * pixels)) {
      values.push(Number.isFinite(value) ? value : NaN);
    }
  }
  return { count, channels, height, width, values };
}
