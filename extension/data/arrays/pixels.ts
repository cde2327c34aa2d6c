import { t } from '@vscode/l10n';
import { unusable } from '../unusable';
import { sizeOf } from '#shared/image-shape';
import { type Layout, placeIn } from './layout';
import { type NumberArray, numbersOf } from './number-type';

/** What becomes black and what becomes white. */
export interface PixelRange {
  readonly black: number;
  readonly white: number;
}

export interface Extent {
  readonly least: number;
  readonly most: number;
}

const BYTES: PixelRange = { black: 0, white: 255 };
const RANGES: readonly PixelRange[] = [
  { black: 0, white: 1 },
  { black: -1, white: 1 },
  BYTES,
  { black: -128, white: 127 },
  { black: 0, white: 65535 },
];
/**
 * As much of a range as occurs, where numbers were made for it: 0…16 in 0…255 would be nearly black (scikit-learn's
 * digits), and so would the 12 or 14 bits of a camera in 16.
 */
const FILLED = 1 / 4;

/**
 * Least and most of an array's numbers.
 * @throws LabError `input` where one is not finite
 */
async function extentOf(array: NumberArray): Promise<Extent> {
  let least = Infinity;
  let most = -Infinity;
  for await (const piece of array.pieces()) {
    const { count, read } = numbersOf(array, piece);
    for (let i = 0; i < count; i++) {
      const value = read(i);
      if (!Number.isFinite(value)) throw notFinite(array.path, value);
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return { least, most };
}

function notFinite(path: string, value: number): Error {
  return unusable(
    path,
    t('a pixel is {0}', String(value)),
    t('Give every pixel a number (NumPy: np.nan_to_num(images)).'),
  );
}

/**
 * The range that numbers were made for: the first of 0…1, −1…1, 0…255, −128…127 and 0…65535 that they keep to and fill;
 * else from the least to the most.
 */
export function rangeOf({ least, most }: Extent): PixelRange {
  const reach = Math.max(most, 0) - Math.min(least, 0);
  const fits = ({ black, white }: PixelRange): boolean =>
    black <= least && most <= white && reach >= FILLED * (white - black);
  return RANGES.find(fits) ?? (most > least ? { black: least, white: most } : BYTES);
}

/** Makes bytes of all parts' images, by the range that the numbers of one of them were made for. */
export class PixelReader {
  private range: Promise<PixelRange> | undefined;

  /**
   * @param sample images that tell the range, where it has to be told
   * @param bytesToo it is told of bytes as well: NumPy's are often other numbers made small, or true and false
   */
  constructor(
    private readonly sample: NumberArray,
    private readonly bytesToo: boolean,
  ) {}

  /** (N, C, H, W) */
  async images(array: NumberArray, layout: Layout): Promise<Uint8Array> {
    if (array.type !== 'u1') return readImages(array, layout, toBytes(array, await this.told()));
    const images = await readImages(array, layout, (piece) => piece);
    if (!this.bytesToo) return images;
    if (array === this.sample) this.range ??= Promise.resolve(rangeOf(extentOfBytes(images)));
    stretch(images, await this.told());
    return images;
  }

  private told(): Promise<PixelRange> {
    this.range ??= extentOf(this.sample).then(rangeOf);
    return this.range;
  }
}

/** The same of bytes in memory; no more than `rangeOf` wants to know of those that fill their range. */
function extentOfBytes(bytes: Uint8Array): Extent {
  let most = 0;
  for (const byte of bytes) {
    if (byte > most) most = byte;
    if (most >= FILLED * BYTES.white) break;
  }
  return { least: 0, most };
}

function stretch(bytes: Uint8Array, { black, white }: PixelRange): void {
  if (black === BYTES.black && white === BYTES.white) return;
  const scale = 255 / (white - black);
  const made = Uint8ClampedArray.from({ length: 256 }, (_, byte) => (byte - black) * scale);
  for (let i = 0; i < bytes.length; i++) bytes[i] = made[bytes[i]!]!;
}

/** Makes bytes of a piece's numbers, rounded; beyond the range they are black or white. They lie in the same memory. */
function toBytes(
  array: NumberArray,
  { black, white }: PixelRange,
): (piece: Uint8Array) => Uint8Array {
  const scale = 255 / (white - black);
  // Clamps, and rounds to even as NumPy does.
  let memory = new Uint8ClampedArray();
  return (piece) => {
    const { count, read } = numbersOf(array, piece);
    if (memory.length < count) memory = new Uint8ClampedArray(count);
    for (let i = 0; i < count; i++) memory[i] = (read(i) - black) * scale;
    return new Uint8Array(memory.buffer, 0, count);
  };
}

async function readImages(
  array: NumberArray,
  layout: Layout,
  bytesOf: (piece: Uint8Array) => Uint8Array,
): Promise<Uint8Array> {
  const images = new Uint8Array(layout.count * sizeOf(layout.imageShape));
  const place = placeIn(images, array, layout);
  for await (const piece of array.pieces()) place(bytesOf(piece));
  return images;
}
