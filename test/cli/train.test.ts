import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, mnistLab, type Result, run, startTraining } from '../support/cli';
import { datasetFiles, gzipped, writeFiles } from '../support/idx';
import { readMetadata } from '../support/safetensors';
import { useTemporaryFolder } from '../support/temporary-folder';
import manifest from '../../package.json' with { type: 'json' };

const folder = useTemporaryFolder();
let data: string;

beforeAll(async () => {
  data = await writeFiles(folder('tiny'), datasetFiles());
});

interface Line {
  readonly type: string;
  readonly model?: string;
  readonly accuracy?: number;
  readonly confusion?: number[][];
  readonly losses?: Record<string, number>;
  readonly accuracies?: Record<string, number>;
}

const parse = ({ stdout }: Result): Line[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const linesOf = ({ stdout }: Result, type: string): string[] =>
  stdout.split('\n').filter((line) => line.startsWith(`{"type":"${type}"`));

/** Two networks for two short epochs, the same on every machine. */
const short = (...more: string[]): Promise<Result> =>
  mnistLab(
    ...['train', '--data', data, '--models', 'mlp,cnn-big', '--epochs', '2', '--batch-size', '8'],
    ...['--limit-batches', '3', '--simd', 'portable', '--json', ...more],
  );

describe('mnist-lab train --json', () => {
  it('judges epochs by validation images where some are held out, and the test images once', async () => {
    const result = await short('--validation', '0.2');
    expect(result.stderr).toBe('');
    const lines = parse(result) as (Line & { readonly validation?: Line; dataset?: unknown })[];
    expect(lines[0]!.dataset).toMatchObject({ train: 32, validation: 8, test: 20 });
    const epochs = lines.filter(({ type }) => type === 'epoch');
    expect(epochs).toHaveLength(2);
    for (const { validation } of epochs) {
      expect(Object.keys(validation!.losses!)).toEqual(['mlp', 'cnn-big']);
      for (const accuracy of Object.values(validation!.accuracies!)) {
        expect(Math.abs(8 * accuracy - Math.round(8 * accuracy))).toBeLessThan(1e-9);
      }
    }
    const matrices = lines.flatMap(({ confusion }) => (confusion === undefined ? [] : [confusion]));
    expect(matrices.map((matrix) => matrix.flat().reduce((a, b) => a + b))).toEqual([20, 20]);
  });

  it('says what share or count of validation images it takes', async () => {
    const result = await short('--validation', '1.5');
    expect(result.status).toBe(2);
    expect(result.stderr).toContain(
      '--validation is "1.5": choose 0, a share below 1, or a whole number up to 1000000.',
    );
  });

  it('prints the events of the contract in their order, nothing else, and ends with 0', async () => {
    const result = await short();
    expect(result.stderr).toBe('');
    expect(result.status).toBe(0);
    const epoch = ['batch', 'batch', 'batch', 'epoch'];
    const lines = parse(result);
    expect(lines.map(({ type }) => type)).toEqual([
      ...['run', ...epoch, ...epoch, 'evaluation', 'evaluation', 'done'],
    ]);
    for (const { losses } of lines.filter(({ type }) => type === 'batch')) {
      expect(Object.keys(losses!)).toEqual(['mlp', 'cnn-big']);
    }
    for (const { confusion, accuracy } of lines.filter(({ type }) => type === 'evaluation')) {
      const right = confusion!.reduce((sum, row, i) => sum + row[i]!, 0);
      expect(confusion!.flat().reduce((a, b) => a + b)).toBe(20);
      expect(accuracy).toBe(right / 20);
    }
  });

  it('prints the mean of the batch losses for an epoch', async () => {
    const lines = parse(await short());
    const mean = lines.slice(1, 4).reduce((sum, { losses }) => sum + losses!.mlp!, 0) / 3;
    expect(lines[4]!.losses!.mlp).toBeCloseTo(mean, 12);
  });

  it('prints the same batch lines to the byte for the same seed, for any threads, raw or gzipped', async () => {
    const packed = await writeFiles(folder('packed'), gzipped(datasetFiles()));
    const [one, two, other] = await Promise.all([
      short('--seed', '5', '--threads', '1'),
      mnistLab(
        ...['train', '--data', packed, '--models', 'mlp,cnn-big', '--epochs', '2'],
        ...['--batch-size', '8', '--limit-batches', '3', '--simd', 'portable', '--json'],
        ...['--seed', '5', '--threads', '2'],
      ),
      short('--seed', '6'),
    ]);
    expect(linesOf(one, 'batch')).toHaveLength(6);
    expect(linesOf(two, 'batch')).toEqual(linesOf(one, 'batch'));
    expect(linesOf(other, 'batch')).not.toEqual(linesOf(one, 'batch'));
  });
});

describe('mnist-lab train --evaluate-each-epoch', () => {
  it('adds the test after each epoch, the last one being the evaluation, and changes no batch', async () => {
    const [plain, each] = await Promise.all([short(), short('--evaluate-each-epoch')]);
    const epoch = ['batch', 'batch', 'batch', 'epoch', 'test'];
    const lines = parse(each);
    expect(lines.map(({ type }) => type)).toEqual([
      ...['run', ...epoch, ...epoch, 'evaluation', 'evaluation', 'done'],
    ]);
    const { accuracies } = lines.findLast(({ type }) => type === 'test')!;
    const evaluations = lines.filter(({ type }) => type === 'evaluation');
    expect(accuracies).toEqual(
      Object.fromEntries(evaluations.map(({ model, accuracy }) => [model, accuracy])),
    );
    expect(linesOf(each, 'batch')).toEqual(linesOf(plain, 'batch'));
  });

  it('prints the accuracies below their epoch for a person', async () => {
    const result = await mnistLab(
      ...['train', '--data', data, '--models', 'mlp,cnn-big', '--epochs', '2', '--batch-size', '8'],
      ...['--limit-batches', '3', '--evaluate-each-epoch'],
    );
    const rows = result.stdout.split('\n').filter((line) => /^ +(1|2|test) /.test(line));
    const table = rows.slice(0, 4).map((row) => row.trim().split(/ {2,}/)[0]);
    expect(table).toEqual(['1', 'test', '2', 'test']);
    expect(rows[1]).toMatch(/^ test +\d[\d.]*% +\d[\d.]*% +accuracy$/);
  });
});

describe('mnist-lab train --save', () => {
  it('writes weights that evaluate to the same answers, into a folder that it makes', async () => {
    const saved = folder('new', 'folder');
    const trained = parse(await short('--save', saved));
    for (const id of ['mlp', 'cnn-big']) {
      const result = await mnistLab(
        ...['evaluate', '--models', id, '--init', `${id}=${saved}/${id}.safetensors`],
        ...['--data', data, '--simd', 'portable', '--json'],
      );
      expect(result.status).toBe(0);
      expect(parse(result).map(({ type }) => type)).toEqual(['run', 'evaluation', 'done']);
      const find = (lines: Line[]): Line =>
        lines.find(({ type, model }) => type === 'evaluation' && model === id)!;
      const { accuracy, confusion } = find(trained);
      expect(find(parse(result))).toMatchObject({ accuracy, confusion });
    }
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('saves what was trained at a %s, and ends with %i', async (signal, expected) => {
    const saved = folder(signal);
    const { child, ended } = await startTraining(
      ...['train', '--data', data, '--models', 'mlp', '--epochs', '1000000', '--batch-size', '8'],
      ...['--save', saved, '--json'],
    );
    child.kill(signal);
    const { status, stdout } = await ended;
    expect(status).toBe(expected);
    expect(stdout).not.toContain('"done"');
    await access(`${saved}/mlp.safetensors`);
  });

  it('has saved the last whole epoch when it is killed', async () => {
    const saved = folder('killed');
    const { child, ended } = await startTraining(
      ...['train', '--data', data, '--models', 'mlp', '--epochs', '1000000', '--batch-size', '8'],
      ...['--save', saved, '--json'],
    );
    child.stdout!.on('data', (text: string) => {
      if (text.includes('"epoch":3')) child.kill('SIGKILL');
    });
    await ended;
    const { epoch, batch } = readMetadata(await readFile(`${saved}/mlp.safetensors`));
    expect(Number(epoch)).toBeGreaterThanOrEqual(2);
    expect(batch).toBe('5');
  });

  it('ends at the second signal at once, also while its reader stands still', async () => {
    const saved = folder('stuck');
    const child = spawn(process.execPath, [
      cli,
      ...['train', '--data', data, '--models', 'mlp', '--epochs', '1000000', '--batch-size', '8'],
      ...['--json', '--save', saved],
    ]);
    // Nobody reads its results, so that it cannot end in peace.
    const ended = new Promise((settle) => {
      child.once('exit', (status, signal) => {
        settle({ status, signal });
      });
    });
    const lastSaved = (): number =>
      statSync(`${saved}/mlp.safetensors`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    let before: number;
    do {
      before = lastSaved();
      await new Promise((settle) => setTimeout(settle, 500));
    } while (before === 0 || lastSaved() > before);
    const again = setInterval(() => child.kill('SIGTERM'), 50);
    expect(await ended).toEqual({ status: null, signal: 'SIGTERM' });
    clearInterval(again);
  });

  it('refuses a folder that files cannot be made in before it trains', async () => {
    const file = await writeFiles(folder('in-the-way'), { file: Buffer.from('') });
    const { status, stdout, stderr } = await short('--save', `${file}/file/weights`);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^mnist-lab: The weights cannot be saved. Something else is in the way of .*\n$/,
    );
  });

  it('takes a signal that npm or timeout passes on for the same Ctrl-C', async () => {
    const saved = folder('passed-on');
    const { child, ended } = await startTraining(
      ...['train', '--data', data, '--models', 'mlp', '--epochs', '1000000', '--batch-size', '8'],
      ...['--save', saved, '--json'],
    );
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect((await ended).status).toBe(130);
    await access(`${saved}/mlp.safetensors`);
  });
});

describe('mnist-lab for people', () => {
  it('prints tables to standard output, without colour or bars in a pipe', async () => {
    const { status, stdout, stderr } = await mnistLab(
      ...['train', '--data', data, '--epochs', '1', '--batch-size', '8', '--limit-batches', '2'],
      ...['--simd', 'portable'],
    );
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).not.toMatch(/[\u001b\r█]/);
    for (const total of ['135,160', '135,410', '35,630']) expect(stdout).toContain(total);
    expect(stdout.match(/ of 20 test images right/g)).toHaveLength(3);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('lists the networks, as tables or as JSON', async () => {
    const [tables, json] = await Promise.all([mnistLab('models'), mnistLab('models', '--json')]);
    expect(tables.stdout).toContain('20*1*3*3 + 20 + 10*13520 + 10 = 135,410');
    expect(parse(json)).toMatchObject([
      { id: 'mlp', total: 135_160 },
      { id: 'cnn', total: 135_410 },
      { id: 'cnn-big', total: 35_630 },
    ]);
  });

  it('knows its version and explains itself', async () => {
    expect((await mnistLab('--version')).stdout).toBe(`${manifest.version}\n`);
    const help = await mnistLab('train', '--help');
    expect(help).toMatchObject({ status: 0, stderr: '' });
    expect(help.stdout).toContain('Usage: mnist-lab train [options]');
  });

  it('can be started by its name: the program says how it is run', async () => {
    expect(await readFile(cli, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});

describe.skipIf(process.platform === 'win32')('mnist-lab in a shell', () => {
  const shell = (script: string, ...args: string[]): Promise<Result> =>
    run('sh', ['-c', script, process.execPath, cli, ...args]);

  it('saves and says so when its reader has seen enough, and calls it no success', async () => {
    const script = '{ "$0" "$@"; echo "status $?" >&2; } | head -n 1';
    const saved = folder('unread');
    const { stdout, stderr } = await shell(
      script,
      ...['train', '--data', data, '--models', 'mlp', '--epochs', '1000000', '--batch-size', '8'],
      ...['--simd', 'portable', '--json', '--save', saved],
    );
    expect(stdout).toMatch(/^\{"type":"run".*\}\n$/);
    expect(stderr).toBe(
      `mnist-lab: Nobody reads the results any more (EPIPE); what was trained is saved in ${saved}.\nstatus 1\n`,
    );
    await access(`${saved}/mlp.safetensors`);
  });

  it('ends a list quietly when its reader has seen enough', async () => {
    const { stderr } = await shell('{ "$0" "$@"; echo "status $?" >&2; } | true', 'models');
    expect(stderr).toBe('status 0\n');
  });

  it.skipIf(process.platform !== 'linux')('says so where there is no room for memory', async () => {
    const { status, stdout, stderr } = await shell(
      'ulimit -v 2600000; exec "$0" "$@"',
      ...['train', '--data', data, '--models', 'mlp', '--batch-size', '8', '--json'],
    );
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^mnist-lab: [^\n]*WebAssembly memory[^\n]* limit[^\n]*\n$/);
  });

  it.skipIf(process.platform !== 'linux')(
    'says so where its results cannot be written',
    async () => {
      const { status, stderr } = await shell('exec "$0" "$@" > /dev/full', 'models');
      expect(status).toBe(1);
      expect(stderr).toMatch(/^mnist-lab: The results cannot be written \(ENOSPC.*\n$/);
    },
  );
});
