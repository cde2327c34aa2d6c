/**
 * Augmentation: images as training sees them, moved, flipped and erased in part. Bytes come out as bytes, so that what
 * gathers them, and what skips background, need not know. An image is made where a tile is gathered, in a thread's
 * scratch, again each time it is gathered: parameters.ts.
 *
 * All that moves pixels is one look-up: erase(flip(elastic(affine(image)))) reads, for each pixel of the result, one
 * place of the image, between four of its pixels. What lies outside is background. The four are read of a copy with a
 * border of zeros, so that no place needs a test.
 */
import { elasticField, elasticWorkFloats, fieldPitch } from './elastic';
import { Drawn, drawParameters, DRAWN_BYTES, PARAMETER_BYTES } from './parameters';
import { Augment } from './settings';

/** Zeros around the image: one before it, and two after it, as a place on the border has a neighbour. */
const BORDER: i32 = 3;

// @ts-ignore: decorator
@inline
function aligned(bytes: usize): usize {
  return (bytes + 15) & ~15;
}

// @ts-ignore: decorator
@inline
function borderedBytes(augment: Augment): usize {
  const plane = (augment.height + BORDER) * (augment.width + BORDER);
  return aligned(<usize>(augment.channels * plane + 4));
}

// @ts-ignore: decorator
@inline
function fieldBytes(augment: Augment): usize {
  return (<usize>(augment.height * fieldPitch(augment.width))) << 2;
}

/** Bytes that one image is made with. */
export function augmentWorkBytes(address: usize): usize {
  const augment = changetype<Augment>(address);
  const fixed = aligned(<usize>DRAWN_BYTES) + PARAMETER_BYTES + borderedBytes(augment);
  if (augment.alpha == 0) return fixed;
  const floats = elasticWorkFloats(augment.height, augment.width, augment.radius);
  return fixed + 2 * fieldBytes(augment) + ((<usize>floats) << 2);
}

/** Makes one image. */
export function augmentImage(
  output: usize, // (channels, height, width) u8
  image: usize, // (channels, height, width) u8
  address: usize, // Augment
  step: u32,
  place: u32, // in the batch as it was drawn
  work: usize, // augmentWorkBytes, at a multiple of 16
): void {
  const augment = changetype<Augment>(address);
  const drawn = changetype<Drawn>(work);
  const words = work + aligned(<usize>DRAWN_BYTES);
  const bordered = words + PARAMETER_BYTES;
  drawParameters(work, augment, step, place, words);
  const elastic = augment.alpha > 0;
  if (drawn.moved || elastic) {
    const dx = bordered + borderedBytes(augment);
    const dy = dx + fieldBytes(augment);
    if (elastic) {
      const rest = dy + fieldBytes(augment);
      elasticField(dx, augment, step, place, 1, rest);
      elasticField(dy, augment, step, place, 2, rest);
    }
    addBorder(bordered, image, augment);
    resample(output, bordered, augment, drawn, elastic ? dx : 0, dy);
  } else if (drawn.flipped) {
    flip(output, image, augment);
  } else {
    memory.copy(output, image, <usize>(augment.channels * augment.height * augment.width));
  }
  erase(output, augment, drawn);
}

function addBorder(bordered: usize, image: usize, augment: Augment): void {
  memory.fill(bordered, 0, borderedBytes(augment));
  const pitch = <usize>(augment.width + BORDER);
  for (let channel = 0; channel < augment.channels; channel++) {
    for (let row = 0; row < augment.height; row++) {
      copyRow(bordered + <usize>(row + 1) * pitch + 1, image, augment.width);
      image += augment.width;
    }
    bordered += <usize>(augment.height + BORDER) * pitch;
  }
}

/** As `memory.copy`, which V8 leaves WebAssembly for: dear for so few bytes. */
// @ts-ignore: decorator
@inline
function copyRow(to: usize, from: usize, bytes: i32): void {
  if (bytes < 16) {
    for (let i = 0; i < bytes; i++) store<u8>(to + i, load<u8>(from + i));
    return;
  }
  for (let i = 0; i < bytes - 16; i += 16) v128.store(to + i, v128.load(from + i));
  v128.store(to + bytes - 16, v128.load(from + bytes - 16));
}

// @ts-ignore: decorator
@inline
function clamp(values: v128, most: v128): v128 {
  return f32x4.pmin(f32x4.pmax(values, f32x4.splat(-1)), most);
}

/** Two neighbours in a row, and the two below them, as bytes of a word. */
// @ts-ignore: decorator
@inline
function four(at: usize, pitch: usize): i32 {
  return load<u16>(at) | ((<i32>load<u16>(at + pitch)) << 16);
}

// @ts-ignore: decorator
@inline
function byteOf(fours: v128, shift: i32): v128 {
  return f32x4.convert_i32x4_u(v128.and(i32x4.shr_u(fours, shift), i32x4.splat(255)));
}

