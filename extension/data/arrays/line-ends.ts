import type { ByteReader } from '../../platform/byte-reader';

const LF = 0x0a;
const CR = 0x0d;
const PIECE = 2 ** 18;

export interface LineEnds {
  readonly count: number;
  /** Every one has a carriage return before it, as only text of Windows has. */
  readonly changed: boolean;
  /** The last byte is one. */
  readonly atTheEnd: boolean;
}

/** Looks at all bytes for what tools for text do to them. */
export async function lineEndsOf(bytes: ByteReader): Promise<LineEnds> {
  const piece = new Uint8Array(PIECE);
  let count = 0;
  let returned = 0;
  let last = 0;
  for (;;) {
    const length = await bytes.read(piece);
    if (length === 0) break;
    for (const byte of piece.subarray(0, length)) {
      if (byte === LF) {
        count++;
        if (last === CR) returned++;
      }
      last = byte;
    }
  }
  return { count, changed: count === returned, atTheEnd: last === LF };
}

/** The bytes as they were before each LF became CR LF. */
export function restoreLineEnds(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, i) => byte !== CR || bytes[i + 1] !== LF);
}
