import { describe, expect, test } from 'vitest';
import { hasDiverged, isDivergedLoss } from '#shared/divergence';
import type { RunState } from '#shared/run-state';
import { after } from '../webview/fold';

test.each([
  [NaN, true],
  [Infinity, true],
  [undefined, false],
  [0, false],
  [2.3, false],
])('a loss of %s is that of a network that has diverged: %s', (loss, expected) => {
  expect(isDivergedLoss(loss)).toBe(expected);
});

describe('a network', () => {
  const state = after(20);
  const spoiled = (change: Partial<RunState>): boolean[] =>
    ['mlp', 'cnn'].map((id) => hasDiverged({ ...state, ...change }, id));

  test('has not diverged before its first batch, nor with losses that are numbers', () => {
    expect(hasDiverged(after(0), 'mlp')).toBe(false);
    expect(spoiled({})).toEqual([false, false]);
  });

  test('has, by its newest batch', () => {
    const losses = (...mlp: number[]) => ({ ...state.batchLosses, mlp });
    expect(spoiled({ batchLosses: losses(2.3, NaN) })).toEqual([true, false]);
    // An infinite loss that came back.
    expect(spoiled({ batchLosses: losses(Infinity, 2.3) })).toEqual([false, false]);
  });

  test('has, by a batch that has not made a point of the curve yet', () => {
    const losses = { mlp: NaN, cnn: 1 };
    const open = { batches: 1, losses, least: losses, most: losses, elapsed: 1, seconds: losses };
    expect(spoiled({ open })).toEqual([true, false]);
  });

  test('has, by its newest test', () => {
    const tests = state.tests.map((one) => ({ ...one, losses: { ...one.losses, mlp: NaN } }));
    expect(spoiled({ tests })).toEqual([true, false]);
    expect(spoiled({ tests: [tests[0]!, ...state.tests.slice(1)] })).toEqual([false, false]);
  });

  test('has not, where early stopping has kept the weights of before', () => {
    const evaluations = {
      ...state.evaluations,
      mlp: { ...state.evaluations.mlp!, bestEpoch: 2 },
    };
    const batchLosses = { ...state.batchLosses, mlp: [2.3, NaN] };
    expect(spoiled({ batchLosses, evaluations })).toEqual([false, false]);
    const worse = { ...evaluations, mlp: { ...evaluations.mlp, loss: NaN } };
    expect(spoiled({ batchLosses, evaluations: worse })).toEqual([true, false]);
  });

  test('has, by its evaluation, unless the run is of the first version, which kept no loss', () => {
    const evaluations = {
      ...state.evaluations,
      mlp: { ...state.evaluations.mlp!, loss: NaN },
    };
    expect(spoiled({ evaluations })).toEqual([true, false]);
    expect(spoiled({ evaluations, tests: [] })).toEqual([true, false]);
    expect(spoiled({ evaluations, tests: [], batchSeconds: {} })).toEqual([false, false]);
  });
});
