import { cutShort, damaged, type PictureHeader } from './picture';

/**
 * The size of a JPEG as EXIF turns it, from its frame header (ITU-T T.81, B.2.2): what comes before that are tables, a
 * camera's notes and small pictures of the picture.
 * @param bytes the beginning of a file, or all of it
 * @throws LabError `input`, also where the frame header lies behind what is given
 */
export function jpegHeader(bytes: Uint8Array): PictureHeader {
  const { frame, notes } = markersOf(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (frame === null || frame + 10 > bytes.length) throw cutShort();
  const [height, width] = [view.getUint16(frame + 5), view.getUint16(frame + 7)];
  const grey = bytes[frame + 9] === 1;
  return notes !== null && orientationOf(bytes.subarray(notes)) >= FIRST_ON_ITS_SIDE
    ? { height: width, width: height, grey }
    : { height, width, grey };
}

/** A block of 8×8 pixels takes a bit at least. */
const MOST_PIXELS_A_BYTE = 8 * 64;

/**
 * Makes sure that a JPEG holds all of its picture: one that ends too early would be grey from there on, and the library
 * only warns; one of a few bytes that calls itself huge would be made for seconds first.
 */
export function checkJpegWhole(bytes: Uint8Array, { width, height }: PictureHeader): void {
  if (width * height > MOST_PIXELS_A_BYTE * bytes.length) throw cutShort();
  const { scan } = markersOf(bytes);
  if (scan === null) throw cutShort();
  for (let at = bytes.indexOf(0xff, scan); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === 0xd9) return;
  }
  throw cutShort();
}

const EXIF = /^Exif\0\0(II\*\0|MM\0\*)/;
const ORIENTATION = 0x0112;
/** Those of the eight ways to hold a camera that exchange width and height. */
const FIRST_ON_ITS_SIDE = 5;

/** How the camera was held, by the first directory of its notes (EXIF 2.3, 4.6.4); 1 where they do not say. */
function orientationOf(notes: Uint8Array): number {
  const order = EXIF.exec(String.fromCharCode(...notes.subarray(0, 10)))?.[1];
  if (order === undefined || notes.length < 14) return 1;
  const little = order.startsWith('I');
  const tiff = new DataView(notes.buffer, notes.byteOffset + 6, notes.length - 6);
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return 1;
  const count = tiff.getUint16(directory, little);
  for (let i = 0, at = directory + 2; i < count && at + 12 <= tiff.byteLength; i++, at += 12) {
    if (tiff.getUint16(at, little) === ORIENTATION) return tiff.getUint16(at + 8, little);
  }
  return 1;
}

interface Markers {
  /** Where the frame header begins; null where that is not reached, as with the others. */
  readonly frame: number | null;
  /** The content of the first segment with a camera's notes. */
  readonly notes: number | null;
  /** The first scan. */
  readonly scan: number | null;
}

function markersOf(bytes: Uint8Array): Markers {
  let frame: number | null = null;
  let notes: number | null = null;
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) throw damaged();
    const marker = bytes[at + 1]!;
    // Fill bytes, and markers without content.
    if (marker === 0xff) at++;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else {
      if (isFrame(marker)) frame ??= at;
      if (marker === 0xe1) notes ??= at + 4;
      if (marker === 0xda) return { frame, notes, scan: at };
      if (marker === 0xd9) break;
      at += 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    }
  }
  return { frame, notes, scan: null };
}

/** SOF0 to SOF15, without the tables and the reserved marker that are numbered among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
