import { describe, expect, test } from 'vitest';
import { applyEvent, type RunState } from '#shared/run-state';
import { bestOf, commonModels, modelsOf, testedAlike } from '../../webview/views/compare/results';
import { sampleEvents } from './sample-run';

const events = sampleEvents({ epochs: 2, batchesPerEpoch: 5 });
const fold = (list: typeof events): RunState => list.reduce<RunState | null>(applyEvent, null)!;
const finished = fold(events);

function having(...ids: string[]): RunState {
  const models = finished.run.models.filter(({ id }) => ids.includes(id));
  return { ...finished, run: { ...finished.run, models } };
}

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
