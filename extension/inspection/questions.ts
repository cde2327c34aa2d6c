import type { LoadProgress } from '#shared/load-progress';
import type { DataQuestion } from '#shared/protocol/data-questions';
import type { Reply } from '#shared/protocol/messages';
import type { Answer, Question } from '#shared/protocol/questions';
import { Requests } from '#shared/requests';
import type { InspectionSource } from './source';

/** What a worker that has the networks is asked. */
export interface WorkerQuestion {
  readonly question: Question;
  /** The run that `flips` compares with. */
  readonly other: InspectionSource | undefined;
}

/** The same on its way to the worker. */
export interface AskRequest extends WorkerQuestion {
  readonly type: 'ask';
  readonly id: number;
}

/** What comes back, under the question's id. */
export interface AnswerReply<A = Answer> {
  readonly type: 'answer';
  readonly id: number;
  readonly reply: Reply<A>;
}

/** All that the inspection worker says: of data, too, how far they have been read. */
export type InspectionReply<A> =
  AnswerReply<A> | { readonly type: 'loading'; readonly progress: LoadProgress };

export function questionsBy(post: (request: AskRequest) => void): Requests<WorkerQuestion, Answer> {
  return new Requests((id, asked) => {
    post({ type: 'ask', id, ...asked });
  });
}

/** A question about a data set, or what there is to choose from in its place. */
export type WorkerDataQuestion = DataQuestion | { readonly kind: 'sets' };

/** The same on its way to the worker that has it. */
export interface DataRequest {
  readonly type: 'askData';
  readonly id: number;
  readonly question: WorkerDataQuestion;
}
