import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseImages, parseLabels } from '../../extension/data/idx';
import { idx } from '../support/idx';
import { refusal } from '../support/refusal';

const FILE = 'some/folder/the-file';

/** Every refusal is about the file, and says what to do about it. */
async function complaint(action: () => unknown): Promise<string> {
  const error = await refusal(action);
  expect(error.kind).toBe('input');
  expect(error.setting).toBe('mnistLab.dataFolder');
  expect(error.message.startsWith(`${FILE} cannot be used: `)).toBe(true);
  expect(error.message).toMatch(/Replace the file by a good copy\.$/);
  return error.message;
}

const images = (bytes: Uint8Array) => () => parseImages(bytes, FILE);
const labels = (bytes: Uint8Array) => () => parseLabels(bytes, FILE);
const size = fc.integer({ min: 1, max: 9 });
const zeros = (length: number): Uint8Array => new Uint8Array(length);

describe('an IDX file of images', () => {
  it('gives count, height, width and the pixels in their order, whatever the sizes', () => {
    fc.assert(
      fc.property(size, size, size, (count, height, width) => {
        const pixels = Uint8Array.from({ length: count * height * width }, (_, i) => i * 7);
        const parsed = parseImages(idx([count, height, width], pixels), FILE);
        expect([parsed.count, parsed.height, parsed.width]).toEqual([count, height, width]);
        expect([...parsed.pixels]).toEqual([...pixels]);
      }),
    );
  });

  it('is read where it lies inside a larger buffer, without a copy', () => {
    const file = idx([1, 2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6));
    const larger = new Uint8Array(file.length + 20);
    larger.set(file, 10);
    const { pixels } = parseImages(larger.subarray(10, 10 + file.length), FILE);
    expect([...pixels]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(pixels.buffer).toBe(larger.buffer);
  });

  it('is refused when empty', async () => {
    expect(await complaint(images(zeros(0)))).toContain('it is empty');
  });

  it('is refused when it ends inside the header', async () => {
    for (const length of [1, 4, 8, 15]) {
      const message = await complaint(images(idx([1, 1, 1], zeros(1)).subarray(0, length)));
      expect(message).toContain('cut short');
      expect(message).toContain(`${length} bytes`);
    }
  });

  it('is refused when pixels are missing, with both figures', async () => {
    expect(await complaint(images(idx([3, 4, 5], zeros(59))))).toMatch(
      /cut short.*3 × 4 × 5 = 60 bytes.* 59\./,
    );
  });

  it('is refused when bytes are left over', async () => {
    expect(await complaint(images(idx([3, 4, 5], zeros(61))))).toMatch(/left over.* 60 .* 61\./);
  });

  it('is refused when it holds labels or is no IDX file at all', async () => {
    expect(await complaint(images(idx([12], zeros(12))))).toMatch(
      /0x00000801 instead of 0x00000803/,
    );
    expect(await complaint(images(Buffer.from('<!doctype html><title>404</title>')))).toContain(
      'not an IDX file of images',
    );
  });

  it('is refused when its elements are not bytes', async () => {
    const floats = idx([1, 1, 1], zeros(4));
    floats[2] = 0x0d;
    expect(await complaint(images(floats))).toContain('0x00000d03');
  });

  it('is refused when its sizes overflow any number of bits', async () => {
    const most = 2 ** 32 - 1;
    expect(await complaint(images(idx([most, most, most], zeros(1))))).toContain(
      '79228162458924105385300197375 bytes',
    );
    // Products of 2^64 and 2^48: one that wraps round would fit a file without a pixel.
    expect(await complaint(images(idx([2 ** 31, 2 ** 31, 4], zeros(0))))).toContain('cut short');
    expect(await complaint(images(idx([2 ** 16, 2 ** 16, 2 ** 16], zeros(0))))).toContain(
      'cut short',
    );
  });

  it('is refused when it has no images or images without pixels', async () => {
    expect(await complaint(images(idx([0, 28, 28], zeros(0))))).toContain('no images');
    expect(await complaint(images(idx([5, 0, 28], zeros(0))))).toContain('0×28');
    expect(await complaint(images(idx([5, 28, 0], zeros(0))))).toContain('28×0');
  });
});

describe('an IDX file of labels', () => {
  it('gives the labels', () => {
    expect([...parseLabels(idx([4], Uint8Array.of(7, 2, 1, 0)), FILE)]).toEqual([7, 2, 1, 0]);
  });

  it('is refused when empty, cut short, too long, of images, or without labels', async () => {
    expect(await complaint(labels(zeros(0)))).toContain('it is empty');
    expect(await complaint(labels(idx([4], zeros(4)).subarray(0, 6)))).toContain('cut short');
    expect(await complaint(labels(idx([4], zeros(3))))).toMatch(/cut short.* 4 .* 3\./);
    expect(await complaint(labels(idx([4], zeros(5))))).toMatch(/left over/);
    expect(await complaint(labels(idx([1, 1, 4], zeros(4))))).toContain(
      'not an IDX file of labels',
    );
    expect(await complaint(labels(idx([0], zeros(0))))).toContain('no labels');
  });

  it('is refused, and never misread, after any cut', async () => {
    const whole = idx(
      [9],
      Uint8Array.from({ length: 9 }, (_, i) => i),
    );
    for (let length = 0; length < whole.length; length++) {
      await complaint(labels(whole.subarray(0, length)));
    }
  });
});
