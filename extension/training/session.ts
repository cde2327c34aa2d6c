import { fromErrorData, LabError, toErrorData } from '../errors';
import { joinPath } from '../platform/files';
import { startWorker, type WorkerHandle } from '../platform/worker';
import type { TrainingEvent } from '../protocol/events';
import type { TrainingConfig } from './config';

/** What a face sends to the training worker. */
export type WorkerRequest =
  { readonly type: 'train'; readonly config: TrainingConfig } | { readonly type: 'stop' };

/** What the training worker answers: events in order; the run's last event is its last word. */
export interface WorkerReply {
  readonly type: 'events';
  readonly events: readonly TrainingEvent[];
}

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

/** The largest batches take seconds. */
const STOP_PATIENCE = 15_000;

/**
 * Starts a run in a worker of its own; the calling thread stays free. Events arrive in order.
 * A worker that dies without a word ends as a `failed` event and a rejection, never as silence.
 *
 * @param stopPatience milliseconds after `stop` until a worker that goes on is ended by force
 */
export function startTraining(
  config: TrainingConfig,
  onEvent: (event: TrainingEvent) => void,
  stopPatience = STOP_PATIENCE,
): TrainingSession {
  let stopTimer: ReturnType<typeof setTimeout> | undefined;
  let worker: WorkerHandle | undefined;
  let disobeyed = false;

  const finished = new Promise<void>((resolve, reject) => {
    let ended = false;
    let failure: LabError | undefined;

    function deliver(event: TrainingEvent): void {
      if (ended) return;
      ended = event.type === 'done' || event.type === 'stopped' || event.type === 'failed';
      if (event.type === 'failed') failure = fromErrorData(event.error);
      onEvent(event);
    }

    function settle(): void {
      clearTimeout(stopTimer);
      worker = undefined;
      if (failure === undefined) resolve();
      else reject(failure);
    }

    try {
      worker = startWorker(joinPath(config.distFolder, 'worker.js'));
    } catch (error) {
      // Later, as any other event: the caller does not hold the session yet.
      queueMicrotask(() => {
        deliver({
          type: 'failed',
          error: toErrorData(error instanceof LabError ? error : endedEarly(String(error))),
        });
        settle();
      });
      return;
    }
    const started = worker;
    worker.onMessage((message) => {
      (message as WorkerReply).events.forEach(deliver);
      // After the last event the worker has nothing to do; ending it ends the engine's threads too.
      if (ended) void started.terminate();
    });
    worker.onExit((reason) => {
      const words = disobeyed ? 'it did not stop when asked, so it was ended' : reason;
      if (!ended) deliver({ type: 'failed', error: toErrorData(endedEarly(words)) });
      settle();
    });
    worker.post({ type: 'train', config } satisfies WorkerRequest);
  });

  return {
    finished,
    stop: () => {
      if (worker === undefined || stopTimer !== undefined) return;
      const stopping = worker;
      stopping.post({ type: 'stop' } satisfies WorkerRequest);
      stopTimer = setTimeout(() => {
        disobeyed = true;
        void stopping.terminate();
      }, stopPatience);
    },
  };
}

/** @param reason Node's words, whose further lines (a stack) help nobody here. */
function endedEarly(reason: string): LabError {
  const line = reason.split('\n', 1)[0]!.replace(/[.\s]+$/, '');
  return new LabError(
    'engine',
    `The training worker ended before the run did (${line}): train again, with fewer networks, a smaller batch size or fewer threads if it happens again.`,
  );
}
