import { t } from '@vscode/l10n';
import type { SplitSource } from '../data/load-split';
import { inOneLine, LabError } from '../errors';
import { startWorker, workerScript } from '../platform/worker';
import type { WorkerHandle } from '../platform/worker-handle';
import type { LoadProgress } from '#shared/load-progress';
import type { DataAnswer, DataAnswerTo, DataQuestion } from '#shared/protocol/data-questions';
import type { AnswerTo, Question } from '#shared/protocol/questions';
import { Requests } from '#shared/requests';
import {
  type AskRequest,
  type DataRequest,
  type InspectionReply,
  questionsBy,
  type WorkerDataQuestion,
} from './questions';
import type { InspectionSource } from './source';

export type { InspectionConfig, InspectionSource } from './source';

/** What the inspection worker is sent: the run or the data set first, then questions about it. */
export type InspectionRequest =
  | { readonly type: 'open'; readonly source: InspectionSource }
  | AskRequest
  | { readonly type: 'openData'; readonly source: SplitSource }
  | DataRequest;

/** Questions to the networks of a run that is not in training. */
export interface Inspection {
  /**
   * Rejects with a `LabError`: for what is not there, such as weights that were deleted, and when the
   * worker ends or is disposed of first.
   * @param other where the weights of `otherRun` are, of a `flips` question
   */
  ask<Q extends Question>(question: Q, other?: InspectionSource): Promise<AnswerTo<Q>>;
  /** Ends the worker and gives its memory back. */
  dispose(): void;
}

/** Questions about a data set. */
export interface DataInspection {
  /** Names of the sets that lie in its place, of which it is one. Rejects as `ask`. */
  sets(): Promise<string[]>;
  /** Rejects with a `LabError`: as `loadSplit`, and when the worker ends or is disposed of first. */
  ask<Q extends DataQuestion>(question: Q): Promise<DataAnswerTo<Q>>;
  /** Ends the worker and gives its memory back. */
  dispose(): void;
}

/** Opens a saved run in a worker of its own; what is wrong with it, the first question tells. */
export function startInspection(source: InspectionSource): Inspection {
  const { questions, dispose } = startInspectionWorker(
    source.config.distFolder,
    { type: 'open', source },
    questionsBy,
    {
      closed: () =>
        new LabError('engine', t('This run was closed before it could answer: open it again.')),
      ended: (reason) =>
        new LabError(
          'engine',
          t("The worker that has this run's networks ended ({0}): open the run again.", reason),
        ),
    },
  );
  return {
    ask: <Q extends Question>(question: Q, other?: InspectionSource) =>
      questions.ask({ question, other }) as Promise<AnswerTo<Q>>,
    dispose,
  };
}

interface DataInspectionOptions {
  /** Gets to know how far the data set has been read, where that takes long. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Why nobody answers any more where the worker has ended by itself. */
  readonly ended?: Ends['ended'];
}

/** Reads a data set in a worker of its own, with the first question. */
export function startDataInspection(
  source: SplitSource,
  { onProgress, ended = dataWorkerEnded }: DataInspectionOptions = {},
): DataInspection {
  const { questions, dispose } = startInspectionWorker(
    source.distFolder,
    { type: 'openData', source },
    (post) =>
      new Requests<WorkerDataQuestion, DataAnswer | string[]>((id, question) => {
        post({ type: 'askData', id, question });
      }),
    {
      closed: () =>
        new LabError(
          'engine',
          t('The images were left before they had been read: read them again.'),
        ),
      ended,
    },
    onProgress,
  );
  return {
    sets: () => questions.ask({ kind: 'sets' }) as Promise<string[]>,
    ask: <Q extends DataQuestion>(question: Q) =>
      questions.ask(question) as Promise<DataAnswerTo<Q>>,
    dispose,
  };
}

function dataWorkerEnded(reason: string): LabError {
  return new LabError(
    'engine',
    t('The worker that reads the images ended ({0}): read them again.', reason),
  );
}

interface Ends {
  /** Why nobody answers any more, after `dispose`. */
  readonly closed: () => LabError;
  /** The same where the worker has ended by itself. */
  readonly ended: (reason: string) => LabError;
}

function startInspectionWorker<Q, A>(
  distFolder: string,
  open: InspectionRequest,
  questionsBy: (post: (request: InspectionRequest) => void) => Requests<Q, A>,
  { closed, ended }: Ends,
  onLoading?: (progress: LoadProgress) => void,
): { readonly questions: Requests<Q, A>; readonly dispose: () => void } {
  let worker: WorkerHandle | undefined;
  const questions = questionsBy((request) => worker?.post(request));
  const end = (reason: string): void => {
    questions.end(ended(inOneLine(reason)));
  };
  try {
    const started = startWorker(workerScript(distFolder, 'inspection-worker'));
    worker = started;
    started.onMessage((message) => {
      const reply = message as InspectionReply<A>;
      if (reply.type === 'loading') onLoading?.(reply.progress);
      else questions.receive(reply);
    });
    started.onExit((reason) => {
      worker = undefined;
      end(reason);
    });
    started.post(open);
  } catch (error) {
    if (error instanceof LabError) questions.end(error);
    else end(String(error));
  }
  return {
    questions,
    dispose: () => {
      questions.end(closed());
      void worker?.terminate();
    },
  };
}
