import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const PIECE = 2 ** 18;

/** Bytes in pieces, from a source that can be let go before its end. */
export interface Pieces {
  readonly iterator: AsyncIterator<Uint8Array>;
  readonly destroy: () => void;
}

/** Unpacks gzip, of several members too. Rejects with zlib's error where it is damaged. */
export function gunzip(packed: AsyncIterable<Uint8Array>): Pieces {
  const source = Readable.from(packed, { objectMode: false, highWaterMark: PIECE });
  const unpacked = createGunzip({ chunkSize: PIECE });
  source.on('error', (error) => unpacked.destroy(error));
  source.pipe(unpacked);
  return {
    iterator: unpacked[Symbol.asyncIterator](),
    destroy: () => {
      source.destroy();
      unpacked.destroy();
    },
  };
}
