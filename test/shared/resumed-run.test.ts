import { describe, expect, test } from 'vitest';
import { emptySeries, MAXIMUM_POINTS } from '#shared/batch-series';
import type { Mark, RunHistory, TrainingEvent } from '#shared/protocol/events';
import { applyEvent, type RunState } from '#shared/run-state';
import { sampleEvents } from '../webview/sample-run';
import { fold } from '../webview/fold';

const events = sampleEvents({ epochs: 4, batchesPerEpoch: 5 });
const [start] = events;
if (start?.type !== 'run') throw new Error('a run begins with its first event');
const whole = fold(events);

/** What a checkpoint after the first `count` events holds of them, as it comes from disk. */
function historyAfter(count: number): RunHistory {
  const { epochs, tests, notices, marks, ...state } = fold(events.slice(0, count));
  const { stride, batchLosses, leastLosses, mostLosses, elapsed, batchSeconds, open } = state;
  return structuredClone({
    ...{ stride, batchLosses, leastLosses, mostLosses, elapsed, batchSeconds, open },
    ...{ epochs, tests, notices, marks },
  });
}

function resumedAfter(count: number, mark: Mark): TrainingEvent {
  return { ...start!, resumed: { ...mark, history: historyAfter(count) } } as TrainingEvent;
}

const mark: Mark = { epoch: 2, batch: 3, at: 1_700_000_000_000, longer: false };
const withMarks = (state: RunState, marks: readonly Mark[]): RunState => ({ ...state, marks });

describe('a run that goes on from a checkpoint', () => {
  // After batches, epochs, tests; and right after its first event.
  test.each([1, 3, 6, 7, 12, 20])(
    'comes to what it would have come to, whatever was known of it beyond event %i',
    (count) => {
      const after = [resumedAfter(count, mark), ...events.slice(count)];
      for (const known of [0, 1, count, count + 3, events.length]) {
        const state = fold([...events.slice(0, known), ...after]);
        expect(state).toEqual(withMarks(whole, [mark]));
      }
    },
  );

  test('may be interrupted again, before and after where it was the first time', () => {
    const again = { ...mark, at: mark.at + 1 };
    const state = fold([
      ...events.slice(0, 14),
      resumedAfter(9, mark),
      ...events.slice(9, 17),
      resumedAfter(9, again),
      ...events.slice(9),
    ]);
    expect(state).toEqual(withMarks(whole, [again]));
    const marked = { ...historyAfter(12), marks: [mark] };
    const twice = { ...start, resumed: { ...again, history: marked } };
    expect(
      fold([resumedAfter(9, mark), ...events.slice(9, 14), twice, ...events.slice(12)]),
    ).toEqual(withMarks(whole, [mark, again]));
  });

  test('takes back what was told of its end, and keeps nothing of the mark but where and when', () => {
    const state = fold([...events, resumedAfter(7, mark)]);
    expect(state).toMatchObject({ status: 'running', evaluations: {}, seconds: null });
    expect(state.run).toEqual(start);
    expect(state.marks).toEqual([mark]);
  });

  test('leaves the history of its event as it is', () => {
    const event = resumedAfter(7, mark);
    const before = structuredClone(event);
    fold([event, ...events.slice(7)]);
    expect(event).toEqual(before);
  });

  test('says nothing twice that it says again', () => {
    const notice = (message: string): TrainingEvent => ({ type: 'notice', message });
    const told = [start, notice('One thread.'), ...events.slice(1, 5), notice('It diverged.')];
    const state = fold([
      ...told,
      { ...start, resumed: { ...mark, history: fold(told) } },
      notice('One thread.'),
    ]);
    expect(fold(told).notices).toEqual(['One thread.', 'It diverged.']);
    expect(state.notices).toEqual(['One thread.', 'It diverged.']);
  });
});

test('curves of more batches than have points are those of a run that was not interrupted', () => {
  const batches = 2 * MAXIMUM_POINTS + 5;
  const batch = (index: number): TrainingEvent => ({
    ...{ type: 'batch', epoch: 1, batch: index + 1, elapsed: index, seconds: { mlp: index / 3 } },
    losses: { mlp: Math.sin(index * index) },
  });
  const one = { ...start, models: start.models.slice(0, 1) };
  const series = ({ marks, ...state }: RunState): unknown => state;
  const go = (state: RunState | null, from: number, to: number): RunState => {
    for (let i = from; i < to; i++) state = applyEvent(state, batch(i));
    return state!;
  };
  const expected = go(fold([one]), 0, batches);
  expect([expected.stride, emptySeries(['mlp']).stride]).toEqual([4, 1]);
  // In the middle of a point, and with fewer batches to a point than were known.
  for (const at of [MAXIMUM_POINTS - 3, 2 * MAXIMUM_POINTS - 1, batches - 1]) {
    const { status, run, weights, evaluations, seconds, error, ...history } = go(
      fold([one]),
      0,
      at,
    );
    const event = { ...one, resumed: { ...mark, history: structuredClone(history) } };
    const state = go(applyEvent(expected, event), at, batches);
    expect(series(state)).toEqual(series(expected));
  }
});
