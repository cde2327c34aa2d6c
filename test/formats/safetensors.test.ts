import { execFileSync, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../extension/engine/api';
import {
  headerEnd,
  invalidFile,
  readAll,
  writeSafetensors,
} from '../../extension/formats/safetensors';
import { readMetadata, readSafetensors } from '../support/safetensors';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';

const FILE = 'weights/cnn.safetensors';
const FROM_TORCH = /If PyTorch saved it .*torch\.save\(torch\.load\(/;
const KERAS = /under PyTorch's names and in its layouts: kernels of Keras/;
const folder = useTemporaryFolder();

/** A file by the format's description: header length in 8 bytes, little-endian, JSON, the tensors' bytes. */
function file(header: unknown, bytes: Uint8Array = new Uint8Array(), length?: number): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(length ?? json.length));
  return Buffer.concat([prefix, json, bytes]);
}

const f32 = (shape: unknown, ...offsets: unknown[]): object => ({
  dtype: 'F32',
  shape,
  data_offsets: offsets,
});

async function complaint(
  bytes: Uint8Array,
  cure = 'Use a .safetensors file, or a state dict of PyTorch, that was written whole.',
): Promise<string> {
  const error = await refusal(() => readSafetensors(bytes, FILE));
  expect(error.kind).toBe('input');
  expect(error.message.startsWith(`${FILE} cannot be used as weights: `)).toBe(true);
  expect(error.message.endsWith(`. ${cure}`), error.message).toBe(true);
  return error.message;
}

const anyTensors: fc.Arbitrary<Tensor[]> = fc.uniqueArray(
  fc
    .tuple(
      fc.string({ minLength: 1 }).filter((name) => name !== '__metadata__' && name !== '__proto__'),
      fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
    )
    .chain(([name, shape]) => {
      const count = shape.reduce((product, size) => product * size, 1);
      return fc
        .float32Array({ minLength: count, maxLength: count })
        .map((data): Tensor => ({ name, shape, data }));
    }),
  { selector: ({ name }) => name, maxLength: 6 },
);

describe('safetensors', () => {
  it('give back every tensor, bit for bit, whatever its name, shape and values', () => {
    fc.assert(
      fc.property(anyTensors, (tensors) => {
        const found = readSafetensors(writeSafetensors(tensors), FILE);
        expect(found).toHaveLength(tensors.length);
        for (const { name, shape, data } of tensors) {
          const tensor = found.find((candidate) => candidate.name === name)!;
          expect(tensor.shape).toEqual(shape);
          // Object.is tells NaN and −0 apart from what `===` takes for them.
          expect(tensor.data.every((value, i) => Object.is(value, data[i]))).toBe(true);
        }
      }),
    );
  });

  it('are written as PyTorch’s own loader wants them: metadata, alignment, no gaps', () => {
    const bytes = writeSafetensors([
      { name: 'layer_1.weight', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
      { name: 'layer_1.bias', shape: [2], data: Float32Array.of(-1, 0.5) },
    ]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = Number(view.getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header: unknown = JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString());
    expect(header).toEqual({
      __metadata__: { format: 'pt' },
      'layer_1.weight': f32([2, 3], 0, 24),
      'layer_1.bias': f32([2], 24, 32),
    });
    expect(bytes).toHaveLength(8 + length + 32);
    const values = Array.from({ length: 8 }, (_, i) => view.getFloat32(8 + length + 4 * i, true));
    expect(values).toEqual([1, 2, 3, 4, 5, 6, -1, 0.5]);
  });

  it('are read by a reader that knows nothing of ours', async ({ skip }) => {
    skip(spawnSync('python3', ['--version']).status !== 0, 'there is no python3');
    const data = Float32Array.from({ length: 24 }, (_, i) => Math.fround(Math.sin(i) * 1e3));
    const path = folder('written.safetensors');
    await writeFile(path, writeSafetensors([{ name: 'conv_1.weight', shape: [2, 3, 2, 2], data }]));
    const reader = `
import json, struct, sys
data = open(sys.argv[1], 'rb').read()
(length,) = struct.unpack_from('<Q', data)
header = json.loads(data[8:8 + length].decode('utf-8'))
assert header.pop('__metadata__') == {'format': 'pt'}
out = {}
for name, entry in header.items():
    begin, end = entry['data_offsets']
    assert entry['dtype'] == 'F32'
    body = data[8 + length + begin:8 + length + end]
    out[name] = [entry['shape'], list(struct.unpack('<%df' % (len(body) // 4), body))]
print(json.dumps(out))`;
    const printed = execFileSync('python3', ['-c', reader, path], { encoding: 'utf8' });
    expect(JSON.parse(printed)).toEqual({ 'conv_1.weight': [[2, 3, 2, 2], [...data]] });
  });

  it('are read in any order, with padding, foreign metadata, scalars and no tensors at all', () => {
    const bytes = new Uint8Array(Float32Array.of(5, 6, 7).buffer);
    const header = {
      second: f32([1, 2], 4, 12),
      __metadata__: { made: 'elsewhere' },
      first: f32([], 0, 4),
    };
    const found = readSafetensors(file(`${JSON.stringify(header)}   `, bytes), FILE);
    expect(found.map(({ name, shape, data }) => [name, shape, [...data]])).toEqual([
      ['first', [], [5]],
      ['second', [1, 2], [6, 7]],
    ]);
    expect(readSafetensors(file({}), FILE)).toEqual([]);
  });

  it('are written with what there is to say of them, beside PyTorch’s mark', () => {
    const bytes = writeSafetensors([], { weights: 'best', epoch: '3' });
    expect(readMetadata(Buffer.from(bytes))).toEqual({ format: 'pt', weights: 'best', epoch: '3' });
  });

  it('are written from wherever they lie in memory', () => {
    const data = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    const [tensor] = readSafetensors(writeSafetensors([{ name: 'a', shape: [2], data }]), FILE);
    expect([...tensor!.data]).toEqual([1, 2]);
  });

  it('are read where they lie inside a larger buffer, at an odd address', () => {
    const inner = file({ a: f32([1], 0, 4) }, new Uint8Array(Float32Array.of(1.5).buffer));
    const larger = new Uint8Array(inner.length + 7);
    larger.set(inner, 3);
    const [tensor] = readSafetensors(larger.subarray(3, 3 + inner.length), FILE);
    expect(tensor!.data[0]).toBe(1.5);
  });
});

describe('a weights file', () => {
  it('is refused when empty, or too short for the length of a header', async () => {
    expect(await complaint(new Uint8Array())).toContain('it is empty');
    expect(await complaint(new Uint8Array(7))).toContain('cut short');
  });

  it('is refused when its header is longer than the file', async () => {
    const message = await complaint(file({ a: f32([1], 0, 4) }, new Uint8Array(4), 5000));
    expect(message).toContain('5000 bytes');
    expect(message).toContain('cut short or not safetensors');
  });

  it('is refused when it is something else', async () => {
    expect(await complaint(file('not JSON'))).toContain('not safetensors');
    expect(await complaint(file('[1, 2]'))).toContain('not safetensors');
    expect(await complaint(file('null'))).toContain('not safetensors');
    expect(await complaint(file('""'))).toContain('not safetensors');
    expect(await complaint(file('12'))).toContain('not safetensors');
    expect(await complaint(file('{"a":3}'))).toContain('not safetensors');
    expect(await complaint(new Uint8Array(64))).toContain('not safetensors');
    const notText = file('{"a":"  "}');
    notText.fill(0xff, 14, 16);
    expect(await complaint(notText)).toContain('not safetensors');
  });

  it('is refused after any cut', async () => {
    const whole = writeSafetensors([
      { name: 'a', shape: [3], data: Float32Array.of(1, 2, 3) },
      { name: 'b', shape: [2], data: Float32Array.of(4, 5) },
    ]);
    for (let length = 0; length < whole.length; length++) {
      await complaint(whole.subarray(0, length));
    }
  });

  it.each([0, 1])('is refused when its header has %i bytes, as none can', async (length) => {
    expect(await complaint(file('', new Uint8Array(40), length))).toContain(
      'it is not safetensors',
    );
  });

  it('is refused by both sizes when its header ends a byte after the file', async () => {
    expect(await complaint(file('{}', undefined, 3))).toContain(
      'should have 3 bytes, but the file has only 10;',
    );
  });

  it('may have a header as long as is read, and no longer', () => {
    const ofLength = (length: number) => {
      const bytes = file(`{}${' '.repeat(length - 2)}`);
      return () => headerEnd(bytes.subarray(0, 512), bytes.length, invalidFile(FILE), 100);
    };
    expect(ofLength(100)()).toBe(108);
    expect(ofLength(101)).toThrow('its header has 101 bytes, and at most 100 are read');
  });

  it('is called no safetensors where its header is longer than is read, and than the file', async () => {
    // A length that no JavaScript number holds.
    const bytes = Buffer.alloc(64).fill(0xff, 0, 8);
    expect(await complaint(bytes)).toContain('weights: it is not safetensors.');
  });

  it.each([
    [`Rar!\u001a\u0007\u0001\0`, 'a RAR archive'],
    ["7z\u00bc\u00af'\u001c\0\u0004", 'a 7z archive'],
    [`file${'\0'.repeat(253)}ustar\u000000`, 'a tar archive'],
    ['\u0089PNG\r\n\u001a\n\0', 'a picture'],
  ])('is refused by what it is, with the usual cure: %j', async (text, what) => {
    const bytes = Buffer.from(text, 'latin1');
    // A tar's first eight bytes are a name, and may be a length that fits no file.
    expect(await complaint(bytes)).toContain(`it is ${what}.`);
  });

  it('is refused with its names made fit for a line, long ones cut to 60 characters', async () => {
    const named = (name: string) => complaint(file({ [name]: f32([1], 4, 8) }, new Uint8Array(8)));
    expect(await named('n'.repeat(60))).toContain(`tensor ${'n'.repeat(60)} leaves`);
    expect(await named('n'.repeat(61))).toContain(`tensor ${'n'.repeat(59)}… leaves`);
    for (const sign of ['\u0000', '\u001f', '\u007f', '\u009f', '\u2028', '\u2029']) {
      expect(await named(`a${sign}b`)).toContain('tensor a\ufffdb leaves');
    }
    expect(await named('a b~\u00a0ü')).toContain('tensor a b~\u00a0ü leaves');
  });

  it('is refused when bytes are left over', async () => {
    expect(await complaint(file({ a: f32([1], 0, 4) }, new Uint8Array(5)))).toContain(
      'bytes that belong to no tensor',
    );
  });

  it('is refused when an entry is not one, naming the tensor', async () => {
    const entries: unknown[] = [
      {},
      [],
      f32('12', 0, 4),
      f32([-1], 0, 4),
      f32([1.5], 0, 6),
      f32([1]),
      f32([1], 0),
      f32([1], 0, 4, 8),
      f32([1], '0', '4'),
      f32([1], -4, 0),
      f32([2 ** 60], 0, 4),
      { shape: [1], data_offsets: [0, 4] },
    ];
    for (const entry of entries) {
      expect(await complaint(file({ odd: entry }, new Uint8Array(4)))).toContain(
        'its header does not give dtype, shape and data_offsets of tensor odd as safetensors does',
      );
    }
  });

  it.each([
    ['PK\u0003\u0004 and then the rest of an archive', 'a zip archive', FROM_TORCH],
    ['\u0080\u0002}q\0(X\u000e\0\0\0layer_1.weight', 'a Python pickle', FROM_TORCH],
    ['\u0089HDF\r\n\u001a\n\0\0', 'an HDF5 file (.h5), as Keras writes', KERAS],
    ['\u0093NUMPY\u0001\0', 'a NumPy array (.npy)', KERAS],
    ['\u001f\u008b\u0008\0\0\0\0\0\0', 'gzip', /: it is gzip\. Unpack it\.$/],
    ['<!DOCTYPE html><html>', 'a web page', /download the file again\.$/],
    ['version https://git-lfs.github.com/spec/v1\n', 'a Git LFS pointer', /git lfs pull/],
    ['once upon a time there was a file', 'text', /Use a \.safetensors file/],
  ])('is refused by what it is, with the cure: %j', async (text, what, cure) => {
    const { message } = await refusal(() => readSafetensors(Buffer.from(text, 'latin1'), FILE));
    expect(message).toContain(`${FILE} cannot be used as weights: it is ${what}. `);
    expect(message).toMatch(cure);
  });

  it('is read also where the length of its header looks like gzip', () => {
    const empty = `{}${' '.repeat(0x8b1f - 2)}`;
    expect(readSafetensors(file(empty), FILE)).toEqual([]);
  });

  it.each([
    ['F16', 4],
    ['BF16', 4],
    ['F64', 16],
  ])(
    'is refused when its %s numbers have other bytes than its shape says',
    async (dtype, bytes) => {
      const other = (end: number) => ({ a: { dtype, shape: [2], data_offsets: [0, end] } });
      expect(readSafetensors(file(other(bytes), new Uint8Array(bytes)), FILE)).toEqual([]);
      expect(await complaint(file(other(bytes - 1), new Uint8Array(bytes - 1)))).toContain(
        `tensor a of shape [2] needs ${bytes} bytes, but has ${bytes - 1}`,
      );
    },
  );

  it('is refused when a key is there twice, however it is written', async () => {
    const one = JSON.stringify(f32([1], 0, 4));
    const four = new Uint8Array(4);
    expect(await complaint(file(`{"a":${one},"a":${one}}`, four))).toContain('names a twice');
    expect(await complaint(file(`{"a":${one},"\\u0061" : ${one}}`, four))).toContain(
      'names a twice',
    );
    const inner = '{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}';
    expect(await complaint(file(inner, four))).toContain('names shape twice');
    const after = `{"__metadata__":{"x":"1"},"a":${one},"b":{},"a":${one}}`;
    expect(await complaint(file(after, four)), 'after other objects').toContain('names a twice');
    const escaped = `{"\\"{":${one},"\\"{":${one}}`;
    expect(await complaint(file(escaped, four))).toContain('names "{ twice');
    // The same key in two objects, and what only looks like a key in a text.
    const fine = `{"dtype":${one},"__metadata__":{"dtype":"{\\"dtype\\": 1}","x":"dtype"}}`;
    expect(readSafetensors(file(fine, four), FILE)).toHaveLength(1);
  });

  it('made to take a thousand times its size is refused before any memory is', async () => {
    const data = new Uint8Array(4_000_000);
    const overlapping = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`t${i}`, f32([1_000_000], 0, 4_000_000)]),
    );
    const before = process.memoryUsage().arrayBuffers;
    expect(await complaint(file(overlapping, data))).toContain('t1 leaves a gap or overlaps');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 25);
  });

  it('with a header larger than that of any network is refused unread', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 30_000 }, (_, i) => [`tensor-${i}`, f32([0], 0, 0)]),
    );
    expect(await complaint(file(many))).toMatch(
      /its header has \d+ bytes, and at most 1048576 are read/,
    );
  });

  it('is read in the order of its bytes, thousands of tensors too', () => {
    const count = 9000;
    const names = Array.from({ length: count }, (_, i) => `t${i}`);
    const entries = names.map((name, i) => [name, f32([1], 4 * i, 4 * i + 4)] as const);
    const header = Object.fromEntries(entries.reverse());
    const found = readSafetensors(file(header, new Uint8Array(4 * count)), FILE);
    expect(found.map(({ name }) => name)).toEqual(names);
  });

  it('is refused in one line of a sane length, whatever its names are', async () => {
    const name = `a\nb${'c'.repeat(5000)}`;
    const message = await complaint(file({ [name]: f32([1], 4, 8) }, new Uint8Array(8)));
    expect(message).toContain('tensor a\ufffdbccc');
    expect(message.length).toBeLessThan(250);
  });

  it('is refused when shape and bytes disagree, with both figures', async () => {
    expect(await complaint(file({ a: f32([2, 3], 0, 20) }, new Uint8Array(20)))).toMatch(
      /tensor a of shape \[2, 3\] needs 24 bytes, but has 20/,
    );
    const most = Number.MAX_SAFE_INTEGER;
    expect(await complaint(file({ a: f32([most, most], 0, 4) }, new Uint8Array(4)))).toContain(
      'tensor a of shape',
    );
    expect(await complaint(file({ a: f32([1], 4, 0) }, new Uint8Array(4)))).toContain('tensor a');
  });

  it('is refused when tensors overlap, leave a gap, or lie outside', async () => {
    const bytes = new Uint8Array(12);
    const overlap = { a: f32([2], 0, 8), b: f32([2], 4, 12) };
    expect(await complaint(file(overlap, bytes))).toContain('tensor b leaves a gap or overlaps');
    const same = { a: f32([3], 0, 12), b: f32([3], 0, 12) };
    expect(await complaint(file(same, bytes))).toContain('gap or overlaps');
    const gap = { a: f32([1], 0, 4), b: f32([1], 8, 12) };
    expect(await complaint(file(gap, bytes))).toContain('tensor b leaves a gap');
    const late = { a: f32([2], 4, 12) };
    expect(await complaint(file(late, bytes))).toContain('tensor a leaves a gap');
    const outside = { a: f32([4], 0, 16) };
    expect(await complaint(file(outside, bytes))).toContain('tensor a ends 4 bytes');
  });

  it('that was whole and is damaged anywhere is refused in words, or every tensor read fits it', async () => {
    const whole = writeSafetensors([
      { name: 'conv.weight', shape: [2, 1, 3, 3], data: new Float32Array(18).fill(1.5) },
      { name: 'conv.bias', shape: [2], data: Float32Array.of(-1, 2) },
      { name: 'none', shape: [0, 4], data: new Float32Array() },
    ]);
    const header = 8 + Number(new DataView(whole.buffer).getBigUint64(0, true));
    // Most of what can go wrong is in the header, and there in its signs and figures.
    const place = fc.oneof(
      { weight: 4, arbitrary: fc.nat(header - 1) },
      { weight: 1, arbitrary: fc.nat(whole.length - 1) },
    );
    const byte = fc.oneof(
      fc.constantFrom(...Buffer.from('0123456789-.eE+[]{}:,"\\ ')),
      fc.nat(255),
    );
    const damage = fc.record({
      place,
      removed: fc.nat(6),
      added: fc.array(byte, { maxLength: 6 }),
    });
    let refused = 0;
    let read = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        const bytes = [...whole];
        for (const { place, removed, added } of damages) bytes.splice(place, removed, ...added);
        const damaged = Uint8Array.from(bytes);
        let tensors: Tensor[];
        try {
          tensors = readSafetensors(damaged, FILE);
        } catch {
          refused++;
          const { message } = await refusal(() => readSafetensors(damaged, FILE));
          expect(message).toContain(`${FILE} cannot be used as weights: `);
          expect(message.length).toBeLessThan(500);
          return;
        }
        read++;
        for (const { shape, data } of tensors) {
          expect(data).toHaveLength(shape.reduce((product, size) => product * size, 1));
        }
        const taken = tensors.reduce((sum, { data }) => sum + data.byteLength, 0);
        expect(taken).toBeLessThanOrEqual(damaged.length);
      }),
      { seed: 13, numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(1000);
    expect(read).toBeGreaterThan(20);
  });

  it('is refused in one clear line for any bytes, never with a crash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), fc.json(), async (bytes, json) => {
        for (const damaged of [bytes, file(json, bytes)]) {
          try {
            readSafetensors(damaged, FILE);
          } catch {
            await complaint(damaged);
          }
        }
      }),
    );
  });
});