/** Looks every pixel up, four of a row at a time. */
function resample(
  output: usize,
  bordered: usize, // (channels, height + 3, width + 3) u8
  augment: Augment,
  drawn: Drawn,
  dx: usize, // (height, pitch), or 0 for none
  dy: usize,
): void {
  const height = augment.height;
  const width = augment.width;
  const pitch = <usize>(width + BORDER);
  const plane = <usize>(height + BORDER) * pitch;
  const planeOut = <usize>(height * width);
  const middleX = 0.5 * <f64>(width - 1);
  const middleY = 0.5 * <f64>(height - 1);
  const m0 = f32x4.splat(<f32>drawn.m0);
  const m1 = f32x4.splat(<f32>drawn.m1);
  const m2 = f32x4.splat(<f32>(drawn.m2 + middleX));
  const m3 = f32x4.splat(<f32>drawn.m3);
  const m4 = f32x4.splat(<f32>drawn.m4);
  const m5 = f32x4.splat(<f32>(drawn.m5 + middleY));
  const mostX = f32x4.splat(<f32>width);
  const mostY = f32x4.splat(<f32>height);
  const columns = f32x4(0, 1, 2, 3);
  const last = output + <usize>augment.channels * planeOut;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column += 4) {
      let x = f32x4.add(columns, f32x4.splat(<f32>(<f64>column - middleX)));
      let y = f32x4.splat(<f32>(<f64>row - middleY));
      if (dx) {
        const at = (<usize>(row * fieldPitch(width) + column)) << 2;
        x = f32x4.add(x, v128.load(dx + at));
        y = f32x4.add(y, v128.load(dy + at));
      }
      const fromX = clamp(f32x4.add(f32x4.add(f32x4.mul(m0, x), f32x4.mul(m1, y)), m2), mostX);
      const fromY = clamp(f32x4.add(f32x4.add(f32x4.mul(m3, x), f32x4.mul(m4, y)), m5), mostY);
      const floorX = f32x4.floor(fromX);
      const floorY = f32x4.floor(fromY);
      const shareX = f32x4.sub(fromX, floorX);
      const shareY = f32x4.sub(fromY, floorY);
      const one = i32x4.splat(1);
      const columnAt = i32x4.add(i32x4.trunc_sat_f32x4_s(floorX), one);
      const rowAt = i32x4.add(i32x4.trunc_sat_f32x4_s(floorY), one);
      const places = i32x4.add(i32x4.mul(rowAt, i32x4.splat(<i32>pitch)), columnAt);
      const a = <usize>i32x4.extract_lane(places, 0);
      const b = <usize>i32x4.extract_lane(places, 1);
      const c = <usize>i32x4.extract_lane(places, 2);
      const d = <usize>i32x4.extract_lane(places, 3);
      const count = min(4, width - column);
      let from = bordered;
      let to = output + <usize>(row * width);
      for (; to < last; to += planeOut) {
        let fours = i32x4.splat(four(from + a, pitch));
        fours = i32x4.replace_lane(fours, 1, four(from + b, pitch));
        fours = i32x4.replace_lane(fours, 2, four(from + c, pitch));
        fours = i32x4.replace_lane(fours, 3, four(from + d, pitch));
        from += plane;
        const above = between(byteOf(fours, 0), byteOf(fours, 8), shareX);
        const below = between(byteOf(fours, 16), byteOf(fours, 24), shareX);
        const bytes = i32x4.trunc_sat_f32x4_s(f32x4.nearest(between(above, below, shareY)));
        storePixels(to, column, count, width, drawn.flipped, bytes);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function between(a: v128, b: v128, share: v128): v128 {
  return f32x4.add(a, f32x4.mul(share, f32x4.sub(b, a)));
}

/** Writes up to four pixels of a row, from the other end if it is flipped. */
// @ts-ignore: decorator
@inline
function storePixels(
  row: usize,
  column: i32,
  count: i32,
  width: i32,
  flipped: i32,
  bytes: v128,
): void {
  const step: isize = flipped ? -1 : 1;
  let at = row + (flipped ? width - 1 - column : column);
  store<u8>(at, <u8>i32x4.extract_lane(bytes, 0));
  at += step;
  if (count > 1) store<u8>(at, <u8>i32x4.extract_lane(bytes, 1));
  at += step;
  if (count > 2) store<u8>(at, <u8>i32x4.extract_lane(bytes, 2));
  at += step;
  if (count > 3) store<u8>(at, <u8>i32x4.extract_lane(bytes, 3));
}

function flip(output: usize, image: usize, augment: Augment): void {
  const width = <usize>augment.width;
  for (let row = augment.channels * augment.height; row > 0; row--) {
    for (let x: usize = 0; x < width; x++) {
      store<u8>(output + x, load<u8>(image + width - 1 - x));
    }
    output += width;
    image += width;
  }
}

function erase(output: usize, augment: Augment, drawn: Drawn): void {
  const bytes = <usize>(drawn.right - drawn.left);
  if (bytes == 0) return;
  for (let channel = 0; channel < augment.channels; channel++) {
    for (let row = drawn.top; row < drawn.bottom; row++) {
      memory.fill(output + <usize>(row * augment.width + drawn.left), 0, bytes);
    }
    output += <usize>(augment.height * augment.width);
  }
}
