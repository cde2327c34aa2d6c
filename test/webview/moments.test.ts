import { describe, expect, test } from 'vitest';
import { applyEvent, type RunState } from '#shared/run-state';
import {
  chooseMoment,
  hadDiverged,
  type Moment,
  momentsOf,
  shownMoment,
} from '../../webview/views/confusion/moments';
import { notebookConfusion, sampleEvents } from './sample-run';

const BATCHES = 5;
const events = sampleEvents({ epochs: 4, batchesPerEpoch: BATCHES });

function moments(list: typeof events): Moment[] {
  const state = list.reduce<RunState | null>(applyEvent, null)!;
  return momentsOf(state, null);
}

describe('the moments of a run', () => {
  test('are none before the first test', () => {
    const first = events.findIndex(({ type }) => type === 'test');
    expect(moments(events.slice(0, first))).toEqual([]);
  });

  test('are one for each epoch, the last being the final evaluation', () => {
    const all = moments(events);
    expect(all.map(({ epoch, final }) => [epoch, final])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, true],
    ]);
    expect(all[3]!.confusions).toEqual(notebookConfusion);
  });

  test('show at once all networks whose weights were tested after the last epoch', () => {
    // Only the first network’s evaluation has come yet.
    const one = events.findIndex(({ type }) => type === 'evaluation');
    const last = moments(events.slice(0, one + 1)).at(-1)!;
    expect(last.final).toBe(true);
    expect(Object.keys(last.confusions)).toEqual(['mlp', 'cnn', 'cnn-big']);
  });

  test('of a run stopped within an epoch keep the test before, and end with the evaluation', () => {
    const stopped = [
      ...events.slice(
        0,
        events.findIndex((event) => event.type === 'batch' && event.epoch === 3),
      ),
      ...events.filter((event) => event.type === 'batch' && event.epoch === 3 && event.batch < 3),
      ...events.filter(({ type }) => type === 'evaluation').slice(0, 2),
    ];
    const all = moments(stopped);
    expect(all.map(({ epoch, final }) => [epoch, final])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    // What the third network would answer now, the test of other weights does not tell.
    expect(Object.keys(all[2]!.confusions)).toEqual(['mlp', 'cnn']);
  });

  test('end with the best weights where early stopping kept them, beside the test of the last', () => {
    const early = events.map((event) =>
      event.type === 'evaluation' ? { ...event, bestEpoch: 2 } : event,
    );
    expect(moments(early).map(({ epoch, final, best }) => [epoch, final, best])).toEqual([
      [1, false, false],
      [2, false, false],
      [3, false, false],
      [4, false, false],
      [4, true, true],
    ]);
  });

  test('say which of them is of the weights that the run ended with', () => {
    const current = (list: typeof events): boolean[] =>
      moments(list).map((moment) => moment.current);
    const tested = events.filter(({ type }) => type !== 'evaluation');
    const third = tested.findIndex((event) => event.type === 'test' && event.epoch === 3);
    expect(current(tested.slice(0, third + 1))).toEqual([false, false, true]);
    // A batch more, and nobody has tested what it taught.
    const [batch] = tested.filter((event) => event.type === 'batch' && event.epoch === 4);
    expect(current([...tested.slice(0, third + 1), batch!])).toEqual([false, false, false]);
    expect(current(events)).toEqual([false, false, false, true]);
  });

  test('are the evaluation alone in a run that is tested at its end only', () => {
    const all = moments(events.filter(({ type }) => type !== 'test'));
    expect(all.map(({ epoch, final }) => [epoch, final])).toEqual([[4, true]]);
  });
});

describe('the moment that is shown', () => {
  test('is the newest, and follows as more come, unless an older one was chosen', () => {
    expect([1, 2, 3].map((count) => shownMoment(null, count))).toEqual([0, 1, 2]);
    expect([3, 4, 5].map((count) => shownMoment(1, count))).toEqual([1, 1, 1]);
  });

  test('follows again after going to the newest', () => {
    expect(chooseMoment(2, 4)).toBe(2);
    expect(chooseMoment(3, 4)).toBeNull();
    expect(shownMoment(chooseMoment(3, 4), 5)).toBe(4);
  });
});

test('a network had diverged when its test has a loss that is no number, and in the end when it has', () => {
  const state = events.reduce<RunState | null>(applyEvent, null)!;
  const all = moments(events);
  const tests = state.tests.map((one) =>
    one.epoch < 3 ? one : { ...one, losses: { ...one.losses, cnn: NaN } },
  );
  const of = (model: string) =>
    all.map((moment) => hadDiverged({ ...state, tests }, moment, model));
  expect(of('cnn')).toEqual([false, false, true, true]);
  expect(of('mlp')).toEqual([false, false, false, false]);
});
