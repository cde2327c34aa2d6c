import { t } from '@vscode/l10n';
import { LabError } from '../../errors';
import { formatCount } from '#shared/format';

/** A picture as it is in memory. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Grey where no pixel has a colour, however the file is written; else red, green, blue. */
  readonly channels: 1 | 3;
  /** (height, width, channels) */
  readonly pixels: Uint8Array;
}

/** What the beginning of a file tells. */
export interface PictureHeader {
  readonly width: number;
  readonly height: number;
  /** The form of the file leaves no room for colours; absent: its pixels tell. */
  readonly grey?: boolean;
}

/** Pixels of the largest picture: those of a good camera. More is an error in the file, or meant to harm. */
const MOST_PIXELS = 64_000_000;

/** @param reason what is wrong with the file, to stand after a colon */
export function unreadable(reason: string): LabError {
  return new LabError('input', reason);
}

export function damaged(): LabError {
  return unreadable(t('it is damaged'));
}

export function cutShort(): LabError {
  return unreadable(t('it is cut short'));
}

/** @throws LabError `input` where there are no pixels, or too many */
export function checkSize({ width, height }: PictureHeader): void {
  if (width === 0 || height === 0) throw damaged();
  if (width * height <= MOST_PIXELS) return;
  throw unreadable(
    t(
      'it has {0} × {1} pixels, and at most {2} are read: make it smaller',
      formatCount(width),
      formatCount(height),
      formatCount(MOST_PIXELS),
    ),
  );
}

/**
 * A picture of what decoders make: transparent pixels on white paper, and no colours where there are none.
 * @param rgba (height, width, 4)
 */
export function fromRgba(
  rgba: Uint8Array | Uint8ClampedArray,
  { width, height }: PictureHeader,
): Picture {
  const count = width * height;
  let grey = true;
  for (let i = 0; i < 4 * count; i += 4) {
    const alpha = rgba[i + 3]!;
    if (alpha !== 255) {
      for (let c = i; c < i + 3; c++) rgba[c] = onWhite(rgba[c]!, alpha);
    }
    if (rgba[i] !== rgba[i + 1] || rgba[i] !== rgba[i + 2]) grey = false;
  }
  const channels = grey ? 1 : 3;
  const pixels = new Uint8Array(count * channels);
  for (let from = 0, to = 0; from < 4 * count; from += 4) {
    for (let c = 0; c < channels; c++) pixels[to++] = rgba[from + c]!;
  }
  return { width, height, channels, pixels };
}

/** @param alpha 0 (nothing to be seen) to 255 */
export function onWhite(value: number, alpha: number): number {
  return Math.round((value * alpha + 255 * (255 - alpha)) / 255);
}
