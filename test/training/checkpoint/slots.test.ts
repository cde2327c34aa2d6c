import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LabError } from '../../../extension/errors';
import { invalidFile } from '../../../extension/formats/safetensors';
import { readSealed, seal, writeUnsealed } from '../../../extension/formats/seal';
import {
  encode,
  checkWritable,
  readNewest,
  writeCheckpoint,
} from '../../../extension/training/checkpoint/slots';
import { type Checkpoint, toTensors } from '../../../extension/training/checkpoint/value';
import type { TrainingConfig } from '../../../extension/training/config';
import { prepareRun } from '../../../extension/training/prepare';
import { runTraining } from '../../../extension/training/run';
import { RunControl } from '../../../extension/training/run-control';
import { damagesOf, type Json } from '../../runs/damages';
import { refusal } from '../../support/refusal';
import { useTemporaryFolder } from '../../support/temporary-folder';
import { FakeEngine } from '../fake-engine';
import { blankDataset, testConfig } from '../support';

const temporary = useTemporaryFolder();
let names = 0;
let folder: string;
/** After four batches, the third of them the last of an epoch. */
let checkpoint: Checkpoint;
const [a, b] = ['checkpoint-a.safetensors', 'checkpoint-b.safetensors'] as const;

beforeAll(async () => {
  const config: TrainingConfig = {
    ...{ ...testConfig, models: ['mlp'], epochs: 3, batchSize: 8, limitBatches: 3 },
    earlyStopping: { monitor: 'loss', patience: 2 },
    evaluateEachEpoch: true,
    checkpoint: { folder: temporary('first') },
  };
  const control = new RunControl();
  const run = await prepareRun(config, new FakeEngine(), blankDataset(30, 20));
  let batches = 0;
  await runTraining(config, run, ({ type }) => {
    if (type === 'batch' && ++batches === 4) control.stop();
  }, control); // prettier-ignore
  ({ checkpoint } = await readNewest(temporary('first')));
  expect(checkpoint.facts.position).toEqual({ epoch: 2, batch: 1, tested: false });
  expect(checkpoint.facts.earlyStopping!.best).toHaveLength(1);
  expect(checkpoint.networks.mlp!.best).not.toBeNull();
});
beforeEach(async () => {
  folder = temporary(String(names++));
  await checkWritable(folder);
});

const numbered = (number: number): Checkpoint => ({
  ...checkpoint,
  facts: { ...checkpoint.facts, number },
});
const write = (number: number): Promise<void> => writeCheckpoint(folder, encode(numbered(number)));

describe('the newest checkpoint', () => {
  it('comes back as it was written', async () => {
    await write(1);
    expect(await readNewest(folder)).toEqual({ checkpoint: numbered(1), notices: [] });
  });

  it('is the one with the highest number, whatever the clock says', async () => {
    await write(8);
    await write(7);
    expect((await readNewest(folder)).checkpoint.facts.number).toBe(8);
    await write(9);
    expect((await readNewest(folder)).checkpoint.facts.number).toBe(9);
  });

  it.each([
    ['is empty', () => new Uint8Array(0)],
    ['is cut short', (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2)],
    ['has lost its beginning', (bytes: Uint8Array) => bytes.subarray(100)],
    ['is of zeros', (bytes: Uint8Array) => new Uint8Array(bytes.length)],
    ['is something else', () => new TextEncoder().encode('<html>Something else</html>')],
  ])('gives way to the one before it where it %s, with a word', async (_, damage) => {
    await write(8);
    await write(9);
    const path = join(folder, b);
    await writeFile(path, damage(await readFile(path)));
    const { checkpoint: found, notices } = await readNewest(folder);
    expect(found.facts.number).toBe(8);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain(`A checkpoint cannot be used: ${path} (`);
    expect(notices[0]).toMatch(/\)\. The run goes on from the other one\.$/);
  });

  it('is refused where neither can be used, saying why', async () => {
    await write(8);
    await write(9);
    for (const name of [a, b]) await truncate(join(folder, name), 5);
    const error = await refusal(() => readNewest(folder));
    expect([error.kind, error.message]).toEqual([
      'input',
      `The checkpoints in ${folder} cannot be used (${join(folder, a)} (it is cut short); ${join(folder, b)} (it is cut short)): train anew, into another folder.`,
    ]);
  });

  it('is not sought in a file of a terabyte', async () => {
    await write(8);
    const handle = await open(join(folder, b), 'w');
    await handle.truncate(2 ** 40);
    await handle.close();
    const { notices } = await readNewest(folder);
    expect(notices[0]).toContain('(it is too large)');
  });

  it('of another version is refused, also where an older one is there: what it has come to would be lost', async () => {
    await write(8);
    const { facts } = numbered(9);
    const bytes = writeUnsealed(toTensors(checkpoint), {
      checkpoint: JSON.stringify({ ...facts, version: 2 }),
    });
    await seal(bytes);
    await writeFile(join(folder, b), bytes);
    const error = await refusal(() => readNewest(folder));
    expect(error.message).toBe(
      `The checkpoint ${join(folder, b)} has format 2, and this version of MNIST Lab reads format 1: go on with the version that wrote it, or train anew.`,
    );
  });
});

it('facts with one field damaged are refused, or those of a checkpoint', async () => {
  const facts = JSON.parse(JSON.stringify({ version: 1, ...checkpoint.facts })) as Json;
  const tensors = toTensors(checkpoint).filter(({ name }) => !name.startsWith('mlp/'));
  let [refused, taken] = [0, 0];
  for (const { name, value } of damagesOf(facts)) {
    // What networks and settings are is for others to judge.
    if (/^(run\.models|run\.comparison|settings)\b/.test(name)) continue;
    const bytes = writeUnsealed(tensors, { checkpoint: JSON.stringify(value) });
    await seal(bytes);
    await writeFile(join(folder, b), bytes);
    try {
      const found = (await readNewest(folder)).checkpoint;
      expect(found.facts.position.batch, name).toBeLessThanOrEqual(3);
      expect(found.history.elapsed, name).toHaveLength(4);
      taken++;
    } catch (error) {
      expect(error, name).toBeInstanceOf(LabError);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(500);
  expect(taken).toBeGreaterThan(20);
});

it.each([
  ['an image twice', (order: Uint32Array) => order.fill(1, 0, 2)],
  ['an image that is not there', (order: Uint32Array) => order.fill(30, 0, 1)],
  ['too few images', (order: Uint32Array) => order.slice(1)],
])('an order of %s is refused', async (_, damage) => {
  const order = damage(checkpoint.order.slice());
  await writeCheckpoint(folder, encode({ ...checkpoint, order }));
  const error = await refusal(() => readNewest(folder));
  expect(error.message).toContain('its parts do not fit together');
});

it('what is sealed is what is read', async () => {
  const { bytes } = encode(checkpoint);
  await seal(bytes);
  const { tensors } = await readSealed(bytes, invalidFile('FILE'));
  expect(tensors.map(({ name }) => name)).toContain('mlp/best/layer_1.weight');
});
