/**
 * A batch is drawn from all over the data set, so nearly every image comes from main memory, at a latency
 * that reading one image after the other would wait for each time. Reading a byte of every cache line of a
 * tile first lets the processor wait for many at once: listing an image's pixels takes 240 ns instead of 480.
 */
const LINE: i32 = 64;

/** Brings images into the cache. The result means nothing, but has to be kept for the reads to happen. */
export function touchImages(
  images: usize, // (N, pixels) u8
  indices: usize, // (count) u32
  count: i32,
  pixels: i32,
): u32 {
  let sum: u32 = 0;
  for (let image = 0; image < count; image++) {
    const from = images + <usize>load<u32>(indices + ((<usize>image) << 2)) * <usize>pixels;
    for (let at = 0; at < pixels; at += LINE) sum += load<u8>(from + at);
    sum += load<u8>(from + pixels - 1);
  }
  return sum;
}
