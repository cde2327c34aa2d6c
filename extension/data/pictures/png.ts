import { t } from '@vscode/l10n';
import { unzlibSync, Unzlib } from 'fflate';
import { crc32 } from '../crc32';
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
 * PNG (ISO/IEC 15948), unpacked by fflate. What is around that is ours: fast-png 8 takes interlaced pictures of fewer
 * than eight bits apart wrongly, and no library stops unpacking at the size that the header tells.
 */

const SIGNATURE_BYTES = 8;
const HEADER_BYTES = 13;
/** Length, type and check sum of a chunk. */
const CHUNK_BYTES = 12;

const enum ColorType {
  Grey = 0,
  Rgb = 2,
  Palette = 3,
  GreyAlpha = 4,
  Rgba = 6,
}

const CHANNELS: Readonly<Record<number, number>> = {
  [ColorType.Grey]: 1,
  [ColorType.Rgb]: 3,
  [ColorType.Palette]: 1,
  [ColorType.GreyAlpha]: 2,
  [ColorType.Rgba]: 4,
};

const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  [ColorType.Grey]: [1, 2, 4, 8, 16],
  [ColorType.Rgb]: [8, 16],
  [ColorType.Palette]: [1, 2, 4, 8],
  [ColorType.GreyAlpha]: [8, 16],
  [ColorType.Rgba]: [8, 16],
};

interface Header extends PictureHeader {
  readonly depth: number;
  readonly colorType: ColorType;
  readonly interlaced: boolean;
}

/** Every how many pixels a pass has one, and from which on. */
interface Pass {
  readonly x: number;
  readonly y: number;
  readonly xStep: number;
  readonly yStep: number;
}

const ADAM7: readonly Pass[] = [
  { x: 0, y: 0, xStep: 8, yStep: 8 },
  { x: 4, y: 0, xStep: 8, yStep: 8 },
  { x: 0, y: 4, xStep: 4, yStep: 8 },
  { x: 2, y: 0, xStep: 4, yStep: 4 },
  { x: 0, y: 2, xStep: 2, yStep: 4 },
  { x: 1, y: 0, xStep: 2, yStep: 2 },
  { x: 0, y: 1, xStep: 1, yStep: 2 },
];
const WHOLE: readonly Pass[] = [{ x: 0, y: 0, xStep: 1, yStep: 1 }];

/** @param bytes the beginning of a file, or all of it */
export function pngHeader(bytes: Uint8Array): PictureHeader {
  if (bytes.length < SIGNATURE_BYTES + CHUNK_BYTES + HEADER_BYTES) throw cutShort();
  const view = viewOf(bytes);
  if (typeAt(bytes, SIGNATURE_BYTES + 4) !== 'IHDR') throw damaged();
  const grey = bytes[25] === ColorType.Grey || bytes[25] === ColorType.GreyAlpha;
  return { width: view.getUint32(16), height: view.getUint32(20), grey };
}

export function decodePng(bytes: Uint8Array): Picture {
  const header = headerOf(bytes);
  const chunks = readChunks(bytes);
  const samples = unfilter(unpack(chunks.data, packedSize(header)), header);
  return toPicture(samples, header, chunks);
}

function headerOf(bytes: Uint8Array): Header {
  const size = pngHeader(bytes);
  checkSize(size);
  const [depth, colorType, compression, filter, interlace] = bytes.subarray(24, 29) as unknown as [
    ...[number, ColorType, number, number, number],
  ];
  if (DEPTHS[colorType]?.includes(depth) !== true) throw damaged();
  if (compression !== 0 || filter !== 0 || interlace > 1) throw damaged();
  return { ...size, depth, colorType, interlaced: interlace === 1 };
}

interface Chunks {
  readonly data: Uint8Array;
  /** (colours, 3) */
  readonly palette: Uint8Array | null;
  readonly transparency: Uint8Array | null;
}

function readChunks(bytes: Uint8Array): Chunks {
  const view = viewOf(bytes);
  const data: Uint8Array[] = [];
  let palette: Uint8Array | null = null;
  let transparency: Uint8Array | null = null;
  for (let at = SIGNATURE_BYTES; ;) {
    if (at + CHUNK_BYTES > bytes.length) throw cutShort();
    const length = view.getUint32(at);
    const end = at + CHUNK_BYTES + length;
    if (end > bytes.length) throw cutShort();
    const type = typeAt(bytes, at + 4);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IEND') break;
    if (type === 'IHDR' || type === 'PLTE' || type === 'IDAT' || type === 'tRNS') {
      if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(end - 4)) {
        throw damaged();
      }
      if (type === 'IDAT') data.push(content);
      if (type === 'PLTE') palette = content;
      if (type === 'tRNS') transparency = content;
    }
    at = end;
  }
  return { data: joined(data), palette, transparency };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Bytes of packed data that go through at once: no more than a thousand times as many come out. */
const AT_ONCE = 2 ** 16;

/**
 * Unpacks as much as there has to be, and no more: zeros without end take little room in a file.
 * @param size bytes that there have to be
 */
function unpack(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let filled = 0;
  try {
    if (packed.length <= AT_ONCE) {
      filled = unzlibSync(packed, { out }).length;
    } else {
      const unzlib = new Unzlib((piece) => {
        const part = piece.subarray(0, size - filled);
        out.set(part, filled);
        filled += part.length;
      });
      for (let at = 0; at < packed.length && filled < size; at += AT_ONCE) {
        const end = at + AT_ONCE;
        unzlib.push(packed.subarray(at, end), end >= packed.length);
      }
    }
  } catch {
    throw damaged();
  }
  if (filled < size) throw damaged();
  return out;
}

