import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyTensor, invalidFile, writeSafetensors } from '../../extension/formats/safetensors';
import { readSealed, seal, writeUnsealed } from '../../extension/formats/seal';
import { refusal } from '../support/refusal';
import { readMetadata } from '../support/safetensors';

const invalid = invalidFile('FILE');

const tensors: readonly AnyTensor[] = [
  { name: 'a/weight', shape: [2, 3], data: Float32Array.of(1, -0, NaN, Infinity, 1e-45, 3) },
  { name: 'odd', shape: [1], data: Uint32Array.of(4_294_967_295) },
  { name: 'curves', shape: [3], data: Float64Array.of(0.1, NaN, -Infinity) },
  { name: 'none', shape: [0], data: new Float64Array(0) },
];

async function sealed(): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = writeUnsealed(tensors, { version: '1', words: 'Grüße "\n' });
  await seal(bytes);
  return bytes;
}

describe('a sealed file', () => {
  it('gives back what was written, bit for bit', async () => {
    const { tensors: found, metadata } = await readSealed(await sealed(), invalid);
    expect(found.map(({ name, shape }) => [name, shape])).toEqual(
      tensors.map(({ name, shape }) => [name, shape]),
    );
    for (const [i, { data }] of found.entries()) {
      expect(data.constructor).toBe(tensors[i]!.data.constructor);
      expect(Buffer.from(data.buffer)).toEqual(Buffer.from(tensors[i]!.data.buffer));
    }
    expect(metadata.get('version')).toBe('1');
    expect(metadata.get('words')).toBe('Grüße "\n');
  });

  it('has the SHA-256 of those of its pieces of 4 MiB, with zeros in that place', async () => {
    const large = { name: 'large', shape: [2_500_000], data: new Float32Array(2_500_000).fill(3) };
    const bytes = writeUnsealed([...tensors, large], {});
    await seal(bytes);
    const file = Buffer.from(bytes);
    const { sha256 } = readMetadata(file);
    const place = file.indexOf(sha256!);
    file.fill('0', place, place + 64);
    const all = createHash('sha256');
    for (let at = 0; at < file.length; at += 4 * 1024 * 1024) {
      all.update(
        createHash('sha256')
          .update(file.subarray(at, at + 4 * 1024 * 1024))
          .digest(),
      );
    }
    expect(file.length).toBeGreaterThan(2 * 4 * 1024 * 1024);
    expect(all.digest('hex')).toBe(sha256);
    await readSealed(bytes, invalid);
  });

  it('may be written where another was, larger or smaller', async () => {
    const bytes = await sealed();
    const room = new Uint8Array(bytes.length + 50).fill(7);
    const again = writeUnsealed(tensors, { version: '1', words: 'Grüße "\n' }, (length) =>
      room.subarray(0, length),
    );
    await seal(again);
    expect(again).toEqual(bytes);
    expect(again.buffer).toBe(room.buffer);
  });

  it('is safetensors to others', async () => {
    const file = Buffer.from(await sealed());
    const start = 8 + Number(file.readBigUInt64LE());
    const header = JSON.parse(file.toString('utf8', 8, start)) as Record<
      string,
      { dtype: string; data_offsets: [number, number] }
    >;
    expect(
      Object.keys(header)
        .slice(1)
        .map((name) => header[name]!.dtype),
    ).toEqual(['F32', 'U32', 'F64', 'F64']);
    const at = (name: string): number => start + header[name]!.data_offsets[0];
    expect(file.readFloatLE(at('a/weight') + 20)).toBe(3);
    expect(file.readUInt32LE(at('odd'))).toBe(4_294_967_295);
    expect(file.readDoubleLE(at('curves'))).toBe(0.1);
  });

  it('is refused when a single bit of it has changed, wherever', async () => {
    const whole = await sealed();
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (at, bit) => {
        const changed = whole.slice();
        changed[at]! ^= 1 << bit;
        await refusal(() => readSealed(changed, invalid));
      }),
      { numRuns: 500 },
    );
  });

  it('is refused when it is cut short or longer, wherever', async () => {
    const whole = await sealed();
    for (let length = 0; length < whole.length; length++) {
      await refusal(() => readSealed(whole.slice(0, length), invalid));
    }
    const longer = new Uint8Array(whole.length + 1);
    longer.set(whole);
    await refusal(() => readSealed(longer, invalid));
  });

  it('is told from one without a digest, from one that is changed, and from one that is cut short', async () => {
    const words = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
      (await refusal(() => readSealed(bytes, invalid))).message;
    expect(await words(writeSafetensors(tensors))).toContain('it has no digest');
    // Where it is sought, and short of where a reader would be sent astray: not in what is told later.
    const late = writeSafetensors(tensors, { before: 'x'.repeat(128), sha256: '0'.repeat(64) });
    expect(await words(late)).toContain('it has no digest');
    const changed = await sealed();
    changed[changed.length - 1]! ^= 1;
    expect(await words(changed)).toContain('it is not as it was written');
    const other = await sealed();
    other[Buffer.from(other).indexOf('"sha256":"') + 10] = 0x67;
    expect(await words(other)).toContain('it is not as it was written');
    expect(await words((await sealed()).slice(0, 100))).toContain('cut short');
  });

  it('that holds nothing has its digest all the same', async () => {
    const bytes = writeUnsealed([], {});
    await seal(bytes);
    const { tensors: none, metadata } = await readSealed(bytes.slice(), invalid);
    expect(none).toEqual([]);
    expect([...metadata.keys()]).toEqual(['format', 'sha256']);
  });

  it('may have a header as long as what is told of a long run', async () => {
    const bytes = writeUnsealed([], { words: 'x'.repeat(2 ** 21) });
    await seal(bytes);
    expect((await readSealed(bytes, invalid)).metadata.get('words')).toHaveLength(2 ** 21);
  });
});
