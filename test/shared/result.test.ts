import { describe, expect, test } from 'vitest';
import { resultOf } from '#shared/result';
import { fold } from '../webview/fold';
import { sampleEvents } from '../webview/sample-run';

const events = sampleEvents({ epochs: 2, batchesPerEpoch: 5 });
const finished = fold(events);

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
      part: 'test',
      confusion: null,
      of: null,
    });
    expect(resultOf(finished, 'other')).toBeNull();
  });

  test('says which weights it is of: the last, or with early stopping the best', () => {
    const of = (state: typeof finished): unknown => resultOf(state, 'mlp')!.of;
    expect(of(finished)).toEqual({ kind: 'last', epoch: 2 });
    const evaluation = { ...finished.evaluations.mlp!, bestEpoch: 1 };
    expect(of({ ...finished, evaluations: { mlp: evaluation } })).toEqual({
      kind: 'best',
      epoch: 1,
    });
    const firstTest = events.findIndex(({ type }) => type === 'test');
    expect(of(fold(events.slice(0, firstTest + 1)))).toEqual({ kind: 'last', epoch: 1 });
  });

  test('is only that it has diverged, where it has: an accuracy of no answers is none', () => {
    const evaluation = { ...finished.evaluations.mlp!, loss: NaN };
    const state = { ...finished, evaluations: { ...finished.evaluations, mlp: evaluation } };
    expect(resultOf(state, 'mlp')).toMatchObject({ accuracy: null, loss: null, diverged: true });
    expect(resultOf(state, 'cnn')).toMatchObject({ accuracy: 0.7835, diverged: false });
  });

  test('of the first version is no loss, as it kept none, but an accuracy', () => {
    const evaluation = { ...finished.evaluations.mlp!, loss: NaN };
    const state = { ...finished, tests: [], batchSeconds: {}, evaluations: { mlp: evaluation } };
    expect(resultOf(state, 'mlp')).toMatchObject({
      accuracy: evaluation.accuracy,
      loss: null,
      diverged: false,
    });
  });

  test('takes the seconds of a thinned run from its newest batch, and of an old one from its epochs', () => {
    const values = { mlp: 1, cnn: 1, 'cnn-big': 1 };
    const open = { batches: 1, losses: values, least: values, most: values, elapsed: 99 };
    const thinned = { ...finished, open: { ...open, seconds: { ...values, cnn: 77 } } };
    expect(resultOf(thinned, 'cnn')!.seconds).toBe(77);
    const seconds = finished.epochs.map((epoch) => epoch.seconds.cnn!);
    const old = { ...finished, batchSeconds: {} };
    expect(resultOf(old, 'cnn')!.seconds).toBeCloseTo(seconds[0]! + seconds[1]!, 12);
  });
});
