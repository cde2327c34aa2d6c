import { describe, expect, test } from 'vitest';
import type { TrainingEvent } from '../../extension/protocol/events';
import { applyEvent, type RunState } from '../../extension/protocol/run-state';
import { progressOf } from '../../webview/progress';
import { lossSeries } from '../../webview/series';
import { statusText } from '../../webview/views/status';
import { sampleEvents } from './sample-run';

function fold(events: readonly TrainingEvent[]): RunState {
  return events.reduce<RunState | null>(applyEvent, null)!;
}

/** The state after so many batches of a run of 4 epochs of 5 batches of 100 images. */
function after(batches: number): RunState {
  const events = sampleEvents({ epochs: 4, batchesPerEpoch: 5, batchSize: 100 });
  const end = events.findIndex(
    (event) => event.type === 'batch' && (event.epoch - 1) * 5 + event.batch > batches,
  );
  return fold(end === -1 ? events : events.slice(0, end));
}

describe('progress', () => {
  test('says nothing before the first batch, rather than guess', () => {
    expect(progressOf(after(0))).toBeNull();
  });

  test('estimates the time left and the speed from the batches so far', () => {
    const state = { ...after(8), elapsed: [1, 2, 3, 4, 5, 6, 7, 16] };
    expect(progressOf(state)).toMatchObject({
      epoch: 2,
      epochs: 4,
      overall: 8 / 20,
      withinEpoch: 3 / 5,
      elapsed: 16,
      // 2 seconds a batch, 12 batches to go, 100 images in each
      left: 24,
      imagesPerSecond: 50,
    });
  });

  test('fills the bar of an epoch at its last batch, and not that of the next', () => {
    expect(progressOf(after(5))).toMatchObject({ epoch: 1, withinEpoch: 1 });
    expect(progressOf(after(6))).toMatchObject({ epoch: 2, withinEpoch: 1 / 5 });
  });

  test('ends at the end', () => {
    expect(progressOf(after(20))).toMatchObject({ epoch: 4, overall: 1, withinEpoch: 1, left: 0 });
  });
});

describe('the status in words', () => {
  const panel = {
    models: [],
    comparison: null,
    error: null,
    changed: false,
    shown: null,
    compared: null,
    live: true,
    imageSize: [28, 28],
  } as const;

  test.each<[string, number, boolean, string]>([
    ['names the first epoch from its first batch', 1, true, 'Training: Epoch 1 of 4'],
    ['stays with a full epoch, as the bar below it does', 5, true, 'Training: Epoch 1 of 4'],
    ['goes on with the next epoch’s first batch', 6, true, 'Training: Epoch 2 of 4'],
    ['calls a run that nobody trains any more stopped', 7, false, 'Stopped'],
    ['calls a run that came to its end finished', 20, false, 'Finished'],
  ])('%s', (_name, batches, training, expected) => {
    expect(statusText({ ...panel, run: after(batches), training })).toBe(expected);
  });

  test('says that a run is starting while the last one is still shown', () => {
    expect(statusText({ ...panel, run: after(20), training: true })).toBe('Starting…');
  });

  test('changes no more than once an epoch while training, so that it can be read aloud', () => {
    const texts = Array.from({ length: 20 }, (_, batch) =>
      statusText({ ...panel, run: after(batch), training: true }),
    );
    expect(new Set(texts).size).toBe(4);
  });
});

describe('loss curves', () => {
  test('have one position from 1 for each batch, shared by all networks', () => {
    const state = after(7);
    const { x, series } = lossSeries(state, 'batch');
    expect(x).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(series.map(({ label }) => label)).toEqual(['mlp', 'cnn', 'cnn-big']);
    for (const { label, values } of series) expect(values).toEqual(state.batchLosses[label]);
  });

  test('by epoch have the means of the epochs that have ended', () => {
    const { x, series } = lossSeries(after(12), 'epoch');
    expect(x).toEqual([1, 2]);
    const batches = lossSeries(after(12), 'batch').series[0]!.values as number[];
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(series[0]!.values[0]).toBeCloseTo(mean(batches.slice(0, 5)), 12);
    expect(series[0]!.values[1]).toBeCloseTo(mean(batches.slice(5, 10)), 12);
  });

  test('break off where a network has diverged, also after a trip through JSON', () => {
    const start = sampleEvents()[0]!;
    const batch = {
      type: 'batch',
      epoch: 1,
      batch: 1,
      losses: { mlp: NaN, cnn: Infinity, 'cnn-big': 2.3 },
      elapsed: 1,
      seconds: {},
    } as const;
    for (const event of [batch, JSON.parse(JSON.stringify(batch)) as typeof batch]) {
      const { series } = lossSeries(fold([start, event]), 'batch');
      expect(series.map(({ values }) => values)).toEqual([[null], [null], [2.3]]);
    }
  });
});
