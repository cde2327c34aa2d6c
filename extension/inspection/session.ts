import { t } from '@vscode/l10n';
import { inOneLine, LabError } from '../errors';
import { joinPath } from '../platform/files';
import { startWorker, type WorkerHandle } from '../platform/worker';
import type { AnswerTo, Question } from '#shared/protocol/questions';
import { type AnswerReply, type AskRequest, questionsBy } from './questions';
import type { InspectionSource } from './source';

export type { InspectionConfig, InspectionSource } from './source';

/** What the inspection worker is sent: the run first, then questions about it. */
export type InspectionRequest =
  { readonly type: 'open'; readonly source: InspectionSource } | AskRequest;

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

/** Opens a saved run in a worker of its own; what is wrong with it, the first question tells. */
export function startInspection(source: InspectionSource): Inspection {
  let worker: WorkerHandle | undefined;
  const questions = questionsBy((request) => worker?.post(request satisfies InspectionRequest));
  try {
    const started = startWorker(joinPath(source.config.distFolder, 'inspection-worker.js'));
    worker = started;
    started.onMessage((message) => {
      questions.receive(message as AnswerReply);
    });
    started.onExit((reason) => {
      worker = undefined;
      questions.end(ended(reason));
    });
    started.post({ type: 'open', source } satisfies InspectionRequest);
  } catch (error) {
    questions.end(error instanceof LabError ? error : ended(String(error)));
  }
  return {
    ask: <Q extends Question>(question: Q, other?: InspectionSource) =>
      questions.ask({ question, other }) as Promise<AnswerTo<Q>>,
    dispose: () => {
      questions.end(
        new LabError('engine', t('This run was closed before it could answer: open it again.')),
      );
      void worker?.terminate();
    },
  };
}

function ended(reason: string): LabError {
  return new LabError(
    'engine',
    t(
      "The worker that has this run's networks ended ({0}): open the run again.",
      inOneLine(reason),
    ),
  );
}
