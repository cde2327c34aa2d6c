import { promisify } from 'node:util';
import { gunzip as gunzipCallback } from 'node:zlib';

const inflate = promisify(gunzipCallback);

/** Unpacks gzip. Rejects when the bytes are cut short or damaged. */
export async function gunzip(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return inflate(bytes);
}
