import {
  checkSize,
  cutShort,
  damaged,
  fromRgba,
  type Picture,
  type PictureHeader,
} from './picture';

/**
 * GIF89a, the first picture of an animation. Read here: omggif 1.0.10, which others build on, goes round for ever in
 * some damaged files.
 */

const HEADER_BYTES = 13;
/** Codes have at most twelve bits. */
const MOST_CODES = 4096;
/** Rows in the order in which an interlaced picture has them: each pass begins at one and goes on by so many. */
const PASSES = [
  [0, 8],
  [4, 8],
  [2, 4],
  [1, 2],
] as const;

/** @param bytes the beginning of a file, or all of it */
export function gifHeader(bytes: Uint8Array): PictureHeader {
  if (bytes.length < HEADER_BYTES) throw cutShort();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** A code of twelve bits stands for 4,094 pixels at most; a first picture leaves little of its screen empty. */
const MOST_PIXELS_A_BYTE = 4096;

export function decodeGif(bytes: Uint8Array): Picture {
  const header = gifHeader(bytes);
  checkSize(header);
  if (header.width * header.height > MOST_PIXELS_A_BYTE * bytes.length) throw damaged();
  const frame = firstFrame(bytes);
  // Else it is drawn over the edge, and may be larger than what is allowed.
  if (frame.x + frame.width > header.width || frame.y + frame.height > header.height) {
    throw damaged();
  }
  const indices = unpack(bytes, frame);
  const rgba = new Uint8Array(4 * header.width * header.height);
  rowsOf(frame).forEach((row, line) => {
    let to = 4 * ((frame.y + row) * header.width + frame.x);
    for (let x = 0; x < frame.width; x++, to += 4) {
      const index = indices[line * frame.width + x]!;
      if (index === frame.clear) continue;
      if (index >= frame.colors.length / 3) throw damaged();
      rgba.set(frame.colors.subarray(3 * index, 3 * index + 3), to);
      rgba[to + 3] = 255;
    }
  });
  return fromRgba(rgba, header);
}

interface Frame extends PictureHeader {
  readonly x: number;
  readonly y: number;
  readonly interlaced: boolean;
  /** (colours, 3) */
  readonly colors: Uint8Array;
  /** Index of what is transparent; null where nothing is. */
  readonly clear: number | null;
  /** Where the size of the first codes stands, and the packed indices after it. */
  readonly data: number;
}

function firstFrame(bytes: Uint8Array): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shared = paletteAt(bytes, HEADER_BYTES, bytes[10]!);
  let clear: number | null = null;
  for (let at = HEADER_BYTES + shared.length; at + 2 < bytes.length;) {
    const kind = bytes[at]!;
    if (kind === 0x21) {
      // A graphic control extension: packed fields, delay, index.
      if (bytes[at + 1] === 0xf9) clear = (bytes[at + 3]! & 1) === 1 ? bytes[at + 6]! : null;
      at = afterBlocks(bytes, at + 2);
    } else if (kind === 0x2c) {
      if (at + 10 > bytes.length) throw cutShort();
      const fields = bytes[at + 9]!;
      const own = paletteAt(bytes, at + 10, fields);
      return {
        ...{ x: view.getUint16(at + 1, true), y: view.getUint16(at + 3, true) },
        ...{ width: view.getUint16(at + 5, true), height: view.getUint16(at + 7, true) },
        interlaced: (fields & 0x40) !== 0,
        ...{ colors: own.length > 0 ? own : shared, clear, data: at + 10 + own.length },
      };
    } else {
      throw damaged();
    }
  }
  throw cutShort();
}

/** @param fields says whether there is one, and how large it is */
function paletteAt(bytes: Uint8Array, at: number, fields: number): Uint8Array {
  if ((fields & 0x80) === 0) return new Uint8Array();
  const end = at + 3 * 2 ** ((fields & 7) + 1);
  if (end > bytes.length) throw cutShort();
  return bytes.subarray(at, end);
}

/** Blocks are as long as the byte before each; one of none is the last. */
function afterBlocks(bytes: Uint8Array, first: number): number {
  let at = first;
  while (at < bytes.length) {
    const length = bytes[at]!;
    at += 1 + length;
    if (length === 0) return at;
  }
  throw cutShort();
}

function rowsOf({ height, interlaced }: Frame): readonly number[] {
  if (!interlaced) return Array.from({ length: height }, (_, row) => row);
  return PASSES.flatMap(([from, step]) => {
    const rows = [];
    for (let row = from; row < height; row += step) rows.push(row);
    return rows;
  });
}

/** Indices of colours, packed with variable-length LZW codes. */
function unpack(bytes: Uint8Array, { width, height, data }: Frame): Uint8Array {
  const packed = joinBlocks(bytes, data + 1);
  const bits = bytes[data]!;
  if (bits < 1 || bits > 8) throw damaged();
  const clear = 1 << bits;
  const end = clear + 1;
  /** What a code stands for is what its prefix stands for, and one index more. */
  const prefixes = new Uint16Array(MOST_CODES);
  const lasts = new Uint8Array(MOST_CODES);
  const firsts = new Uint8Array(MOST_CODES);
  const lengths = new Uint16Array(MOST_CODES);
  for (let code = 0; code < clear; code++) {
    lasts[code] = code;
    firsts[code] = code;
    lengths[code] = 1;
  }
  const out = new Uint8Array(width * height);
  let filled = 0;
  let [next, size] = [end + 1, bits + 1];
  let before: number | null = null;
  let [waiting, count] = [0, 0];
  for (let at = 0; filled < out.length;) {
    while (count < size) {
      if (at === packed.length) throw cutShort();
      waiting |= packed[at++]! << count;
      count += 8;
    }
    const code = waiting & ((1 << size) - 1);
    waiting >>>= size;
    count -= size;
    if (code === clear) {
      [next, size, before] = [end + 1, bits + 1, null];
      continue;
    }
    // The one that is not yet known begins as the last one did.
    if (code === end || code > next || (code >= next && before === null)) throw damaged();
    if (before !== null && next < MOST_CODES) {
      prefixes[next] = before;
      firsts[next] = firsts[before]!;
      lasts[next] = firsts[code === next ? before : code]!;
      lengths[next] = lengths[before]! + 1;
      next++;
      if (next === 1 << size && size < 12) size++;
    } else if (code >= next) {
      throw damaged();
    }
    const length = lengths[code]!;
    for (let i = filled + length - 1, part = code; i >= filled; i--) {
      out[i] = lasts[part]!;
      part = prefixes[part]!;
    }
    filled += length;
    before = code;
  }
  return out;
}

function joinBlocks(bytes: Uint8Array, first: number): Uint8Array {
  const joined = new Uint8Array(afterBlocks(bytes, first) - first);
  let filled = 0;
  for (let at = first; bytes[at] !== 0; at += 1 + bytes[at]!) {
    const block = bytes.subarray(at + 1, at + 1 + bytes[at]!);
    joined.set(block, filled);
    filled += block.length;
  }
  return joined.subarray(0, filled);
}
