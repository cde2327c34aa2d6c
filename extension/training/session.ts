import { t } from '@vscode/l10n';
import { type AnswerReply, type AskRequest, questionsBy } from '../inspection/questions';
import type { InspectionSource } from '../inspection/source';
import { fromErrorData, inOneLine, LabError, toErrorData } from '../errors';
import type { FolderLock } from '../platform/folder-lock';
import { startWorker, workerScript } from '../platform/worker';
import type { WorkerHandle } from '../platform/worker-handle';
import type { LoadProgress } from '#shared/load-progress';
import type { TrainingEvent } from '#shared/protocol/events';
import type { AnswerTo, Question } from '#shared/protocol/questions';
import { lockFolder } from './checkpoint/lock';
import type { TrainingConfig } from './config';

/** What a face sends to the training worker. */
export type WorkerRequest =
  | { readonly type: 'train'; readonly config: TrainingConfig }
  | { readonly type: 'stop'; readonly test: boolean }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** A message of events has been taken. */
  | { readonly type: 'received'; readonly message: number }
  | AskRequest;

/** What the training worker answers: events in order; the run's last event is its last word. */
export type WorkerReply =
  | {
      readonly type: 'events';
      readonly events: readonly TrainingEvent[];
      /** Its number among the messages of events. */
      readonly message: number;
    }
  /** Before the first event. */
  | { readonly type: 'loading'; readonly progress: LoadProgress }
  | AnswerReply;

/** A run in its worker, seen from the face that started it. */
export interface TrainingSession {
  /**
   * Settles when the worker has ended, and the folder of its checkpoints is free for others. Rejects with a `LabError`
   * if the run failed; a run that was stopped resolves. The last event (`done`, `stopped` or `failed`) has been
   * delivered by then.
   */
  readonly finished: Promise<void>;
  /**
   * Ends the run after the batch in hand. Calling it after the end does nothing.
   * @param how `test`: the networks are tested once more as they are then, if that takes but a moment; calling it
   * again without gives that up
   */
  stop(how?: { readonly test: boolean }): void;
  /** Holds the run up after the batch in hand, until `resume` or `stop`. The events tell. */
  pause(): void;
  resume(): void;
  /**
   * Asks the networks as they are now, in a pause as well. Rejects with a `LabError`, also when the run ends
   * first: then the saved weights can be asked, see `startInspection`.
   * @param other where the weights of `otherRun` are, of a `flips` question
   */
  ask<Q extends Question>(question: Q, other?: InspectionSource): Promise<AnswerTo<Q>>;
}

/**
 * Takes events, in order. Training waits for a promise that it returns, so that events do not gather; a checkpoint
 * counts only when all events before it have been taken, so that none is lost where a run goes on.
 */
export type EventReader = (events: readonly TrainingEvent[]) => unknown;

export interface SessionOptions {
  /** Gets to know how far the data set has been read, where that takes long. */
  readonly onLoading?: (progress: LoadProgress) => void;
  /** Milliseconds after `stop` until a worker that goes on is ended by force. */
  readonly stopTimeout?: number;
}

/** The largest batches take seconds. */
const STOP_TIMEOUT = 15_000;

/**
 * Starts a run in a worker of its own; the calling thread stays free. Events arrive in order.
 * A worker that dies without a word ends as a `failed` event and a rejection, never as silence.
 */
export function startTraining(
  config: TrainingConfig,
  onEvents: EventReader,
  { onLoading, stopTimeout = STOP_TIMEOUT }: SessionOptions = {},
): TrainingSession {
  let stopTimer: ReturnType<typeof setTimeout> | undefined;
  let worker: WorkerHandle | undefined;
  let disobeyed = false;
  const post = (request: WorkerRequest): void => worker?.post(request);
  const questions = questionsBy(post);

  const finished = new Promise<void>((resolve, reject) => {
    let ended = false;
    let failure: LabError | undefined;
    /** The lock of the folder of its checkpoints, if it has one. */
    let lock: Promise<FolderLock | null> = Promise.resolve(null);

    async function deliver(events: readonly TrainingEvent[], message: number): Promise<void> {
      if (ended) return;
      const last = events.at(-1);
      ended = last?.type === 'done' || last?.type === 'stopped' || last?.type === 'failed';
      if (last?.type === 'failed') failure = fromErrorData(last.error);
      await onEvents(events);
      post({ type: 'received', message });
    }

    function fail(error: LabError): void {
      void deliver([{ type: 'failed', error: toErrorData(error) }], 0);
    }

    async function settle(): Promise<void> {
      clearTimeout(stopTimer);
      worker = undefined;
      questions.end(failure ?? endedUnasked());
      await lock.then((held) => held?.release()).catch(() => undefined);
      if (failure === undefined) resolve();
      else reject(failure);
    }

    try {
      worker = startWorker(workerScript(config.distFolder, 'worker'));
    } catch (error) {
      // Later, as any other event: the caller does not hold the session yet.
      queueMicrotask(() => {
        fail(error instanceof LabError ? error : endedEarly(String(error)));
        void settle();
      });
      return;
    }
    const started = worker;
    worker.onMessage((message) => {
      const reply = message as WorkerReply;
      if (reply.type === 'answer') questions.receive(reply);
      else if (reply.type === 'loading') onLoading?.(reply.progress);
      else void deliver(reply.events, reply.message);
      // After the last event the worker has nothing to do; ending it ends the engine's threads too.
      if (ended) void started.terminate();
    });
    worker.onExit((reason) => {
      const words = disobeyed ? t('it did not stop when asked, so it was ended') : reason;
      if (!ended) fail(endedEarly(words));
      void settle();
    });
    if (config.checkpoint === undefined) {
      post({ type: 'train', config });
      return;
    }
    // While the worker loads its code.
    lock = lockFolder(config.checkpoint.folder);
    lock.then(
      () => {
        post({ type: 'train', config });
      },
      (error: unknown) => {
        fail(error as LabError);
        void started.terminate();
      },
    );
  });

  return {
    finished,
    stop: ({ test } = { test: false }) => {
      if (worker === undefined) return;
      const stopping = worker;
      post({ type: 'stop', test });
      stopTimer ??= setTimeout(() => {
        disobeyed = true;
        void stopping.terminate();
      }, stopTimeout);
    },
    pause: () => {
      post({ type: 'pause' });
    },
    resume: () => {
      post({ type: 'resume' });
    },
    ask: <Q extends Question>(question: Q, other?: InspectionSource) =>
      questions.ask({ question, other }) as Promise<AnswerTo<Q>>,
  };
}

function endedUnasked(): LabError {
  return new LabError('engine', t('The run ended before it could answer: ask again.'));
}

function endedEarly(reason: string): LabError {
  return new LabError(
    'engine',
    t(
      'The training worker ended before the run did ({0}): train again, with fewer networks, a smaller batch size or fewer threads if it happens again.',
      inOneLine(reason),
    ),
  );
}
