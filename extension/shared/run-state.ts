import * as v from 'valibot';
import { addBatch, copySeries, emptySeries } from './batch-series';
import {
  evaluationEvent,
  labError,
  type Resumption,
  runEvent,
  type RunEvent,
  runHistory,
  type RunHistory,
  type StartEvent,
  type TrainingEvent,
  weightsEvent,
} from './protocol/events';
import { amount, byModel, type Immutable } from './protocol/values';

/**
 * A run as far as it is known: what the panel draws, and what is kept on disk. Host and panel fold
 * the same events with the same function, so a snapshot plus later events equals the host's own state.
 */
export const runState = v.object({
  ...runHistory.entries,
  /**
   * `interrupted`: its process ended before it did. No event tells that: whoever finds a run that goes on by what is
   * kept of it, and nobody who trains it, says so.
   */
  status: v.picklist(['running', 'paused', 'done', 'stopped', 'failed', 'interrupted']),
  run: runEvent,
  /** The latest look at the weights. */
  weights: v.nullable(weightsEvent),
  /** The latest evaluation of each model. */
  evaluations: byModel(evaluationEvent),
  seconds: v.nullable(amount),
  error: v.nullable(labError),
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
  if (event.type === 'run') return begun(event);
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
      // A run that goes on from a checkpoint says again what it said after that.
      return state.notices.includes(event.message)
        ? state
        : { ...state, notices: [...state.notices, event.message] };
  }
}

/** A run at its first event: at its start, or as it was where it goes on, whatever was known of it beyond. */
function begun({ resumed, ...run }: StartEvent): RunState {
  return {
    status: 'running',
    run,
    ...(resumed === undefined ? nothing(run.models) : goneOn(resumed)),
    weights: null,
    evaluations: {},
    seconds: null,
    error: null,
  };
}

function nothing(models: RunEvent['models']): RunHistory {
  const series = emptySeries(models.map(({ id }) => id));
  return { ...series, epochs: [], tests: [], notices: [], marks: [] };
}

/** The series are appended to from now on, and those of the event are not ours. */
function goneOn({ history, ...mark }: Resumption): RunHistory {
  return { ...history, ...copySeries(history), marks: [...history.marks, mark] };
}
