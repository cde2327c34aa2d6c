import { cutShort, damaged, type PictureHeader } from './picture';

/**
 * The size of a JPEG, from its frame header (ITU-T T.81, B.2.2): what comes before it are tables, a camera's notes and
 * small pictures of the picture.
 * @param bytes the beginning of a file, or all of it
 * @throws LabError `input`, also where the frame header lies behind what is given
 */
export function jpegHeader(bytes: Uint8Array): PictureHeader {
  const { frame } = markersOf(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (frame === null || frame + 9 > bytes.length) throw cutShort();
  return { height: view.getUint16(frame + 5), width: view.getUint16(frame + 7) };
}

/** A JPEG that ends too early would be grey from there on: the library only warns. */
export function checkJpegEnd(bytes: Uint8Array): void {
  const { scan } = markersOf(bytes);
  if (scan === null) throw cutShort();
  for (let at = bytes.indexOf(0xff, scan); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === 0xd9) return;
  }
  throw cutShort();
}

/** Where the frame header and the first scan begin; null where that is not reached. */
function markersOf(bytes: Uint8Array): { frame: number | null; scan: number | null } {
  let frame: number | null = null;
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) throw damaged();
    const marker = bytes[at + 1]!;
    // Fill bytes, and markers without content.
    if (marker === 0xff) at++;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else {
      if (isFrame(marker)) frame ??= at;
      if (marker === 0xda) return { frame, scan: at };
      if (marker === 0xd9) break;
      at += 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    }
  }
  return { frame, scan: null };
}

/** SOF0 to SOF15, without the tables and the reserved marker that are numbered among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
