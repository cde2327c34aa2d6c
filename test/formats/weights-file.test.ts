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
    expect(await readWeights(path, model)).toEqual(weights);
  });

  it('are not sought in a huge file that cannot hold them: it costs nothing', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const offsets = [0, TERABYTE];
    const large = { dtype: 'F32', shape: [TERABYTE / 4], data_offsets: offsets };
    const counter = { dtype: 'I64', shape: [TERABYTE / 8], data_offsets: offsets };
    for (const [name, entry, words] of [
      ['other', large, 'is missing; what is there: other'],
      ['conv_1.weight', large, 'is [274877906944] instead of [20, 1, 3, 3]'],
      ['bn.num_batches_tracked', counter, 'is I64, and only F32 is read'],
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
