import type {
  HostMessage,
  PanelAnswer,
  PanelAnswerTo,
  PanelQuestion,
} from '#shared/protocol/messages';
import { Requests } from '#shared/requests';
import { post } from './host';

const questions = new Requests<PanelQuestion, PanelAnswer>(
  (id, question) => {
    post({ type: 'ask', id, question });
  },
  (id) => {
    post({ type: 'cancel', id });
  },
);

/**
 * Asks the networks of the run that is shown, or about the data set that the settings choose. Rejects with a `LabError`
 * where there is no answer.
 * @param signal aborted with a `LabError` when nobody waits for it any more
 */
export function ask<Q extends PanelQuestion>(
  question: Q,
  signal?: AbortSignal,
): Promise<PanelAnswerTo<Q>> {
  return questions.ask(question, signal) as Promise<PanelAnswerTo<Q>>;
}

export function takeAnswer(answer: Extract<HostMessage, { type: 'answer' }>): void {
  questions.receive(answer);
}
