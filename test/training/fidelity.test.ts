import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TrainingEvent } from '#shared/protocol/events';
import { startTraining } from '../../extension/training/session';
import { expectWithin } from '../support/close';
import { builtFolder } from '../support/dist';
import { readNetworkFixtures } from '../support/fixtures';
import { testConfig } from './support';

const dist = builtFolder();
const bounds = { mlp: 2e-6, cnn: 5e-5, 'cnn-big': 1e-4 };
const STEPS = 8;

test('a run from given weights on consecutive batches has the losses of PyTorch, in lockstep', async () => {
  const { networks } = readNetworkFixtures();
  const ids = Object.keys(bounds) as (keyof typeof bounds)[];
  const events: TrainingEvent[] = [];
  const initial = (id: string): string =>
    join(import.meta.dirname, `../fixtures/${id}.initial.safetensors`);
  const session = startTraining(
    {
      ...testConfig,
      data: null,
      distFolder: dist,
      sampling: 'sequential',
      epochs: 1,
      limitBatches: STEPS,
      init: Object.fromEntries(ids.map((id) => [id, initial(id)])),
    },
    (batch) => events.push(...batch),
  );
  await session.finished;

  const batches = events.filter((event) => event.type === 'batch');
  expect(batches.map(({ batch }) => batch)).toEqual(Array.from({ length: STEPS }, (_, i) => i + 1));
  for (const id of ids) {
    const actual = batches.map(({ losses }) => losses[id]!);
    const expected = networks[id]!.losses.slice(0, STEPS);
    expectWithin(actual, expected, id, () => bounds[id]);
    const mean = expected.reduce((sum, loss) => sum + loss, 0) / STEPS;
    const epoch = events.find((event) => event.type === 'epoch');
    expectWithin([epoch!.losses[id]!], [mean], `${id}, epoch`, () => bounds[id]);
  }
});
