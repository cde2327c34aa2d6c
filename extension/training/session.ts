import type { LabErrorData, TrainingEvent } from '../protocol/events';
import { fromErrorData, LabError, toErrorData } from '../errors';
import { startWorker } from '../platform/worker';
import type { TrainingConfig } from './config';

/** What a face sends to the training worker. */
export type WorkerRequest =
  | { readonly type: 'train'; readonly config: TrainingConfig }
  | { readonly type: 'stop' };

/** What the training worker answers: events while it runs, then one `closed`. */
export type WorkerReply =
  | { readonly type: 'event'; readonly event: TrainingEvent }
  | { readonly type: 'closed'; readonly error?: LabErrorData };

/** A run in its worker, seen from the face that started it. */
export interface TrainingSession {
  /**
   * Settles when the worker has ended. Rejects with a `LabError` if the run failed; a run that was
   * stopped resolves. The last event (`done`, `stopped` or `failed`) has been delivered by then.
   */
  readonly finished: Promise<void>;
  /** Ends the run after the batch in hand. Calling it again, or after the end, does nothing. */
  stop(): void;
}

/**
 * Starts a run in a worker of its own; the calling thread stays free. Events arrive in order.
 * A worker that dies without a word ends as a `failed` event and a rejection, never as silence.
 */
export function startTraining(
  config: TrainingConfig,
  onEvent: (event: TrainingEvent) => void,
): TrainingSession {
  throw new LabError('internal', 'not yet');
}
