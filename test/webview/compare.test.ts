import { describe, expect, test } from 'vitest';
import { applyEvent, type RunState } from '#shared/run-state';
import {
  bestOf,
  commonModels,
  modelsOf,
  resultOf,
  testedAlike,
} from '../../webview/views/compare/results';
import { sampleEvents } from './sample-run';

const events = sampleEvents({ epochs: 2, batchesPerEpoch: 5 });
const fold = (list: typeof events): RunState => list.reduce<RunState | null>(applyEvent, null)!;
const finished = fold(events);

function having(...ids: string[]): RunState {
  const models = finished.run.models.filter(({ id }) => ids.includes(id));
  return { ...finished, run: { ...finished.run, models } };
}

describe('what a run says of a network', () => {
  test('is its evaluation at the end, its own training time and its parameters', () => {
    const { elapsed, batchSeconds } = finished;
    const result = resultOf(finished, 'cnn')!;
    expect(result.accuracy).toBeCloseTo(0.7835, 10);
    expect(result.loss).toBeCloseTo(0.2165, 10);
    expect(result.seconds).toBe(batchSeconds.cnn![9]);
    expect(result.seconds).toBeLessThan(elapsed[9]!);
    expect(result.parameters).toBe(20 * 9 + 20 + 10 * 13_520 + 10);
  });

  test('is its newest test before the end', () => {
    const firstTest = events.findIndex(({ type }) => type === 'test');
    const state = fold(events.slice(0, firstTest + 1));
    expect(resultOf(state, 'mlp')).toMatchObject({
      accuracy: state.tests[0]!.accuracies.mlp,
      loss: state.tests[0]!.losses.mlp,
    });
  });

  test('is nothing yet before the first batch, and nothing at all of a network it has not', () => {
    expect(resultOf(fold(events.slice(0, 1)), 'mlp')).toEqual({
      accuracy: null,
      loss: null,
      seconds: null,
      parameters: 135_160,
      diverged: false,
    });
    expect(resultOf(finished, 'other')).toBeNull();
  });

  test('is only that it has diverged, where it has: an accuracy of no answers is none', () => {
    const evaluation = { ...finished.evaluations.mlp!, loss: NaN };
    const state = { ...finished, evaluations: { ...finished.evaluations, mlp: evaluation } };
    expect(resultOf(state, 'mlp')).toMatchObject({ accuracy: null, loss: null, diverged: true });
    expect(resultOf(state, 'cnn')).toMatchObject({ accuracy: 0.7835, diverged: false });
  });

  test('of the first version is no loss, as it kept none, but an accuracy', () => {
    const evaluation = { ...finished.evaluations.mlp!, loss: NaN };
    const state = { ...finished, tests: [], evaluations: { mlp: evaluation } };
    expect(resultOf(state, 'mlp')).toMatchObject({
      accuracy: evaluation.accuracy,
      loss: null,
      diverged: false,
    });
  });
});

describe('the best of a row', () => {
  test('is the largest or the smallest, every one of equals, and never one that is missing', () => {
    expect(bestOf([0.5, 0.9, null, 0.9], 'larger')).toEqual([false, true, false, true]);
    expect(bestOf([0.5, 0.9, null], 'smaller')).toEqual([true, false, false]);
  });

  test('is not marked where there is nothing to choose between', () => {
    expect(bestOf([0.5, 0.5], 'larger')).toEqual([false, false]);
    expect(bestOf([0.5, null], 'larger')).toEqual([false, false]);
    expect(bestOf([null, null], 'smaller')).toEqual([false, false]);
  });
});

describe('runs are comparable', () => {
  const on = (change: Partial<RunState['run']['dataset']>): RunState => ({
    ...finished,
    run: { ...finished.run, dataset: { ...finished.run.dataset, ...change } },
  });

  test('when they were tested on the same images', () => {
    expect(testedAlike([])).toBe(true);
    expect(testedAlike([finished, on({}), having('cnn')])).toBe(true);
    expect(testedAlike([finished, on({ train: 100 })])).toBe(true);
  });

  test('but not across data sets, parts of one, or classes', () => {
    expect(testedAlike([finished, on({ name: 'Fashion-MNIST' })])).toBe(false);
    expect(testedAlike([finished, finished, on({ test: 100 })])).toBe(false);
    expect(testedAlike([finished, on({ classes: ['even', 'odd'] })])).toBe(false);
  });
});

test('networks are listed once each, and those in common in the order of the shown run', () => {
  const [a, b] = [having('mlp', 'cnn'), having('cnn', 'cnn-big')];
  expect(modelsOf([b, a])).toEqual(['cnn', 'cnn-big', 'mlp']);
  expect(commonModels(a, b)).toEqual(['cnn']);
  expect(commonModels(having('mlp'), having('cnn'))).toEqual([]);
});
