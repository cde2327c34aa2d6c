import { t } from '@vscode/l10n';
import { inHex, sha256 } from '../platform/sha256';
import { HEAD_BYTES } from './foreign';
import {
  type AnyTensor,
  headerEnd,
  type Invalid,
  readAll,
  type Room,
  writeSafetensors,
} from './safetensors';

/**
 * Safetensors with a digest of itself among its metadata: a file that is torn, or of which a single bit has changed,
 * is told from a whole one. The digest is of the file as it is with zeros in the digest's place: SHA-256 of the SHA-256
 * of each of its pieces, so that a thread that is busy training is never held up for long.
 */
const KEY = 'sha256';
const BLANK = '0'.repeat(64);
/** Bytes of a piece. */
export const PIECE = 2 ** 22;
const DIGEST = 32;
/** Room for a header whose metadata tell much: all epochs of a long run. */
const MAXIMUM_HEADER = 2 ** 28;
/** What stands before the digest, which is the first of the metadata. */
const BEFORE = new TextEncoder().encode(`"${KEY}":"`);
/** Bytes among which that is found. */
const BEGINNING = 128;

/** What is to be written, as yet without its digest: see `seal`. */
export function writeUnsealed(
  tensors: readonly AnyTensor[],
  metadata: Readonly<Record<string, string>>,
  room?: Room,
): Uint8Array<ArrayBuffer> {
  return writeSafetensors(tensors, { [KEY]: BLANK, ...metadata }, room);
}

/** Puts the digest into its place. What takes long of it is done beside this thread. */
export async function seal(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const digest = await digestOf(bytes);
  bytes.set(new TextEncoder().encode(digest), digestPlace(bytes)!);
}

/**
 * What a sealed file holds, if it is as it was written.
 * @param bytes the whole file; the digest's place in it is blank afterwards
 * @param invalid makes the error of what is wrong with it
 */
export async function readSealed(
  bytes: Uint8Array<ArrayBuffer>,
  invalid: Invalid,
): Promise<ReturnType<typeof readAll>> {
  const end = headerEnd(bytes.subarray(0, HEAD_BYTES), bytes.length, invalid, MAXIMUM_HEADER);
  const place = digestPlace(bytes);
  if (place === null) throw invalid(t('it has no digest'));
  const blank = new TextEncoder().encode(BLANK);
  const digest = bytes.slice(place, place + blank.length);
  bytes.set(blank, place);
  if (new TextDecoder('utf-8').decode(digest) !== (await digestOf(bytes))) {
    throw invalid(t('it is not as it was written'));
  }
  return readAll(bytes, end, invalid);
}

/** Null where there is none. */
function digestPlace(bytes: Uint8Array): number | null {
  const last = Math.min(BEGINNING, bytes.length - BEFORE.length - BLANK.length);
  for (let at = 0; at <= last; at++) {
    if (BEFORE.every((byte, i) => bytes[at + i] === byte)) return at + BEFORE.length;
  }
  return null;
}

/** SHA-256 of the SHA-256 of each piece, in hexadecimal digits. */
export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const pieces = Math.ceil(bytes.length / PIECE);
  const digests = new Uint8Array(DIGEST * pieces);
  for (let piece = 0; piece < pieces; piece++) {
    const part = bytes.subarray(piece * PIECE, (piece + 1) * PIECE);
    digests.set(await sha256(part), piece * DIGEST);
  }
  return inHex(await sha256(digests));
}
