import { expect, test } from 'vitest';
import { epochResults } from '../../extension/runs/epochs';
import { sampleState } from './support';

/** Two epochs of three batches. */
const state = sampleState();
const { accuracy, loss } = state.evaluations.mlp!;

test('an epoch has what was measured at its end', () => {
  const { tests, epochs } = state;
  expect(epochResults(state, 'mlp')).toEqual(
    [0, 1].map((i) => ({
      epoch: i + 1,
      trainLoss: epochs[i]!.losses.mlp,
      testLoss: tests[i]!.losses.mlp,
      accuracy: tests[i]!.accuracies.mlp,
      balanced: null,
      seconds: epochs[i]!.seconds.mlp,
    })),
  );
});

test('where epochs were not tested, the last one alone has the evaluation of the end', () => {
  const results = epochResults({ ...state, tests: [] }, 'mlp');
  expect(results.map((result) => result.accuracy)).toEqual([null, accuracy]);
  expect(results.map((result) => result.testLoss)).toEqual([null, loss]);
});

test('no epoch has it where batches of another came after it', () => {
  const stopped = { ...state, tests: [], epochs: state.epochs.slice(0, 1) };
  expect(epochResults(stopped, 'mlp').map((result) => result.accuracy)).toEqual([null]);
});

test('of a network that was not measured there are no figures', () => {
  expect(epochResults({ ...state, tests: [], evaluations: {} }, 'other')[0]).toEqual({
    ...{ epoch: 1, trainLoss: NaN, testLoss: null, accuracy: null, balanced: null, seconds: NaN },
  });
});
