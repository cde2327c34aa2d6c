import { Readable, type Transform } from 'node:stream';
import { createGunzip, createInflateRaw } from 'node:zlib';
import type { Pieces } from './byte-reader';

const PIECE = 2 ** 18;

/** Unpacks gzip, of several members too. Rejects with zlib's error where it is damaged. */
export function gunzip(packed: AsyncIterable<Uint8Array>): Pieces {
  return through(createGunzip({ chunkSize: PIECE }), packed);
}

/** Unpacks what was deflated and has nothing around it, as in zip archives. Rejects as `gunzip`. */
export function inflateRaw(packed: AsyncIterable<Uint8Array>): Pieces {
  return through(createInflateRaw({ chunkSize: PIECE }), packed);
}

function through(unpacked: Transform, packed: AsyncIterable<Uint8Array>): Pieces {
  const source = Readable.from(packed, { objectMode: false, highWaterMark: PIECE });
  source.on('error', (error) => unpacked.destroy(error));
  source.pipe(unpacked);
  return {
    iterator: unpacked[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>,
    destroy: () => {
      source.destroy();
      unpacked.destroy();
    },
  };
}
