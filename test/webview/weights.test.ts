/** Which weights a run’s answers are of, and how that is named. */
import { describe, expect, test } from 'vitest';
import { momentsOf } from '../../webview/views/confusion/moments';
import {
  answeringWeights,
  bestEpochs,
  chosenWeights,
  stopInWords,
  stopOf,
} from '../../webview/views/shell/weights';
import type { RunState } from '#shared/run-state';
import { bestTestOf } from '#shared/weights';
import { after, fold } from './fold';
import { sampleEvents } from './sample-run';

const events = sampleEvents({ epochs: 4, batchesPerEpoch: 5, batchSize: 100 });
const evaluations = events.filter(({ type }) => type === 'evaluation');

/** A run that was stopped after so many batches, its networks tested as they were then. */
function stoppedAfter(batches: number) {
  const end = events.findIndex(
    (event) => event.type === 'batch' && (event.epoch - 1) * 5 + event.batch > batches,
  );
  return fold([...events.slice(0, end), ...evaluations, { type: 'stopped', seconds: 1 }]);
}

describe('a run that was stopped within an epoch', () => {
  const state = stoppedAfter(12);

  test('has one state of the weights, named by where it stopped', () => {
    expect(answeringWeights(state)).toBe('stop');
    expect(stopInWords(stopOf(state)!)).toBe('At the stop: epoch 3, batch 2 of 5');
  });

  test('shows the matrices of those weights, and says of no other that it is of them', () => {
    const moments = momentsOf(state, null);
    expect(moments.map(({ epoch, final, current }) => [epoch, final, current])).toEqual([
      [1, false, false],
      [2, false, false],
      [3, true, true],
    ]);
    expect(moments[2]!.confusions.mlp).toBe(state.evaluations.mlp!.confusion);
  });
});

test('a stop after a whole epoch is named by that', () => {
  expect(stopInWords(stopOf(stoppedAfter(10))!)).toBe('At the stop: after epoch 2');
});

test('nothing is claimed of a run that goes on, has finished, or was not tested at its stop', () => {
  const untested = fold([...events.slice(0, 14), { type: 'stopped', seconds: 1 }]);
  for (const state of [after(12), after(20), untested]) {
    expect(stopOf(state)).toBeNull();
    expect(answeringWeights(state)).toBeNull();
  }
});

test('early stopping answers with the best weights, also of a run that was stopped', () => {
  const state = stoppedAfter(12);
  const best = { ...state.evaluations.cnn!, bestEpoch: 2 };
  const evaluations = { ...state.evaluations, cnn: best };
  expect(answeringWeights({ ...state, evaluations })).toBe('best');
  expect(answeringWeights({ ...state, status: 'done', evaluations })).toBe('best');
});

describe('a run with its best weights beside the last', () => {
  const run = withBest(after(20), { mlp: 2, cnn: 3, 'cnn-big': 3 });
  const stopping = {
    ...run,
    run: {
      ...run.run,
      config: { ...run.run.config, earlyStopping: { monitor: 'loss', patience: 1 } as const },
    },
    evaluations: Object.fromEntries(
      Object.entries(run.evaluations).map(([id, evaluation]) => {
        const { epoch, confusion } = bestTestOf(run, id)!;
        return [id, { ...evaluation, bestEpoch: epoch, confusion }];
      }),
    ),
  };

  /** The tests of these epochs have the least loss. */
  function withBest(state: RunState, epochs: Record<string, number>): RunState {
    const tests = state.tests.map((test) => ({
      ...test,
      losses: Object.fromEntries(
        Object.entries(test.losses).map(([id]) => [id, Math.abs(test.epoch - epochs[id]!) + 0.1]),
      ),
      confusions: Object.fromEntries(
        Object.entries(test.confusions).map(([id, rows]) => [
          id,
          rows.map((row) => row.map((count) => count + test.epoch)),
        ]),
      ),
    }));
    return { ...state, tests };
  }

  test('offers them, the last first without early stopping and the best with it, and keeps the choice', () => {
    const both = { run, bothWeights: true };
    expect(bestEpochs(run)).toEqual([2, 3]);
    expect(chosenWeights(both, { weights: null })).toBe('last');
    expect(chosenWeights({ ...both, run: stopping }, { weights: null })).toBe('best');
    for (const weights of ['best', 'last'] as const) {
      expect(chosenWeights(both, { weights })).toBe(weights);
      expect(chosenWeights({ run, bothWeights: false }, { weights })).toBeNull();
    }
  });

  test.each(['best', 'last'] as const)(
    'shows the matrices of the %s at the newest moment',
    (kind) => {
      for (const state of [run, stopping]) {
        const moments = momentsOf(state, kind);
        const newest = moments.at(-1)!;
        expect(newest.current).toBe(true);
        expect(newest.best).toBe(kind === 'best');
        expect(moments.filter(({ current }) => current)).toHaveLength(1);
        const epoch = kind === 'best' ? 2 : 4;
        const confusion =
          kind === 'last' && state === run
            ? run.evaluations.mlp!.confusion
            : run.tests[epoch - 1]!.confusions.mlp;
        expect(newest.confusions.mlp).toEqual(confusion);
      }
    },
  );
});
