import { describe, expect, test } from 'vitest';
import type { RunState } from '#shared/run-state';
import { bestTestOf, otherWeights, usualWeights } from '#shared/weights';
import { after } from '../webview/fold';

const run = after(20);

/** The tests of a network have these losses, one an epoch, and accuracies of a tenth of the epoch. */
function withLosses(losses: readonly number[], monitor?: 'loss' | 'accuracy'): RunState {
  const tests = run.tests.map((tested, index) => ({
    ...tested,
    losses: { ...tested.losses, mlp: losses[index]! },
    accuracies: { ...tested.accuracies, mlp: tested.epoch / 10 },
  }));
  const stopping = monitor === undefined ? {} : { earlyStopping: { monitor, patience: 1 } };
  return { ...run, tests, run: { ...run.run, config: { ...run.run.config, ...stopping } } };
}

describe('the best test of a network', () => {
  test.each([
    [[4, 2, 3, 5], 2],
    [[4, 2, 2, 2], 2],
    [[NaN, 3, 2, NaN], 3],
    [[4, 3, 2, 1], 4],
  ])('by losses of %j is that of epoch %i', (losses, epoch) => {
    expect(bestTestOf(withLosses(losses), 'mlp')).toMatchObject({
      epoch,
      loss: losses[epoch - 1],
      confusion: run.tests[epoch - 1]!.confusions.mlp,
    });
    expect(bestTestOf(withLosses(losses, 'loss'), 'mlp')!.epoch).toBe(epoch);
  });

  test('is by accuracy where early stopping goes by that', () => {
    expect(bestTestOf(withLosses([1, 2, 3, 4], 'accuracy'), 'mlp')!.epoch).toBe(4);
  });

  test('is none where no loss is a number, and before the first test', () => {
    expect(bestTestOf(withLosses([NaN, NaN, Infinity, NaN]), 'mlp')).toBeNull();
    expect(bestTestOf({ ...run, tests: [] }, 'mlp')).toBeNull();
  });
});

test('with early stopping the best weights are the usual ones, otherwise the last', () => {
  const stopping = withLosses([1, 1, 1, 1], 'loss').run.config;
  expect([usualWeights(stopping), otherWeights(stopping)]).toEqual(['best', 'last']);
  expect([usualWeights(run.run.config), otherWeights(run.run.config)]).toEqual(['last', 'best']);
});
