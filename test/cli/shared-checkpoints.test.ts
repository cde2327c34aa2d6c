import { readdir } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { mnistLab, startTraining } from '../support/cli';
import { datasetFiles, writeFiles } from '../support/idx';
import { useTemporaryFolder } from '../support/temporary-folder';

const folder = useTemporaryFolder();
/** A run that goes on until it is ended. */
let endless: string[];

beforeAll(async () => {
  const data = await writeFiles(folder('data'), datasetFiles({ train: 400 }));
  endless = [
    ...['train', '--data', data, '--models', 'mlp', '--epochs', '100000', '--batch-size', '8'],
    ...['--threads', '1', '--json'],
  ];
});

const locks = async (checkpoints: string): Promise<string[]> =>
  (await readdir(checkpoints)).filter((name) => name.startsWith('live-'));

it.each(['--checkpoint', '--resume'])(
  '%s of a folder that another process trains into names that process, and harms nothing',
  async (option) => {
    const checkpoints = folder(`held${option}`);
    const { child, ended } = await startTraining(...endless, '--checkpoint', checkpoints);
    const again = option === '--resume' ? ['train', '--json'] : endless;
    const second = await mnistLab(...again, option, checkpoints);
    expect(second.status).toBe(1);
    expect(second.stderr).toBe(
      `mnist-lab: The run whose checkpoints are in ${checkpoints} is in training already, by process ${child.pid!}: wait for its end, or stop that process and go on with the run here.\n`,
    );
    expect(second.stdout).toBe('');
    // The first one has not noticed, and leaves all that it takes to go on.
    expect(child.exitCode).toBeNull();
    expect(await locks(checkpoints)).toHaveLength(1);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ status: 130 });
    expect(await locks(checkpoints)).toEqual([]);
  },
);

it('what a killed process held can be gone on with at once, and its sign is cleared away', async () => {
  const checkpoints = folder('killed');
  const first = await startTraining(...endless, '--checkpoint', checkpoints);
  first.child.kill('SIGKILL');
  await first.ended;
  const left = await locks(checkpoints);
  expect(left).toHaveLength(1);
  const second = await startTraining('train', '--json', '--resume', checkpoints);
  expect(await locks(checkpoints)).toHaveLength(1);
  expect(await locks(checkpoints)).not.toEqual(left);
  second.child.kill('SIGINT');
  expect((await second.ended).status).toBe(130);
});

it('of two that begin at the same time one trains at most, and the other is told why not', async () => {
  for (let round = 0; round < 3; round++) {
    const checkpoints = folder(`both-${round}`);
    const both = [0, 1].map(() => startTraining(...endless, '--checkpoint', checkpoints));
    const outcomes = await Promise.allSettled(both);
    const training = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value] : [],
    );
    expect(training.length).toBeLessThanOrEqual(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        expect(String(outcome.reason)).toContain('is in training already, by process');
      }
    }
    for (const { child, ended } of training) {
      child.kill('SIGKILL');
      await ended;
    }
  }
});
