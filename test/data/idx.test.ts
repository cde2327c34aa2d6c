import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimOf, type IdxKind, parseHeader } from '../../extension/data/arrays/idx';
import { idx } from '../support/idx';
import { refusal } from '../support/refusal';

const FILE = 'some/folder/the-file';

/** Every refusal is about the file, and says what to do about it. */
async function complaint(head: Uint8Array, kind: IdxKind): Promise<string> {
  const error = await refusal(() => parseHeader(head, FILE, kind));
  expect(error.kind).toBe('input');
  expect(error.setting).toBe('mnistLab.data');
  expect(error.message.startsWith(`${FILE} cannot be used: `)).toBe(true);
  expect(error.message).toMatch(/: [^.]+.*\. [A-Z].*\.$/);
  expect(error.message).not.toMatch(/0x/);
  return error.message;
}

const none = new Uint8Array();
const GOOD_COPY = 'Replace the file by a good copy.';
const size = fc.integer({ min: 1, max: 2 ** 17 });

/** The first bytes of an IDX file of any numbers and sizes. */
function header(type: number, ...sizes: number[]): Uint8Array {
  const bytes = Uint8Array.from(idx(sizes, none));
  bytes[2] = type;
  return bytes;
}

describe('the header of an IDX file', () => {
  it('gives sizes, its own length and what must come after it', () => {
    fc.assert(
      fc.property(size, size, size, (count, height, width) => {
        expect(parseHeader(idx([count, height, width], none), FILE, 'images')).toEqual({
          type: 'u1',
          sizes: [count, height, width],
          length: 16,
          claimed: count * height * width,
        });
        expect(parseHeader(idx([count], none), FILE, 'labels')).toEqual({
          type: 'u1',
          sizes: [count],
          length: 8,
          claimed: count,
        });
      }),
    );
  });

  it.each([
    [0x09, 'i1', 1],
    [0x0b, 'i2', 2],
    [0x0c, 'i4', 4],
    [0x0d, 'f4', 4],
    [0x0e, 'f8', 8],
  ])('claims as many bytes as numbers of type %i take', (type, name, bytes) => {
    for (const [kind, sizes] of [
      ['images', [5, 3, 2]],
      ['images', [5, 3, 2, 3]],
      ['labels', [5]],
      ['labels', [5, 8]],
    ] as const) {
      const parsed = parseHeader(header(type, ...sizes), FILE, kind);
      const claimed = sizes.reduce((product: number, size) => product * size, bytes);
      expect(parsed).toEqual({ type: name, sizes, length: 4 + 4 * sizes.length, claimed });
      expect(claimOf(parsed)).toMatch(new RegExp(` = ${claimed}$|^${claimed}$`));
    }
  });

  it('is read where it lies inside a larger buffer, whatever comes after it', () => {
    const file = idx([1, 2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6));
    const larger = new Uint8Array(file.length + 20);
    larger.set(file, 10);
    expect(parseHeader(larger.subarray(10, 10 + file.length), FILE, 'images').sizes).toEqual([
      1, 2, 3,
    ]);
  });

  it('is never taken for less than it says: sizes may overflow any number of bits', () => {
    const most = 2 ** 32 - 1;
    const parsed = parseHeader(idx([most, most, most], none), FILE, 'images');
    expect(parsed.claimed).toBeGreaterThan(2 ** 95);
    expect(claimOf(parsed)).toBe(
      '4294967295 × 4294967295 × 4294967295 = 79228162458924105385300197375',
    );
    expect(claimOf(parseHeader(idx([60], none), FILE, 'labels'))).toBe('60');
    // Products of 2^64 and 2^48: one that wraps round would be 0.
    for (const sizes of [
      [2 ** 31, 2 ** 31, 4],
      [2 ** 16, 2 ** 16, 2 ** 16],
    ]) {
      expect(parseHeader(idx(sizes, none), FILE, 'images').claimed).toBeGreaterThan(2 ** 47);
    }
  });
});

