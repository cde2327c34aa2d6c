import { describe, expect, test } from 'vitest';
import { learningRate } from '../../extension/schedules/kinds';
import { expectWithin } from '../support/close';
import { readScheduleFixtures } from '../support/fixtures';

const { lr, cases } = readScheduleFixtures();

describe('learning rates', () => {
  test.each(cases)(
    'of $schedule over $epochs epochs of $batchesPerEpoch are those of PyTorch',
    ({ schedule, epochs, batchesPerEpoch, rates }) => {
      const actual = rates.map((_, step) => {
        const epoch = Math.floor(step / batchesPerEpoch);
        return learningRate(schedule, lr, { step, epoch, batchesPerEpoch, epochs });
      });
      expectWithin(actual, rates, 'learning rate', (rate) => 1e-12 * (1 + rate));
    },
  );

  test('of one cycle are numbers however short the run is', () => {
    for (let epochs = 1; epochs < 12; epochs++) {
      for (let step = 0; step < epochs; step++) {
        const at = { step, epoch: step, batchesPerEpoch: 1, epochs };
        const rate = learningRate({ type: 'one_cycle', max_lr: 0.5, pct_start: 0.5 }, lr, at);
        expect(rate).toBeGreaterThan(0);
        expect(rate).toBeLessThanOrEqual(0.5);
      }
    }
  });
});