describe('a file of ours, of any type that is written', () => {
  const read = (bytes: Uint8Array): ReturnType<typeof readAll> =>
    readAll(bytes, headerEnd(bytes, bytes.length, invalidFile(FILE)), invalidFile(FILE));
  const entry = (dtype: string, shape: readonly number[], begin: number, end: number): object => ({
    dtype,
    shape,
    data_offsets: [begin, end],
  });

  it('is read by what its header says, in the order of its bytes, with those metadata that are words', () => {
    const bytes = Buffer.alloc(20);
    bytes.writeDoubleLE(0.1, 0);
    bytes.writeUInt32LE(4_000_000_000, 8);
    bytes.writeFloatLE(0.5, 12);
    bytes.writeFloatLE(-2, 16);
    const header = {
      floats: entry('F32', [1, 2], 12, 20),
      none: entry('F32', [0], 12, 12),
      __metadata__: { version: '7', count: 3, more: {} },
      counts: entry('U32', [], 8, 12),
      doubles: entry('F64', [1], 0, 8),
    };
    const { tensors, metadata } = read(file(header, bytes));
    expect(tensors).toEqual([
      { name: 'doubles', shape: [1], data: Float64Array.of(0.1) },
      { name: 'counts', shape: [], data: Uint32Array.of(4_000_000_000) },
      { name: 'none', shape: [0], data: new Float32Array(0) },
      { name: 'floats', shape: [1, 2], data: Float32Array.of(0.5, -2) },
    ]);
    expect([...metadata]).toEqual([['version', '7']]);
  });

  it.each([
    [entry('F16', [2], 0, 4), 'tensor a is F16, and only F32, F64, U32 are read'],
    [entry('toString', [2], 0, 4), 'tensor a is toString, and only'],
    [entry('F64', [1], 0, 4), 'needs 8 bytes, but has 4'],
    [entry('U32', [1, 2], 0, 4), 'of shape [1, 2] needs 8 bytes, but has 4'],
    [entry('F32', [2], 0, 8), 'tensor a ends 4 bytes later'],
    [entry('F32', [0], 0, 0), 'bytes that belong to no tensor'],
  ])('is refused with a sentence when it holds %j', async (odd, words) => {
    const error = await refusal(() => read(file({ a: odd }, new Uint8Array(4))));
    expect(error.message).toContain(words);
  });
});
