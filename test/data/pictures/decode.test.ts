import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PictureDecoder, readPictureHeader } from '../../../extension/data/pictures/decode';
import { LabError } from '../../../extension/errors';
import { builtFolder } from '../../support/dist';

const FOLDER = join(import.meta.dirname, '../../fixtures/pictures');
const decoder = new PictureDecoder(join(builtFolder(), 'codecs'));

interface Expected {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** (height, width, channels), in base64 */
  readonly pixels: string;
}

const pictures = JSON.parse(readFileSync(join(FOLDER, '../pictures.json'), 'utf8')) as Readonly<
  Record<string, Expected>
>;
const names = Object.keys(pictures);

const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FOLDER, name)));

async function refusal(bytes: Uint8Array): Promise<string> {
  const error: unknown = await decoder.decode(bytes).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(LabError);
  return (error as LabError).message;
}

/** A PNG's header with another size, and no more of it true. */
function sized(width: number, height: number): Uint8Array {
  const bytes = read('png-0-8.png');
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
}

describe('a picture', () => {
  test('of every kind has a fixture, and each fixture is told', () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...names].sort());
    for (const kind of ['png', 'jpg', 'gif', 'bmp', 'webp']) {
      expect(names.filter((name) => name.endsWith(kind)).length).toBeGreaterThan(2);
    }
  });

  test.each(names)('%s has the pixels that Pillow finds', async (name) => {
    const { width, height, channels, pixels } = await decoder.decode(read(name));
    const expected = pictures[name]!;
    expect({ width, height, channels }).toEqual({
      ...{ width: expected.width, height: expected.height, channels: expected.channels },
    });
    const theirs = new Uint8Array(Buffer.from(expected.pixels, 'base64'));
    expect(pixels).toHaveLength(theirs.length);
    expect(pixels.findIndex((value, i) => value !== theirs[i])).toBe(-1);
  });

  test.each(names)('%s has its size, as it is to be seen, in its beginning', (name) => {
    const { width, height, grey } = readPictureHeader(read(name).subarray(0, 1024));
    const expected = pictures[name]!;
    expect([width, height]).toEqual([expected.width, expected.height]);
    // It may be grey without saying so.
    if (grey === true) expect(expected.channels).toBe(1);
    if (/^png-[04]-|^jpeg-grey/.test(name)) expect(grey).toBe(true);
  });
});

describe('a file that is no good picture', () => {
  test.each(['png-2-8.png', 'jpeg-color.jpg', 'gif-color.gif', 'bmp-24.bmp', 'webp-lossy.webp'])(
    'such as %s, cut anywhere, is refused and leaves the decoder whole',
    async (name) => {
      const whole = read(name);
      for (let length = 0; length < whole.length - 2; length += 7) {
        await expect(decoder.decode(whole.slice(0, length))).rejects.toBeInstanceOf(LabError);
      }
      await expect(decoder.decode(whole)).resolves.toBeDefined();
    },
  );

  test('is a picture or a refusal after any change, and soon', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.array(fc.tuple(fc.nat(1500), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (name, changes) => {
          const bytes = read(name);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const made: unknown = await decoder.decode(bytes).catch((error: unknown) => error);
          if (made instanceof Error) expect(made).toBeInstanceOf(LabError);
          else expect(made).toHaveProperty('pixels');
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is told by its check sum where one bit of a PNG has changed', async () => {
    const bytes = read('png-0-8.png');
    bytes[bytes.length - 30]! ^= 1;
    expect(await refusal(bytes)).toBe('it is damaged');
  });

  test('claims more pixels than any camera has', async () => {
    expect(await refusal(sized(8001, 8000))).toBe(
      'it has 8,001 × 8,000 pixels, and at most 64,000,000 are read: make it smaller',
    );
    expect(await refusal(sized(0, 5))).toBe('it is damaged');
  });

  test('claims more pixels than a JPEG of its bytes can hold', async () => {
    const bytes = read('jpeg-grey.jpg');
    const frame = bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xc0);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    view.setUint16(frame + 5, 8000);
    view.setUint16(frame + 7, 8000);
    expect(await refusal(bytes)).toBe('it is cut short');
  });

  test('claims a screen that a GIF of its bytes would leave empty', async () => {
    const bytes = read('gif-grey.gif');
    bytes.set([0xff, 0x0f, 0xff, 0x0f], 6);
    expect(await refusal(bytes)).toBe('it is damaged');
  });

  test('is named by what it is', async () => {
    const text = (content: string): Uint8Array => new TextEncoder().encode(content);
    expect(await refusal(new Uint8Array())).toBe('it is empty');
    expect(await refusal(text('<!DOCTYPE html><html></html>'))).toBe(
      'it is a web page, no picture',
    );
    expect(await refusal(text('version https://git-lfs.github.com/spec/v1\n'))).toBe(
      'it is a Git LFS pointer, no picture',
    );
    expect(await refusal(text('II*\0and more'))).toBe(
      'it is TIFF, which is not read: save it as PNG or JPEG',
    );
    expect(await refusal(Uint8Array.of(1, 2, 3))).toBe('it is no picture');
  });
});