describe('a file is refused', () => {
  it.each(['images', 'labels'] as const)('as %s when it is empty', async (kind) => {
    expect(await complaint(none, kind)).toContain(`it is empty. ${GOOD_COPY}`);
  });

  it('when it ends inside the header', async () => {
    for (let length = 1; length < 16; length++) {
      const message = await complaint(idx([1, 1, 1], none).subarray(0, length), 'images');
      expect(message).toContain(`it is cut short: it has ${length} of the`);
    }
    for (let length = 1; length < 8; length++) {
      const message = await complaint(idx([1], none).subarray(0, length), 'labels');
      expect(message).toContain(`it is cut short: it has ${length} of the`);
    }
  });

  it('when it has nothing in it', async () => {
    expect(await complaint(idx([0, 28, 28], none), 'images')).toContain('it has no images');
    expect(await complaint(idx([5, 0, 28], none), 'images')).toContain('images are 0×28 pixels');
    expect(await complaint(idx([5, 28, 0], none), 'images')).toContain('images are 28×0 pixels');
    expect(await complaint(idx([0], none), 'labels')).toContain('it has no labels');
  });

  it('when images and labels were exchanged', async () => {
    expect(await complaint(idx([12], none), 'images')).toMatch(
      /it holds labels, not images\. See whether files were exchanged/,
    );
    expect(await complaint(idx([1, 28, 28], none), 'labels')).toMatch(
      /it holds images, not labels\. See whether files were exchanged/,
    );
    expect(await complaint(header(0x0d, 12), 'images')).toContain('it holds labels, not images');
  });

  it('when its numbers have more dimensions than images and labels have', async () => {
    const none = Uint8Array.of();
    expect(await complaint(idx([1, 1, 1, 1, 1], none), 'images')).toContain('have 5 dimensions');
    expect(await complaint(idx([1, 1, 1, 1], none), 'labels')).toContain('it holds images');
  });

  it('when its header is little-endian', async () => {
    for (const kind of ['images', 'labels'] as const) {
      const reversed = Uint8Array.of(3, 8, 0, 0, 60, 0, 0, 0);
      expect(await complaint(reversed, kind)).toMatch(/from the other end.*big-endian/);
      for (const other of [
        [3, 8, 0, 1],
        [3, 8, 1, 0],
        [3, 7, 0, 0],
      ]) {
        expect(await complaint(Uint8Array.from(other), kind)).not.toContain('from the other end');
      }
    }
  });

  it.each([
    ['<!DOCTYPE html>\n<title>404</title>', 'a web page', 'open it in a browser'],
    ['version https://git-lfs.github.com/spec/v1\n', 'a Git LFS pointer', '"git lfs pull"'],
    ['PK\u0003\u0004 and more', 'a zip archive', 'Unpack it'],
    ['Rar!\u001a\u0007', 'a RAR archive', 'Unpack it'],
    ["7z\u00bc\u00af'\u001c", 'a 7z archive', 'Unpack it'],
    [`name${' '.repeat(253)}ustar`, 'a tar archive', 'Unpack it'],
    ['\u001f\u008b', 'gzip', 'packed twice'],
    ['label,pixel0,pixel1,pixel2', 'text', GOOD_COPY],
  ])('by what it is: %j', async (text, what, cure) => {
    const message = await complaint(Buffer.from(text, 'latin1'), 'images');
    expect(message).toContain(`it is ${what}, not an IDX file`);
    expect(message).toContain(cure);
  });

  it('when nothing tells what it is', async () => {
    for (const head of [Uint8Array.of(7, 1, 2, 3, 4), header(0x07, 1, 1, 1), header(0x08)]) {
      expect(await complaint(head, 'images')).toContain(`not an IDX file of images. ${GOOD_COPY}`);
      expect(await complaint(head, 'labels')).toContain(`not an IDX file of labels. ${GOOD_COPY}`);
    }
    for (const head of [Uint8Array.of(0, 1, 8, 3), Uint8Array.of(1, 0, 8, 3)]) {
      expect(await complaint(head, 'images')).toContain('not an IDX file of images');
    }
  });
});
