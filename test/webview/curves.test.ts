import { describe, expect, test } from 'vitest';
import type { NamedRun } from '#shared/protocol/messages';
import type { RunState } from '#shared/run-state';
import {
  type Curve,
  curvesOf,
  extent,
  indexAt,
  longest,
  nearestIndex,
  runsLeftOut,
} from '../../webview/views/progress/curves';
import { labelOf, ranked, readingsAt } from '../../webview/views/progress/readings';
import { formatPercent } from '../../webview/format';
import { parseViewState } from '../../webview/host';
import { after, fold } from './fold';
import { sampleEvents } from './sample-run';

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const pointsOf = ({ positions, values }: Curve) =>
  values.map((value, i) => [positions[i], value] as const);

describe('training losses', () => {
  test('by batch have one position from 1 for each batch, shared by all networks', () => {
    const state = after(7);
    const curves = curvesOf(state, null, 'trainingLoss', 'batch');
    expect(curves.map(({ model }) => model)).toEqual(['mlp', 'cnn', 'cnn-big']);
    for (const curve of curves) {
      expect(pointsOf(curve)).toEqual(
        state.batchLosses[curve.model]!.map((loss, i) => [i + 1, loss]),
      );
    }
  });

  test('by epoch have the means of the epochs that have ended', () => {
    const state = after(12);
    const [mlp] = curvesOf(state, null, 'trainingLoss', 'epoch');
    const batches = state.batchLosses.mlp!;
    expect(mlp!.positions).toEqual([1, 2]);
    expect(mlp!.values[0]).toBeCloseTo(mean(batches.slice(0, 5)), 12);
    expect(mlp!.values[1]).toBeCloseTo(mean(batches.slice(5, 10)), 12);
  });

  test('by seconds have each network’s own: the dear one reaches further', () => {
    const curves = curvesOf(after(20), null, 'trainingLoss', 'seconds');
    // 4 epochs of 1.31, 5.4 and 8.73 seconds.
    expect(curves.map(({ positions }) => positions.at(-1))).toEqual([5.24, 21.6, 34.92]);
    expect(longest(curves)!.model).toBe('cnn-big');
    expect(extent(curves)![1]).toBe(34.92);
  });

  test('of a run whose batches share points lie where these begin, with their range', () => {
    const { batchLosses } = after(20);
    const every = (offset: number) => (values: readonly number[]) =>
      values.filter((_, i) => i % 4 === offset);
    const of = (offset: number): RunState['batchLosses'] =>
      Object.fromEntries(
        Object.entries(batchLosses).map(([id, values]) => [id, every(offset)(values)]),
      );
    const state = { ...after(20), stride: 4, batchLosses: of(0), leastLosses: of(1) };
    const [mlp] = curvesOf({ ...state, mostLosses: of(2) }, null, 'trainingLoss', 'batch');
    expect(mlp!.positions.slice(0, 5)).toEqual([1, 5, 9, 13, 17]);
    expect(mlp!.values).toEqual(state.batchLosses.mlp);
    expect(mlp!.range).toEqual({ least: of(1).mlp, most: of(2).mlp });
    // Beside one whose batches do not.
    const [other] = curvesOf(after(3), null, 'trainingLoss', 'batch');
    expect(other!.positions.slice(0, 3)).toEqual([1, 2, 3]);
    expect(other!.range).toBeNull();
  });

  test('are none before the first batch, or before the first epoch has ended', () => {
    expect(curvesOf(after(0), null, 'trainingLoss', 'batch')).toEqual([]);
    expect(curvesOf(after(4), null, 'trainingLoss', 'epoch')).toEqual([]);
    expect(extent([])).toBeNull();
    expect(longest([])).toBeNull();
  });
});

describe('what the test images said', () => {
  test('stands at the end of its epoch, on every axis', () => {
    const state = after(12);
    const [first, second] = state.tests;
    const at = (axis: 'batch' | 'epoch' | 'seconds') =>
      pointsOf(curvesOf(state, null, 'testAccuracy', axis)[1]!);
    const values = [first!.accuracies.cnn, second!.accuracies.cnn];
    expect(at('epoch')).toEqual([1, 2].map((x, i) => [x, values[i]]));
    expect(at('batch')).toEqual([5, 10].map((x, i) => [x, values[i]]));
    expect(at('seconds')).toEqual([5.4, 10.8].map((x, i) => [x, values[i]]));
    const losses = curvesOf(state, null, 'testLoss', 'epoch')[1]!.values;
    expect(losses).toEqual([first!.losses.cnn, second!.losses.cnn]);
  });

  test('of a run that tests at its end only is one point there', () => {
    const events = sampleEvents({ epochs: 4, batchesPerEpoch: 5 });
    const state = fold(events.filter(({ type }) => type !== 'test'));
    const [mlp] = curvesOf(state, null, 'testAccuracy', 'epoch');
    expect(pointsOf(mlp!)).toEqual([[4, 0.5303]]);
  });

  test('of a run that was stopped within an epoch ends with the weights that it left', () => {
    const events = sampleEvents({ epochs: 4, batchesPerEpoch: 5 });
    const atStop = events.filter(({ type }) => type === 'evaluation');
    const state = {
      ...after(12),
      evaluations: fold([...events.slice(0, 1), ...atStop]).evaluations,
    };
    const last = (axis: 'batch' | 'epoch' | 'seconds') =>
      pointsOf(curvesOf(state, null, 'testAccuracy', axis)[1]!).at(-1);
    expect(last('batch')).toEqual([12, 0.7835]);
    expect(last('epoch')).toEqual([2.4, 0.7835]);
    expect(last('seconds')).toEqual([(12 / 5) * 5.4, 0.7835]);
  });
});

