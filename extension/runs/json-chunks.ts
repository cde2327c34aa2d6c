/** Elements of an array that are written at once: a fraction of a millisecond, also of whole matrices. */
const SLICE = 256;
/** Characters that are handed on at once. */
const CHUNK = 65_536;

/**
 * What `JSON.stringify` makes of plain data, in chunks: whoever writes a run of a million batches has
 * turns in between. Arrays that only grow may do so meanwhile: they are written as long as they are now.
 */
export function jsonChunks(value: unknown): Iterable<string> {
  const pieces: Piece[] = [];
  plan(value, pieces);
  return chunks(pieces);
}

/** Text, or a part of an array whose text is made when its turn has come. */
type Piece =
  string | { readonly array: readonly unknown[]; readonly from: number; readonly to: number };

function plan(value: unknown, pieces: Piece[]): void {
  if (Array.isArray(value)) {
    const array: readonly unknown[] = value;
    pieces.push('[');
    for (let from = 0; from < array.length; from += SLICE) {
      if (from > 0) pieces.push(',');
      pieces.push({ array, from, to: Math.min(array.length, from + SLICE) });
    }
    pieces.push(']');
  } else if (typeof value === 'object' && value !== null) {
    let separator = '{';
    for (const [key, member] of Object.entries(value)) {
      if (member === undefined) continue;
      pieces.push(`${separator}${JSON.stringify(key)}:`);
      plan(member, pieces);
      separator = ',';
    }
    pieces.push(separator === '{' ? '{}' : '}');
  } else {
    pieces.push(JSON.stringify(value));
  }
}

function* chunks(pieces: readonly Piece[]): Iterable<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk +=
      typeof piece === 'string'
        ? piece
        : JSON.stringify(piece.array.slice(piece.from, piece.to)).slice(1, -1);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
