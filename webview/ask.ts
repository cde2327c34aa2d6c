import type { HostMessage } from '#shared/protocol/messages';
import type { Answer, AnswerTo, Question } from '#shared/protocol/questions';
import { Requests } from '#shared/requests';
import { post } from './host';

const questions = new Requests<Question, Answer>((id, question) => {
  post({ type: 'ask', id, question });
});

/** Asks the networks of the run that is shown. Rejects with a `LabError` where they cannot answer. */
export function ask<Q extends Question>(question: Q): Promise<AnswerTo<Q>> {
  return questions.ask(question) as Promise<AnswerTo<Q>>;
}

export function takeAnswer(answer: Extract<HostMessage, { type: 'answer' }>): void {
  questions.receive(answer);
}
