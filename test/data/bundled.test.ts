import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const folder = 'dist/data';

/** SHA-256 of the files that LeCun, Cortes and Burges published. */
const published = {
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
};

it('the extension brings MNIST as it was published, packed and nothing else', () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(published).map((name) => `${name}.gz`));
  for (const [name, digest] of Object.entries(published)) {
    const content = gunzipSync(readFileSync(join(folder, `${name}.gz`)));
    expect(createHash('sha256').update(content).digest('hex'), name).toBe(digest);
  }
});

it('its files are the same bytes wherever and whenever they are packed', () => {
  for (const name of readdirSync(folder)) {
    const header = readFileSync(join(folder, name)).subarray(0, 10);
    // RFC 1952: no name or comment, no time, best compression, system unknown.
    expect([...header], name).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
  }
});
