import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { OnnxModel } from '../onnx/runtime';
import { mnistLab, type Result } from '../support/cli';
import { loadMnist } from '../support/mnist';
import { mountSmallDisk } from '../support/small-disk';
import { useTemporaryFolder } from '../support/temporary-folder';

const temporary = useTemporaryFolder();
let weights: string;

beforeAll(async () => {
  const folder = temporary('weights');
  await mnistLab('train', '--models', 'cnn', '--limit-batches', '5', '--epochs', '1', '--save', folder); // prettier-ignore
  weights = join(folder, 'cnn.safetensors');
});

const exported = (file: string): Promise<Result> =>
  mnistLab('export', '--models', 'cnn', '--init', `cnn=${weights}`, '--format', 'onnx', '--out', file); // prettier-ignore

describe('mnist-lab export', () => {
  it('writes a model that confuses test images as the network does', async () => {
    const file = temporary('new/cnn.onnx');
    expect(await exported(file)).toMatchObject({ status: 0, stdout: '' });
    const model = await OnnxModel.open(await readFile(file));
    const { test } = await loadMnist();
    const { logits } = await model.run(test.images, [1, 28, 28]);
    await model.close();
    const confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
    test.labels.forEach((label, at) => {
      const row = logits.subarray(10 * at, 10 * at + 10);
      confusion[label]![row.indexOf(Math.max(...row))]!++;
    });
    const { stdout } = await mnistLab('evaluate', '--models', 'cnn', '--init', `cnn=${weights}`, '--json'); // prettier-ignore
    const evaluation = stdout.split('\n').find((line) => line.includes('"evaluation"'))!;
    expect(confusion).toEqual((JSON.parse(evaluation) as { confusion: unknown }).confusion);
  });

  it('writes over nothing', async () => {
    const file = temporary('mine.onnx');
    await writeFile(file, 'mine');
    const { status, stderr } = await exported(file);
    expect(status).toBe(1);
    expect(stderr).toContain(`${file} is there already: choose another name`);
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  it('says what is in the way', async () => {
    const folder = temporary('folder');
    await mkdir(folder);
    await writeFile(join(folder, 'file'), '');
    const { status, stderr } = await exported(join(folder, 'file/cnn.onnx'));
    expect(status).toBe(1);
    expect(stderr).toContain('move it away');
  });

  it('leaves nothing where there is no room for all of it', async ({ skip }) => {
    const disk = await mountSmallDisk(65_536);
    if (disk === null) return skip('This machine or user cannot mount a small disk.');
    try {
      const file = join(disk.path, 'cnn.onnx');
      const { status, stderr } = await exported(file);
      expect(status).toBe(1);
      expect(stderr).toContain(`There is no space left for ${file}`);
      expect(await readdir(disk.path)).toEqual([]);
    } finally {
      await disk.remove();
    }
  });

  it('says which weights cannot be read', async () => {
    weights = temporary('missing.safetensors');
    const { status, stderr } = await exported(temporary('other.onnx'));
    expect(status).toBe(1);
    expect(stderr).toContain(`${weights} cannot be read (it is missing)`);
  });
});
