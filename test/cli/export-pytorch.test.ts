import { readdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { python, runPython, skipped } from '../pytorch/python';
import { mnistLab } from '../support/cli';
import { datasetFiles, writeFiles } from '../support/idx';
import { useTemporaryFolder } from '../support/temporary-folder';

const temporary = useTemporaryFolder();
const SETTINGS = ['--epochs', '2', '--batch-size', '8', '--sampling', 'shuffle', '--seed', '3'];

interface Evaluation {
  readonly accuracy: number;
  readonly confusion: readonly (readonly number[])[];
}

/** Trains `mlp` on a data set, exports it, and tells what the lab makes of the test images. */
async function exported(
  data: string,
  out: string,
  ...more: readonly string[]
): Promise<Evaluation> {
  const folder = temporary(`weights of ${basename(out)}`);
  const given = ['--models', 'mlp', '--data', data, ...more];
  await mnistLab('train', ...given, ...SETTINGS, '--save', folder);
  const weights = ['--init', `mlp=${join(folder, 'mlp.safetensors')}`];
  const done = await mnistLab('export', ...given, ...weights, ...SETTINGS, '--format', 'pytorch', '--out', out); // prettier-ignore
  expect(done).toEqual({ status: 0, stdout: '', stderr: '' });
  const { stdout } = await mnistLab('evaluate', '--models', 'mlp', '--data', data, ...weights, '--json'); // prettier-ignore
  return JSON.parse(
    stdout.split('\n').find((line) => line.includes('"evaluation"'))!,
  ) as Evaluation;
}

/** Reads what a script prints of the test images. */
function evaluationIn(output: string): Evaluation {
  const [, accuracy] = /accuracy ([\d.]+)\n/.exec(output)!;
  const rows = output.trim().split('\n').slice(-10);
  const confusion = rows.map((row) => row.trim().split(/ +/).slice(1).map(Number));
  return { accuracy: Number(accuracy), confusion };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

describe.skipIf(python === null)(`mnist-lab export --format pytorch${skipped}`, () => {
  let data: string;
  let script: string;
  let evaluation: Evaluation;

  beforeAll(async () => {
    data = temporary('idx');
    await writeFiles(data, datasetFiles({ train: 100, test: 60, height: 28, width: 28 }));
    script = temporary('take/mlp.py');
    evaluation = await exported(data, script);
  });

  it('writes a script that judges the weights as the lab does, of the same files', async () => {
    const files = await readdir(temporary('take'));
    expect(files.sort()).toEqual(['mlp.batches.npy', 'mlp.py', 'mlp.safetensors']);
    const weights = temporary('take/mlp.safetensors');
    const output = await runPython([script, '--weights', weights, '--epochs', '0']);
    const found = evaluationIn(output);
    expect(found.confusion).toEqual(evaluation.confusion);
    expect(found.accuracy).toBeCloseTo(evaluation.accuracy, 4);
  });

  it.each(['own', 'the lab’s'])('trains alike in two processes, on %s batches', async (whose) => {
    const given = [script, '--weights', temporary('take/mlp.safetensors')];
    if (whose !== 'own') given.push('--batches', temporary('take/mlp.batches.npy'));
    const [one, two] = [temporary('one.pt'), temporary('two.pt')];
    const alone = await runPython([...given, '--batch-size', '16', '--save', one]);
    const shared = { MASTER_ADDR: '127.0.0.1', MASTER_PORT: String(await freePort()), WORLD_SIZE: '2' }; // prettier-ignore
    const [first, second] = await Promise.all(
      ['0', '1'].map((RANK) =>
        runPython([...given, '--batch-size', '8', '--save', two], {
          env: { ...shared, RANK, OMP_NUM_THREADS: '1' },
        }),
      ),
    );
    expect(first).toBe(alone);
    expect(second).toBe('');
    expect(first).toContain('epoch 2 of 2: loss ');
    const compare = join(import.meta.dirname, '../pytorch/largest_difference.py');
    expect(Number(await runPython([compare, one, two]))).toBeLessThan(1e-6);
  });

  it('takes images that are held out along, for the script cannot hold out the same', async () => {
    const own = temporary('held-out/mlp.py');
    const expected = await exported(data, own, '--validation', '20');
    const { stdout } = await mnistLab('data', temporary('held-out/mlp.npz'), '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      parts: { train: { count: 80 }, validation: { count: 20 }, test: { count: 60 } },
    });
    const given = [own, '--batches', temporary('held-out/mlp.batches.npy')];
    const output = await runPython([...given, '--weights', temporary('held-out/mlp.safetensors')]);
    expect(output).toMatch(/^epoch 1 of 2: loss [\d.]+, validation accuracy [\d.]+$/m);
    const judged = await runPython([...given, '--weights', temporary('held-out/mlp.safetensors'), '--epochs', '0']); // prettier-ignore
    expect(evaluationIn(judged).confusion).toEqual(expected.confusion);
  });

  it('saves weights that the lab takes back, and says what it has no use for', async () => {
    const saved = temporary('back.pt');
    const output = await runPython([script, '--epochs', '1', '--save', saved]);
    const given = ['--models', 'mlp', '--data', data, '--init', `mlp=${saved}`];
    const { stdout, stderr } = await mnistLab('evaluate', ...given, '--json');
    expect(stderr).toBe('');
    const line = stdout.split('\n').find((one) => one.includes('"evaluation"'))!;
    expect((JSON.parse(line) as Evaluation).confusion).toEqual(evaluationIn(output).confusion);
    const inside = temporary('inside.pt');
    const wrap =
      'import sys, torch; state = {f"module.{k}": v.half() for k, v in torch.load(sys.argv[1]).items()}; torch.save({"step": torch.ones(1), **state}, sys.argv[2])';
    await runPython(['-c', wrap, saved, inside]);
    const again = await mnistLab('evaluate', ...given.slice(0, -1), `mlp=${inside}`);
    expect(again.status).toBe(0);
    for (const words of ['are F16', '"module." was taken off', 'no use for step']) {
      expect(again.stderr).toContain(words);
    }
    const taken = ['--format', 'onnx', '--out', temporary('inside.onnx')];
    const exporting = await mnistLab('export', ...given.slice(0, -1), `mlp=${inside}`, ...taken);
    expect(exporting.status).toBe(0);
    expect(exporting.stderr.trim().split('\n')).toHaveLength(3);
  });

  it('says which batch is larger than all images', async () => {
    await expect(runPython([script, '--batch-size', '101'])).rejects.toThrow(
      'There are 100 images, and a batch of all processes is 101.',
    );
  });
});
