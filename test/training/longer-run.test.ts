import { expect, test } from 'vitest';
import type { ScheduleSpec } from '../../extension/schedules/kinds';
import { ratesIfLonger } from '../../extension/training/longer-run';

const layers = [{ type: 'linear', out_features: 'classes' }] as const;
const said = (schedule: ScheduleSpec | undefined, trained = 4): string[] =>
  ratesIfLonger(
    {
      specs: {
        net: {
          ...{ layers, optimizer: { type: 'sgd', lr: 0.1 } },
          ...(schedule === undefined ? {} : { schedule }),
        },
      },
      models: ['net'],
      ...{ epochs: 4, trained, batchesPerEpoch: 10 },
    },
    8,
  );

test('a schedule that does not depend on the number of epochs goes on without a word', () => {
  expect(said(undefined)).toEqual([]);
  expect(said({ type: 'constant' })).toEqual([]);
  expect(said({ type: 'step', step_size: 2 })).toEqual([]);
  expect(said({ type: 'warmup', total_iters: 100 })).toEqual([]);
  expect(said({ type: 'cosine', T_max: 4 })).toEqual([]);
});

test('one that does says where the learning rate goes', () => {
  // 0.05 (1 + cos(π e / epochs)): the last of 4 epochs, and the fifth and the last of 8.
  expect(said({ type: 'cosine' })).toEqual([
    'The schedule of net (cosine) follows the number of epochs, which is 8 now. Its learning rate was 0.0146 in the end; it goes on at 0.05 and ends at 0.00381.',
  ]);
  // Early stopping ended it after its second epoch.
  expect(said({ type: 'cosine' }, 2)[0]).toContain('was 0.0854 in the end; it goes on at 0.0854');
  // Down to a 250,000th of the largest in the end; 17 of 56 steps down in 8 epochs: (1 + cos(17 π / 56)) / 2.
  const [cycle] = said({ type: 'one_cycle', max_lr: 1 });
  expect(cycle).toContain('The schedule of net (one_cycle) follows the number of epochs');
  expect(cycle).toMatch(/was 0\.000004 in the end; it goes on at 0\.789 and ends at 0\.000004\.$/);
});
