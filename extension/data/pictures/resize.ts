import type { Picture } from './picture';

/** Pixels of a picture's one side that make one of another size, and with which weights. */
interface Mix {
  readonly from: number;
  /** They sum to 1. */
  readonly weights: readonly number[];
}

/** ITU-R BT.601's luma, in whole 65,536ths as PIL has it. */
const [RED, GREEN, BLUE] = [19595, 38470, 7471];

/**
 * A picture in another size: each side shrinks by averaging the area that becomes a pixel, and grows by linear
 * interpolation between the centres of pixels, as PyTorch's `interpolate` (align_corners false) does.
 */
export function resize(picture: Picture, width: number, height: number): Picture {
  const { channels, pixels } = picture;
  if (width === picture.width && height === picture.height) return picture;
  const columns = mixesOf(picture.width, width);
  const rows = mixesOf(picture.height, height);
  const line = width * channels;
  // Lines are made narrow once, and are few at a time.
  const narrow = new Map<number, Float64Array>();
  const lineAt = (y: number): Float64Array => {
    let found = narrow.get(y);
    if (found === undefined) {
      found = new Float64Array(line);
      const start = y * picture.width * channels;
      for (let x = 0, to = 0; x < width; x++) {
        const { from, weights } = columns[x]!;
        for (let c = 0; c < channels; c++, to++) {
          let sum = 0;
          for (let i = 0; i < weights.length; i++) {
            sum += weights[i]! * pixels[start + (from + i) * channels + c]!;
          }
          found[to] = sum;
        }
      }
      narrow.set(y, found);
    }
    return found;
  };
  const resized = new Uint8Array(height * line);
  const sums = new Float64Array(line);
  rows.forEach(({ from, weights }, y) => {
    for (const gone of narrow.keys()) if (gone < from) narrow.delete(gone);
    sums.fill(0);
    weights.forEach((weight, i) => {
      const values = lineAt(from + i);
      for (let x = 0; x < line; x++) sums[x]! += weight * values[x]!;
    });
    for (let x = 0; x < line; x++) resized[y * line + x] = Math.round(sums[x]!);
  });
  return { width, height, channels, pixels: resized };
}

function mixesOf(length: number, wanted: number): readonly Mix[] {
  const step = length / wanted;
  return Array.from({ length: wanted }, (_, i) =>
    step >= 1 ? area(i * step, (i + 1) * step, length) : between((i + 0.5) * step - 0.5, length),
  );
}

function area(start: number, end: number, length: number): Mix {
  const from = Math.floor(start);
  const to = Math.min(length, Math.ceil(end));
  const weights = [];
  for (let i = from; i < to; i++) {
    weights.push((Math.min(end, i + 1) - Math.max(start, i)) / (end - start));
  }
  return { from, weights };
}

function between(at: number, length: number): Mix {
  const inside = Math.min(Math.max(at, 0), length - 1);
  const from = Math.floor(inside);
  const share = inside - from;
  return { from, weights: share === 0 ? [1] : [1 - share, share] };
}

/** (height, width): a colour picture's luma. */
export function greyOf({ channels, pixels }: Picture): Uint8Array {
  if (channels === 1) return pixels;
  const grey = new Uint8Array(pixels.length / 3);
  for (let i = 0; i < grey.length; i++) {
    const [red, green, blue] = [pixels[3 * i]!, pixels[3 * i + 1]!, pixels[3 * i + 2]!];
    grey[i] = (red * RED + green * GREEN + blue * BLUE + 0x8000) >> 16;
  }
  return grey;
}

/** (channels, height, width), as data sets have images. */
export function toPlanes({ channels, pixels }: Picture): Uint8Array {
  if (channels === 1) return pixels;
  const count = pixels.length / 3;
  const planes = new Uint8Array(pixels.length);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) planes[c * count + i] = pixels[3 * i + c]!;
  }
  return planes;
}
