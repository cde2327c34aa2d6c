/**
 * What a byte of an image counts as: (byte - mean) * scale, by channel. One table says it to all that reads bytes:
 *
 *     channels                    i32
 *     mean, scale of each         2 f32
 *
 * Both are in bytes: 128 and 1/256 give x = byte / 256 - 0.5, exact in float32.
 */

// @ts-ignore: decorator
@inline
export function channelCount(normalization: usize): i32 {
  return load<i32>(normalization);
}

// @ts-ignore: decorator
@inline
export function meanOf(normalization: usize, channel: i32): f32 {
  return load<f32>(normalization + ((<usize>channel) << 3), 4);
}

// @ts-ignore: decorator
@inline
export function scaleOf(normalization: usize, channel: i32): f32 {
  return load<f32>(normalization + ((<usize>channel) << 3), 8);
}

/** What background, a byte of 0, counts as. */
// @ts-ignore: decorator
@inline
export function backgroundOf(normalization: usize, channel: i32): f32 {
  return -meanOf(normalization, channel) * scaleOf(normalization, channel);
}

/** Bytes of the table. */
export function normalizationBytes(channels: i32): usize {
  return 4 + ((<usize>channels) << 3);
}
