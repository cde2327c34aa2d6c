import { t } from '@vscode/l10n';
import {
  checkSize,
  cutShort,
  damaged,
  fromRgba,
  type Picture,
  type PictureHeader,
  unreadable,
} from './picture';

/**
 * Windows bitmaps. Read here, for the libraries leave much out (fast-bmp 4 has no palettes) or want Node.js (bmp-ts):
 * a bitmap is its pixels as they are.
 */

const FILE_HEADER_BYTES = 14;
/** OS/2's header, which has sizes of two bytes. */
const CORE_HEADER_BYTES = 12;
const INFO_HEADER_BYTES = 40;
const UNPACKED = 0;
const BIT_FIELDS = 3;
const ALPHA_BIT_FIELDS = 6;

interface Header extends PictureHeader {
  readonly topDown: boolean;
  readonly bits: number;
  readonly compression: number;
  /** Where the palette begins, its colours, and bytes of each. */
  readonly palette: { readonly at: number; readonly count: number; readonly bytes: number };
  /** Where the pixels begin. */
  readonly pixels: number;
  /** Bits of red, green, blue and alpha. */
  readonly masks: readonly number[];
}

/** @param bytes the beginning of a file, or all of it */
export function bmpHeader(bytes: Uint8Array): PictureHeader {
  return headerOf(bytes);
}

export function decodeBmp(bytes: Uint8Array): Picture {
  const header = headerOf(bytes);
  checkSize(header);
  const { width, height, bits, topDown, palette } = header;
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (header.pixels + stride * height > bytes.length) throw cutShort();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const channels = header.masks.map(channelOf);
  const rgba = new Uint8Array(4 * width * height);
  for (let y = 0, to = 0; y < height; y++) {
    const line = header.pixels + stride * (topDown ? y : height - 1 - y);
    for (let x = 0; x < width; x++, to += 4) {
      rgba[to + 3] = 255;
      if (bits <= 8) {
        const bit = x * bits;
        const index = (bytes[line + (bit >> 3)]! >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
        if (index >= palette.count) throw unreadable(t('it has a colour without a value'));
        const at = palette.at + index * palette.bytes;
        for (let c = 0; c < 3; c++) rgba[to + c] = bytes[at + 2 - c]!;
      } else if (bits === 24) {
        for (let c = 0; c < 3; c++) rgba[to + c] = bytes[line + 3 * x + 2 - c]!;
      } else {
        const value =
          bits === 16 ? view.getUint16(line + 2 * x, true) : view.getUint32(line + 4 * x, true);
        channels.forEach((channel, c) => {
          if (channel !== null) rgba[to + c] = channel(value);
        });
      }
    }
  }
  return fromRgba(rgba, header);
}

function headerOf(bytes: Uint8Array): Header {
  if (bytes.length < FILE_HEADER_BYTES + CORE_HEADER_BYTES) throw cutShort();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const pixels = view.getUint32(10, true);
  const length = view.getUint32(14, true);
  if (bytes.length < FILE_HEADER_BYTES + length) throw cutShort();
  const after = FILE_HEADER_BYTES + length;
  if (length === CORE_HEADER_BYTES) {
    const bits = checkBits(view.getUint16(24, true), [1, 4, 8, 24]);
    return {
      ...{ width: view.getUint16(18, true), height: view.getUint16(20, true), topDown: false },
      ...{ bits, compression: UNPACKED, pixels, masks: [] },
      palette: { at: after, count: bits > 8 ? 0 : Math.floor((pixels - after) / 3), bytes: 3 },
    };
  }
  if (length < INFO_HEADER_BYTES) throw damaged();
  const bits = checkBits(view.getUint16(28, true), [1, 4, 8, 16, 24, 32]);
  const compression = view.getUint32(30, true);
  const fields = compression === BIT_FIELDS || compression === ALPHA_BIT_FIELDS;
  if (compression !== UNPACKED && !(fields && bits >= 16)) {
    throw unreadable(t('it is a compressed bitmap (RLE), which is not read: save it as PNG'));
  }
  const width = view.getInt32(18, true);
  const height = view.getInt32(22, true);
  if (width < 0) throw damaged();
  return {
    ...{ width, height: Math.abs(height), topDown: height < 0, bits, compression, pixels },
    palette: { at: after, count: bits > 8 ? 0 : Math.floor((pixels - after) / 4), bytes: 4 },
    masks: fields ? masksOf(view, length, compression) : standardMasks(bits),
  };
}

function checkBits(bits: number, known: readonly number[]): number {
  if (!known.includes(bits)) throw damaged();
  return bits;
}

function standardMasks(bits: number): readonly number[] {
  // The fourth byte is nothing by the standard, and zero in most files.
  return bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff];
}

/** They stand at the same place, be it after the shortest header or within a longer one. */
function masksOf(view: DataView, length: number, compression: number): readonly number[] {
  const at = FILE_HEADER_BYTES + INFO_HEADER_BYTES;
  const count = length >= INFO_HEADER_BYTES + 16 || compression === ALPHA_BIT_FIELDS ? 4 : 3;
  if (view.byteLength < at + 4 * count) throw cutShort();
  return Array.from({ length: count }, (_, c) => view.getUint32(at + 4 * c, true));
}

/** Takes a channel's bits out of a pixel, 0 to 255; null where it has none. */
function channelOf(mask: number): ((value: number) => number) | null {
  if (mask === 0) return null;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return (value) => Math.round((((value & mask) >>> shift) * 255) / most);
}
