import * as v from 'valibot';
import { addBatch, batchSeries, emptySeries } from './batch-series';
import {
  epochEvent,
  evaluationEvent,
  labError,
  runEvent,
  testEvent,
  type TrainingEvent,
  weightsEvent,
} from './protocol/events';
import { amount, byModel, type Immutable } from './protocol/values';

/**
 * A run as far as it is known: what the panel draws, and what is kept on disk. Host and panel fold
 * the same events with the same function, so a snapshot plus later events equals the host's own state.
 */
export const runState = v.object({
  ...batchSeries.entries,
  /**
   * `interrupted`: its process ended before it did. No event tells that: whoever finds a run that goes on by what is
   * kept of it, and nobody who trains it, says so.
   */
  status: v.picklist(['running', 'paused', 'done', 'stopped', 'failed', 'interrupted']),
  run: runEvent,
  epochs: v.array(epochEvent),
  /** After each epoch, in runs that evaluate each epoch. */
  tests: v.array(testEvent),
  /** The latest look at the weights. */
  weights: v.nullable(weightsEvent),
  /** The latest evaluation of each model. */
  evaluations: byModel(evaluationEvent),
  seconds: v.nullable(amount),
  error: v.nullable(labError),
  notices: v.array(v.string()),
});
export type RunState = Immutable<v.InferOutput<typeof runState>>;

/** Whether a run has not come to its end, as far as is known. */
export function goesOn({ status }: Pick<RunState, 'status'>): boolean {
  return status === 'running' || status === 'paused';
}

/**
 * Folds one event into the state. Batch series are appended to in place, see `addBatch`; everything
 * else is replaced.
 * Returns null until the first `run` event.
 */
export function applyEvent(state: RunState | null, event: TrainingEvent): RunState | null {
  if (event.type === 'run') {
    return {
      status: 'running',
      run: event,
      ...emptySeries(event.models.map(({ id }) => id)),
      epochs: [],
      tests: [],
      weights: null,
      evaluations: {},
      seconds: null,
      error: null,
      notices: [],
    };
  }
  if (state === null) return null;
  switch (event.type) {
    case 'batch':
      return { ...state, ...addBatch(state, event) };
    case 'epoch':
      return { ...state, epochs: [...state.epochs, event] };
    case 'test':
      return { ...state, tests: [...state.tests, event] };
    case 'weights':
      return { ...state, weights: event };
    case 'saved':
      return state;
    case 'paused':
      return { ...state, status: 'paused' };
    case 'resumed':
      return { ...state, status: 'running' };
    case 'evaluation':
      return { ...state, evaluations: { ...state.evaluations, [event.model]: event } };
    case 'done':
      return { ...state, status: 'done', seconds: event.seconds };
    case 'stopped':
      return { ...state, status: 'stopped', seconds: event.seconds };
    case 'failed':
      return { ...state, status: 'failed', error: event.error };
    case 'notice':
      return { ...state, notices: [...state.notices, event.message] };
  }
}
