import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { seal, writeUnsealed } from '../../extension/formats/seal';
import { replaceFile } from '../../extension/platform/files';
import { checkpointedRun } from '../../extension/runs/checkpointed-run';
import { readNewest } from '../../extension/training/checkpoint/slots';
import { toTensors } from '../../extension/training/checkpoint/value';
import type { TrainingConfig } from '../../extension/training/config';
import { prepareRun } from '../../extension/training/prepare';
import { runTraining } from '../../extension/training/run';
import { RunControl } from '../../extension/training/run-control';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';
import { FakeEngine } from '../training/fake-engine';
import { blankDataset, testConfig } from '../training/support';

const folder = useTemporaryFolder();
let config: TrainingConfig;

beforeAll(async () => {
  config = {
    ...{ ...testConfig, models: ['mlp', 'cnn'], epochs: 2, batchSize: 8, limitBatches: 2 },
    ...{ seed: 9, threads: 3, distFolder: '/old', data: null, weightPictures: true },
    save: folder('weights'),
    checkpoint: { folder: folder('first') },
  };
  const run = await prepareRun(config, new FakeEngine(), blankDataset(30, 20));
  await runTraining(config, run, () => undefined, new RunControl());
  await rename(folder('first'), folder('moved'));
});

describe('the run of a folder with checkpoints', () => {
  test('has the settings that it was begun with, wherever folder and program are now', async () => {
    const found = await checkpointedRun(folder('moved'), '/new');
    const { weightPictures, ...rest } = config;
    expect(found.config).toEqual({
      ...rest,
      ...{ distFolder: '/new', data: null },
      // What the engine was.
      simd: 'portable',
      checkpoint: { folder: folder('moved'), resume: true },
    });
    expect(found.run.models.map(({ id }) => id)).toEqual(['mlp', 'cnn']);
    expect([found.position, found.finished]).toEqual([{ epoch: 2, batch: 2, tested: true }, true]);
    expect(found.ifLonger(5)).toEqual([]);
  });

  test('is refused where its settings are none, or of another run', async () => {
    const { checkpoint } = await readNewest(folder('moved'));
    const { settings } = checkpoint.facts;
    for (const wrong of [
      null,
      7,
      { ...(settings as object), seed: 10 },
      { ...(settings as object), models: [] },
    ]) {
      // prettier-ignore
      const facts = { ...checkpoint.facts, settings: wrong, version: 1 };
      const bytes = writeUnsealed(toTensors(checkpoint), { checkpoint: JSON.stringify(facts) });
      await seal(bytes);
      for (const name of ['checkpoint-a.safetensors', 'checkpoint-b.safetensors']) {
        await replaceFile(join(folder('moved'), name), bytes);
      }
      const error = await refusal(() => checkpointedRun(folder('moved'), '/new'));
      expect(error.message).toBe(
        `The checkpoint in ${folder('moved')} does not hold the settings of its run: train anew.`,
      );
    }
  });
});
