import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { python, runPython, skipped } from '../pytorch/python';
import { mnistLab } from '../support/cli';
import { datasetFiles, writeFiles } from '../support/idx';
import { useTemporaryFolder } from '../support/temporary-folder';

const temporary = useTemporaryFolder();
const SETTINGS = ['--epochs', '2', '--batch-size', '8', '--sampling', 'shuffle', '--seed', '3'];

interface Notebook {
  readonly nbformat: number;
  readonly cells: readonly {
    readonly id: string;
    readonly cell_type: string;
    readonly source: string;
    readonly outputs?: readonly { readonly data: Readonly<Record<string, string>> }[];
  }[];
}

describe('mnist-lab export --format notebook', () => {
  let notebook: Notebook;
  let epochs: Record<string, number>[];
  let results: Record<string, number>;
  const path = (): string => temporary('take/lesson.ipynb');

  beforeAll(async () => {
    const data = await writeFiles(temporary('idx'), datasetFiles({ train: 100, test: 60 }));
    const given = ['--models', 'mlp,cnn', '--data', data, ...SETTINGS];
    const [weights, run] = [temporary('weights'), temporary('run')];
    const keep = ['--save', weights, '--checkpoint', run];
    const { stdout } = await mnistLab('train', ...given, ...keep, '--json');
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const of = (type: string) => events.filter((event) => event.type === type);
    epochs = of('epoch').map(({ losses }) => losses as Record<string, number>);
    results = Object.fromEntries(
      of('evaluation').map(({ model, accuracy }) => [model as string, accuracy as number]),
    );
    const init = ['mlp', 'cnn'].flatMap((id) => [
      '--init',
      `${id}=${join(weights, `${id}.safetensors`)}`,
    ]);
    const how = ['--format', 'notebook', '--checkpoint', run, '--out', path()];
    const done = await mnistLab('export', ...given, ...init, ...how);
    expect(done).toEqual({ status: 0, stdout: '', stderr: '' });
    notebook = JSON.parse(await readFile(path(), 'utf8')) as Notebook;
  });

  it('writes a notebook and what its cells read', async () => {
    expect((await readdir(temporary('take'))).sort()).toEqual([
      'lesson.batches.npy',
      'lesson.cnn.safetensors',
      'lesson.ipynb',
      'lesson.mlp.safetensors',
    ]);
    expect(notebook).toMatchObject({ nbformat: 4, nbformat_minor: 5 });
    const ids = notebook.cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { cell_type: type, outputs } of notebook.cells) {
      expect(['code', 'markdown']).toContain(type);
      expect(outputs === undefined).toBe(type === 'markdown');
    }
  });

  it('tells of these networks: their counts, their results, and whether they compare', () => {
    const words = notebook.cells.filter((cell) => cell.cell_type === 'markdown');
    const text = words.map(({ source }) => source).join('\n');
    expect(text).toContain('`20*1*3*3 + 20 + 10*13520 + 10` = 135,410');
    expect(text).toContain('mlp has 135,160 parameters and cnn 135,410');
    for (const [id, accuracy] of Object.entries(results)) {
      const row = text.split('\n').find((line) => line.startsWith(`| \`${id}\``))!;
      expect(row).toContain(`${(100 * accuracy).toFixed(2)}%`);
    }
    expect(text).not.toMatch(/undefined|\[object|\{\d\}/);
  });

  it('shows the run’s curves and matrices until its cells are run', () => {
    const pictures = notebook.cells.flatMap(({ outputs = [] }) =>
      outputs.map(({ data }) => data['image/svg+xml']!),
    );
    expect(pictures).toHaveLength(2);
    const [curves, matrices] = pictures as [string, string];
    // The highest loss is at the top of the plot, 16 of 320 pixels from that of the picture.
    const highest = Math.max(...epochs.flatMap((losses) => Object.values(losses)));
    const heights = [...curves.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)"/g)].map(([, y]) => Number(y)); // prettier-ignore
    const bottom = 320 - 44;
    const expected = ['mlp', 'cnn'].flatMap((id) =>
      epochs.map((losses) => bottom - ((bottom - 16) * losses[id]!) / highest),
    );
    expect(heights).toHaveLength(4);
    for (const [at, height] of heights.entries()) expect(height).toBeCloseTo(expected[at]!, 1);
    const counts = [...matrices.matchAll(/font-size="10">(\d+)</g)].map(([, count]) => Number(count)); // prettier-ignore
    expect(counts).toHaveLength(200);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(120);
  });

  it.skipIf(python === null)(`runs from end to end${skipped}`, async () => {
    const output = await runPython([
      join(import.meta.dirname, '../pytorch/run_notebook.py'),
      path(),
    ]);
    expect(output.match(/epoch 2 of 2: loss/g)).toHaveLength(2);
    // The last cell judges the weights of the run.
    const last = output.trim().split('\n').slice(-2);
    for (const [at, id] of ['mlp', 'cnn'].entries()) {
      const [, accuracy] = /accuracy ([\d.]+)$/.exec(last[at]!)!;
      expect(last[at]).toContain(`${id}: test loss`);
      expect(Number(accuracy)).toBeCloseTo(results[id]!, 4);
    }
  });

  it('has curves where a run is named, and no other format takes one', async () => {
    const init = `cnn=${temporary('weights/cnn.safetensors')}`;
    const given = ['export', '--models', 'cnn', '--init', init, '--out', temporary('other.onnx')];
    const { status, stderr } = await mnistLab(...given, '--format', 'onnx', '--checkpoint', 'x');
    expect(status).toBe(2);
    expect(stderr).toContain('--checkpoint is of no use here');
  });
});
