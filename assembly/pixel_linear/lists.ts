/**
 * Lists of an image's pixels that are not background, made of its bytes without a branch a pixel, and the
 * same turned round: a list for each pixel, of the images that have it.
 *
 *     entry: index << 8 | byte     (u32)     index: the pixel, or the image's place in the tile
 *
 * A table of lists holds where each begins and ends. An image's list is cut into chunks of pixels, whose
 * weights stay in L1 while all images pass over them: see pixelLinear.ts.
 */

/** Pixels of a chunk, a multiple of 16: 11 vectors of weights each are 34 kB. */
// @ts-ignore: decorator
@inline
const CHUNK: i32 = 192;

/** Bytes of the tables: 256 values, and an order of 8 bytes for each of 256 masks. */
export const PIXEL_TABLE_BYTES: i32 = 256 * 4 + 256 * 8;

const ORDERS: usize = 256 * 4;

// @ts-ignore: decorator
@inline
export function chunkCount(pixels: i32): i32 {
  return (pixels + CHUNK - 1) / CHUNK;
}

// @ts-ignore: decorator
@inline
export function chunkStart(pixels: i32, index: i32): i32 {
  return min(index * CHUNK, pixels);
}

/** Bytes of the table of lists for so many images. */
// @ts-ignore: decorator
@inline
export function listTableBytes(images: i32, pixels: i32): usize {
  return (<usize>(chunkCount(pixels) * images)) << 3;
}

/** Bytes of all lists of so many images, if nothing is background. */
export function pixelListBytes(images: i32, pixels: i32): usize {
  // Entries are written eight at a time.
  return listTableBytes(images, pixels) + ((<usize>(images * pixels + 8)) << 2);
}

/** Bytes from one pixel's list of images to the next: an odd number of cache lines. */
// @ts-ignore: decorator
@inline
function columnStep(images: i32): usize {
  return (((<usize>images) << 2) & ~127) + 192;
}

/** Bytes of the lists of images of all pixels. */
export function pixelColumnBytes(images: i32, pixels: i32): usize {
  return <usize>pixels * (8 + columnStep(images));
}

/** Fills the tables: the value of each byte, and the order that brings a mask's bytes to the front. */
export function pixelTables(
  tables: usize, // PIXEL_TABLE_BYTES
): void {
  for (let byte = 0; byte < 256; byte++) {
    store<f32>(tables + ((<usize>byte) << 2), <f32>byte / 256);
    let order = tables + ORDERS + ((<usize>byte) << 3);
    for (let bit = 0; bit < 8; bit++) {
      if (!((byte >> bit) & 1)) continue;
      store<u8>(order, bit);
      order++;
    }
  }
}

/** Writes the entries of 8 of the bytes, as many as the mask has bits, and returns their end. */
// @ts-ignore: decorator
@inline
function compress(to: usize, bytes: v128, mask: i32, orders: usize, first: i32, upper: i32): usize {
  let order = v128.load64_zero(orders + ((<usize>mask) << 3));
  if (upper) order = i8x16.add(order, i8x16.splat(8));
  const picked = i8x16.swizzle(bytes, order);
  // prettier-ignore
  const pairs = i8x16.shuffle(picked, order, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const base = i32x4.splat(first << 8);
  v128.store(to, i32x4.add(i32x4.extend_low_i16x8_u(pairs), base));
  v128.store(to, i32x4.add(i32x4.extend_high_i16x8_u(pairs), base), 16);
  return to + ((<usize>popcnt(mask)) << 2);
}

/** Lists the pixels of a tile of images. Images from `valid` on repeat the last valid one. */
export function pixelLists(
  lists: usize, // (chunks, count, 2), then the entries: pixelListBytes
  images: usize, // (N, pixels) u8, and 16 bytes to read
  indices: usize, // (valid) u32
  valid: i32, // 1..count
  count: i32,
  pixels: i32,
  tables: usize,
): void {
  const zero = i8x16.splat(0);
  const orders = tables + ORDERS;
  const chunks = chunkCount(pixels);
  let to = lists + listTableBytes(count, pixels);
  for (let image = 0; image < count; image++) {
    const index = load<u32>(indices + ((<usize>min(image, valid - 1)) << 2));
    const from = images + <usize>index * <usize>pixels;
    for (let chunk = 0; chunk < chunks; chunk++) {
      const list = lists + ((<usize>(chunk * count + image)) << 3);
      const end = chunkStart(pixels, chunk + 1);
      store<u32>(list, <u32>to);
      for (let pixel = chunkStart(pixels, chunk); pixel < end; pixel += 16) {
        const bytes = v128.load(from + pixel);
        let mask = i8x16.bitmask(i8x16.ne(bytes, zero));
        if (pixel + 16 > end) mask &= (1 << (end - pixel)) - 1;
        if (!mask) continue;
        to = compress(to, bytes, mask & 255, orders, pixel, 0);
        to = compress(to, bytes, mask >> 8, orders, pixel, 1);
      }
      store<u32>(list, <u32>to, 4);
    }
  }
}

/** Turns the lists of a tile round: for each pixel, the images that have it, in order. */
export function pixelColumns(
  columns: usize, // (pixels, 2), then the entries: pixelColumnBytes
  lists: usize, // from pixelLists
  count: i32,
  pixels: i32,
): void {
  const step = columnStep(count);
  let to = columns + ((<usize>pixels) << 3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    store<u32>(columns + ((<usize>pixel) << 3), <u32>to);
    store<u32>(columns + ((<usize>pixel) << 3), <u32>to, 4);
    to += step;
  }
  const chunks = chunkCount(pixels);
  for (let image = 0; image < count; image++) {
    for (let chunk = 0; chunk < chunks; chunk++) {
      const list = lists + ((<usize>(chunk * count + image)) << 3);
      const end = <usize>load<u32>(list, 4);
      for (let at = <usize>load<u32>(list); at < end; at += 4) {
        const entry = load<u32>(at);
        const column = columns + ((<usize>(entry >> 8)) << 3);
        const last = load<u32>(column, 4);
        store<u32>(last, (image << 8) | (entry & 255));
        store<u32>(column, last + 4, 4);
      }
    }
  }
}
