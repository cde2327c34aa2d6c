import { open, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../extension/engine/api';
import { writeSafetensors } from '../../extension/formats/safetensors';
import { readWeights } from '../../extension/formats/weights-file';
import { notebookSummary } from '../support/models';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';

const folder = useTemporaryFolder();
const model = notebookSummary('cnn-big');

const weights = model.parameters.map(({ name, shape, count }, place): Tensor => ({
  name,
  shape,
  data: Float32Array.from({ length: count }, (_, i) => place + i / count),
}));

/** A file of a header and so many bytes, none of which takes room on the disk. */
async function sparse(name: string, header: object, bytes: number): Promise<string> {
  const path = folder(name);
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  await writeFile(path, Buffer.concat([length, json]));
  await truncate(path, 8 + json.length + bytes);
  return path;
}

const TERABYTE = 2 ** 40;

describe('the weights of a network', () => {
  it('are read from a file, bit for bit, over many pieces', async () => {
    const path = folder('whole.safetensors');
    await writeFile(path, writeSafetensors(weights));
    expect(await readWeights(path, model)).toEqual({ tensors: weights, notes: [] });
  });

  it('are not sought in a huge file that cannot hold them: it costs nothing', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const offsets = [0, TERABYTE];
    const large = { dtype: 'F32', shape: [TERABYTE / 4], data_offsets: offsets };
    const counter = { dtype: 'I64', shape: [TERABYTE / 8], data_offsets: offsets };
    for (const [name, entry, words] of [
      ['other', large, 'is missing; what is there: other'],
      ['conv_1.weight', large, 'is [274877906944] instead of [20, 1, 3, 3]'],
      ['bn.num_batches_tracked', counter, 'is missing; what is there: bn.num_batches_tracked'],
    ] as const) {
      const path = await sparse('huge.safetensors', { [name]: entry }, TERABYTE);
      const error = await refusal(() => readWeights(path, model));
      expect(error.message).toContain(words);
    }
    for (const [header, words] of [
      [{}, 'bytes that belong to no tensor'],
      [{ a: { ...large, data_offsets: [0, 4], shape: [1] } }, 'bytes that belong to no tensor'],
    ] as const) {
      const path = await sparse('huge.safetensors', header, TERABYTE);
      expect((await refusal(() => readWeights(path, model))).message).toContain(words);
    }
    const zeros = folder('zeros.safetensors');
    await (await open(zeros, 'w')).close();
    await truncate(zeros, TERABYTE);
    expect((await refusal(() => readWeights(zeros, model))).message).toContain('not safetensors');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 25);
  });

  it('are read beside a huge tensor that nobody needs, of which nothing is', async () => {
    const before = process.memoryUsage().arrayBuffers;
    let end = 0;
    const entries = weights.map(({ name, shape, data }) => {
      const begin = end;
      end += data.byteLength;
      return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }] as const;
    });
    const other = { dtype: 'U8', shape: [TERABYTE], data_offsets: [end, end + TERABYTE] };
    const header = { ...Object.fromEntries(entries), other };
    const path = await sparse('beside.safetensors', header, end + TERABYTE);
    const { tensors, notes } = await readWeights(path, model);
    expect(tensors.map(({ name }) => name)).toEqual(weights.map(({ name }) => name));
    expect(notes).toEqual([`${path}: cnn-big has no use for other, passed over.`]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 25);
  });

  it.each([
    // By hand, from IEEE 754: 1, -2, the largest, the least normal, the least at all, -0, ∞, -∞.
    [
      'F16',
      Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000, 0x7c00, 0xfc00),
      [1, -2, 65504, 2 ** -14, 2 ** -24, -0, Infinity, -Infinity],
    ],
    [
      'BF16',
      Uint16Array.of(0x3f80, 0xc000, 0x7f7f, 0x0080, 0x0001, 0x8000, 0x7f80, 0x3dcd),
      [1, -2, 2 ** 127 * (2 - 2 ** -7), 2 ** -126, 2 ** -133, -0, Infinity, 0.10009765625],
    ],
    [
      'F64',
      Float64Array.of(1, -2, 1e300, 0.1, 1e-300, -0, Infinity, 1 + 2 ** -25),
      [1, -2, Infinity, Math.fround(0.1), 0, -0, Infinity, 1],
    ],
  ] as const)('become float32 where they are %s', async (dtype, numbers, expected) => {
    const bytes = new Uint8Array(numbers.buffer);
    const header = { a: { dtype, shape: [8], data_offsets: [0, bytes.length] } };
    const json = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    const path = folder(`${dtype}.safetensors`);
    await writeFile(path, Buffer.concat([length, json, bytes]));
    const one = { ...model, parameters: [{ name: 'a', shape: [8], count: 8, arithmetic: '8' }] };
    const { tensors, notes } = await readWeights(path, one);
    expect([...tensors[0]!.data]).toEqual(expected);
    expect(notes).toEqual([`${path}: its numbers are ${dtype}, of which float32 was made.`]);
  });

  it('are refused wherever the file is cut short', async () => {
    const path = folder('cut.safetensors');
    const bytes = writeSafetensors(weights);
    for (const length of [0, 1, 7, 8, 9, 600, bytes.length - 1]) {
      await writeFile(path, bytes.subarray(0, length));
      const { message } = await refusal(() => readWeights(path, model));
      expect(message).toMatch(/cut\.safetensors cannot be used as weights: it.* (empty|short)/);
    }
  });

  it('leave what is no file to the caller, with Node’s code or what it is', async () => {
    await expect(readWeights(folder('none'), model)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(readWeights(folder('.'), model)).rejects.toMatchObject({ kind: 'folder' });
  });
});