test('a network that has diverged has no test accuracy from there on, and its readings say why', () => {
  const state = after(20);
  const tests = state.tests.map((one) =>
    one.epoch < 3 ? one : { ...one, losses: { ...one.losses, mlp: NaN } },
  );
  const curves = curvesOf({ ...state, tests }, null, 'testAccuracy', 'epoch');
  const [first, second] = state.tests.map(({ accuracies }) => accuracies.mlp);
  expect(curves[0]!.values).toEqual([first, second, null, null]);
  expect(curves[1]!.values).toEqual(state.tests.map(({ accuracies }) => accuracies.cnn));
  const viewState = parseViewState({ metric: 'testAccuracy', axis: 'epoch' });
  expect(readingsAt(curves, null, viewState)[0]).toMatchObject({ value: null, text: 'diverged' });
  expect(readingsAt(curves, 2, viewState)[0]!.text).toBe(formatPercent(second));
  // Before its first point there is nothing to say.
  expect(readingsAt(curves, 0, viewState)[0]!.text).toBe('–');
});

describe('runs laid over the one that is shown', () => {
  const other = (id: string, state: RunState): NamedRun => ({ id, name: `Run ${id}`, state });

  test('follow it, each network in the colour that it has there', () => {
    const others = [other('a', after(20)), other('b', after(3))];
    const curves = curvesOf(after(7), { others, differences: [] }, 'trainingLoss', 'batch');
    expect(new Set(curves.map(({ key }) => key)).size).toBe(9);
    expect(curves.map(({ values }) => values.length)).toEqual([7, 7, 7, 20, 20, 20, 3, 3, 3]);
    expect(curves.map(({ index }) => index)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
    expect(curves[8]!.run).toEqual({ name: 'Run b', index: 2 });
    expect(curves.slice(0, 3).map(labelOf)).toEqual([
      'mlp · This run',
      'cnn · This run',
      'cnn-big · This run',
    ]);
    expect(curves.slice(6).map(labelOf)).toEqual(['mlp · Run b', 'cnn · Run b', 'cnn-big · Run b']);
  });

  test('are not named where there are none', () => {
    const curves = curvesOf(after(7), { others: [], differences: [] }, 'trainingLoss', 'batch');
    expect(curves.map(({ run }) => run)).toEqual([null, null, null]);
    expect(curves.map(labelOf)).toEqual(['mlp', 'cnn', 'cnn-big']);
  });

  test('beyond ten that can be told apart have no curves, and it is known how many', () => {
    const comparison = (count: number) => ({
      others: Array.from({ length: count }, (_, i) => other(String(i), after(3))),
      differences: [],
    });
    const drawn = (count: number) =>
      curvesOf(after(7), comparison(count), 'trainingLoss', 'batch').length;
    expect([1, 9, 10, 59].map(drawn)).toEqual([6, 30, 30, 30]);
    expect([0, 9, 10, 59].map((count) => runsLeftOut(comparison(count)))).toEqual([0, 0, 1, 50]);
    expect(runsLeftOut(null)).toBe(0);
  });
});

describe('a place on an axis', () => {
  const points = { positions: [1, 2, 4, 8], values: [9, 9, 9] };

  test.each([
    [0.5, -1, 0],
    [1, 0, 0],
    [1.4, 0, 0],
    [1.6, 0, 1],
    [3.1, 1, 2],
    [4, 2, 2],
    // The fourth position has no value.
    [9, 2, 2],
  ])('%d is at or after index %d and nearest to %d', (position, before, nearest) => {
    expect(indexAt(points, position)).toBe(before);
    expect(nearestIndex(points, position)).toBe(nearest);
  });
});

describe('values under the cursor', () => {
  const state = after(20);
  const viewState = parseViewState({ axis: 'seconds' });
  const curves = curvesOf(state, null, 'trainingLoss', 'seconds');

  test('are of the same second for all networks, and of the end for one that has ended', () => {
    const [mlp, cnn] = readingsAt(curves, 10.8, viewState);
    expect(cnn!.value).toBe(state.batchLosses.cnn![9]);
    expect(cnn!.remark).toBe('');
    expect(mlp!.value).toBe(state.batchLosses.mlp![19]);
    expect(mlp!.remark).toBe('last at 5.2 s');
  });

  test('are the latest without a cursor', () => {
    const values = readingsAt(curves, null, viewState).map(({ value }) => value);
    expect(values).toEqual(['mlp', 'cnn', 'cnn-big'].map((id) => state.batchLosses[id]![19]));
  });

  test('are smoothed as the curve is, and say the raw one too', () => {
    const [mlp] = readingsAt(curves, null, { ...viewState, smoothing: 0.9 });
    expect(mlp!.value).not.toBe(state.batchLosses.mlp![19]);
    expect(mlp!.remark).toBe(`raw ${state.batchLosses.mlp![19]!.toFixed(4)}`);
  });

  test('are ranked: the smallest loss first, the largest accuracy first, no number last', () => {
    const spoiled = {
      ...state,
      batchLosses: { ...state.batchLosses, mlp: [...state.batchLosses.mlp!.slice(0, 19), NaN] },
    };
    const losses = readingsAt(curvesOf(spoiled, null, 'trainingLoss', 'batch'), null, viewState);
    expect(ranked(losses, 'trainingLoss').map(({ label }) => label)).toEqual([
      'cnn-big',
      'cnn',
      'mlp',
    ]);
    const accuracies = readingsAt(curvesOf(state, null, 'testAccuracy', 'epoch'), null, viewState);
    expect(ranked(accuracies, 'testAccuracy').map(({ label }) => label)).toEqual([
      'cnn-big',
      'cnn',
      'mlp',
    ]);
  });
});
