import type { LabErrorData } from '#shared/protocol/events';
import type { HostMessage } from '#shared/protocol/messages';
import type { AnswerTo, Question } from '#shared/protocol/questions';
import { post } from './host';

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: LabErrorData) => void;
}

const waiting = new Map<number, Waiting>();
let lastId = 0;

/** Asks the networks of the run that is shown. Rejects with `LabErrorData` where they cannot answer. */
export function ask<Q extends Question>(question: Q): Promise<AnswerTo<Q>> {
  const id = ++lastId;
  return new Promise<AnswerTo<Q>>((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    post({ type: 'ask', id, question });
  });
}

/** To be called with every answer that the host sends. */
export function receiveAnswer({ id, reply }: Extract<HostMessage, { type: 'answer' }>): void {
  const asked = waiting.get(id);
  waiting.delete(id);
  if ('ok' in reply) asked?.resolve(reply.ok as never);
  else asked?.reject(reply.error);
}