function packedSize(header: Header): number {
  return passesOf(header).reduce((sum, pass) => {
    const { columns, rows } = sizeOf(pass, header);
    return sum + (columns === 0 ? 0 : rows * (1 + lineBytes(columns, header)));
  }, 0);
}

function passesOf({ interlaced }: Header): readonly Pass[] {
  return interlaced ? ADAM7 : WHOLE;
}

function sizeOf(pass: Pass, { width, height }: Header): { columns: number; rows: number } {
  return {
    columns: Math.max(0, Math.ceil((width - pass.x) / pass.xStep)),
    rows: Math.max(0, Math.ceil((height - pass.y) / pass.yStep)),
  };
}

function lineBytes(columns: number, { depth, colorType }: Header): number {
  return Math.ceil((columns * CHANNELS[colorType]! * depth) / 8);
}

/** (height, width, channels of the file), each sample as wide as the file has it. */
function unfilter(data: Uint8Array, header: Header): Uint8Array | Uint16Array {
  const { width, height, depth, colorType } = header;
  const channels = CHANNELS[colorType]!;
  const samples = new (depth === 16 ? Uint16Array : Uint8Array)(width * height * channels);
  const apart = Math.max(1, (channels * depth) / 8);
  let at = 0;
  for (const pass of passesOf(header)) {
    const { columns, rows } = sizeOf(pass, header);
    if (columns === 0) continue;
    const length = lineBytes(columns, header);
    let above = new Uint8Array(length);
    for (let row = 0; row < rows; row++) {
      const line = data.subarray(at + 1, at + 1 + length);
      unfilterLine(data[at]!, line, above, apart);
      at += 1 + length;
      above = line as Uint8Array<ArrayBuffer>;
      const start = (pass.y + row * pass.yStep) * width + pass.x;
      for (let i = 0, column = 0; column < columns; column++) {
        const to = (start + column * pass.xStep) * channels;
        for (let c = 0; c < channels; c++, i++) samples[to + c] = sampleAt(line, i, depth);
      }
    }
  }
  return samples;
}

function sampleAt(line: Uint8Array, i: number, depth: number): number {
  if (depth === 8) return line[i]!;
  if (depth === 16) return line[2 * i]! * 256 + line[2 * i + 1]!;
  const bit = i * depth;
  return (line[bit >> 3]! >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

/** In place. */
function unfilterLine(kind: number, line: Uint8Array, above: Uint8Array, apart: number): void {
  switch (kind) {
    case 0:
      return;
    case 1:
      for (let i = apart; i < line.length; i++) line[i]! += line[i - apart]!;
      return;
    case 2:
      for (let i = 0; i < line.length; i++) line[i]! += above[i]!;
      return;
    case 3:
      for (let i = 0; i < line.length; i++) {
        line[i]! += ((i < apart ? 0 : line[i - apart]!) + above[i]!) >> 1;
      }
      return;
    case 4:
      for (let i = 0; i < line.length; i++) {
        const [left, corner] = i < apart ? [0, 0] : [line[i - apart]!, above[i - apart]!];
        line[i]! += paeth(left, above[i]!, corner);
      }
      return;
    default:
      throw damaged();
  }
}

function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function toPicture(
  samples: Uint8Array | Uint16Array,
  header: Header,
  { palette, transparency }: Chunks,
): Picture {
  const { width, height, depth, colorType } = header;
  const most = 2 ** depth - 1;
  const scale = 255 / most;
  if (colorType === ColorType.Grey && transparency === null) {
    const pixels = depth === 8 ? (samples as Uint8Array) : toBytes(samples, scale);
    return { width, height, channels: 1, pixels };
  }
  const rgba = new Uint8Array(4 * width * height);
  const channels = CHANNELS[colorType]!;
  if (colorType === ColorType.Palette) {
    if (palette === null || palette.length % 3 !== 0) throw damaged();
    samples.forEach((color, i) => {
      if (3 * color >= palette.length) throw unreadable(t('it has a colour without a value'));
      rgba.set(palette.subarray(3 * color, 3 * color + 3), 4 * i);
      rgba[4 * i + 3] = transparency?.[color] ?? 255;
    });
    return fromRgba(rgba, header);
  }
  const colors = channels > 2 ? 3 : 1;
  const clear = transparency === null ? null : samplesOf(transparency, colors);
  for (let i = 0; i < width * height; i++) {
    const from = i * channels;
    for (let c = 0; c < 3; c++) {
      rgba[4 * i + c] = Math.round(samples[from + (colors === 1 ? 0 : c)]! * scale);
    }
    const seen = clear?.every((value, c) => samples[from + c] === value) === true ? 0 : 255;
    rgba[4 * i + 3] =
      channels === colors ? seen : Math.round(samples[from + channels - 1]! * scale);
  }
  return fromRgba(rgba, header);
}

function toBytes(samples: Uint8Array | Uint16Array, scale: number): Uint8Array {
  return Uint8Array.from(samples, (sample) => Math.round(sample * scale));
}

/** The one colour that is transparent. */
function samplesOf(transparency: Uint8Array, colors: number): number[] {
  if (transparency.length !== 2 * colors) throw damaged();
  const view = viewOf(transparency);
  return Array.from({ length: colors }, (_, c) => view.getUint16(2 * c));
}

function typeAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
