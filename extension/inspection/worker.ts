/** Entry of the inspection worker (`dist/inspection-worker.js`): questions to a saved run's networks. */
import { toErrorData } from '../errors';
import { thisWorker } from '../platform/worker';
import type { AnswerReply, AskRequest } from './asker';
import type { Inspector } from './inspector';
import { inspectSavedRun } from './saved-run';
import type { InspectionRequest } from './session';

const parent = thisWorker();
/** Nothing interrupts a question: the worker is ended whole. */
const never = new AbortController().signal;
let inspector: Promise<Inspector> | undefined;
let lastAnswer = Promise.resolve();

async function answer({ id, question, other }: AskRequest): Promise<void> {
  let reply: AnswerReply['reply'];
  try {
    reply = { ok: await (await inspector!).answer(question, other, never) };
  } catch (error) {
    reply = { error: toErrorData(error) };
  }
  parent.post({ type: 'answer', id, reply } satisfies AnswerReply);
}

parent.onMessage((message) => {
  const request = message as InspectionRequest;
  switch (request.type) {
    case 'open':
      inspector = inspectSavedRun(request.source);
      // Whoever asks hears of it.
      inspector.catch(() => undefined);
      break;
    case 'ask':
      lastAnswer = lastAnswer.then(() => answer(request));
      break;
  }
});
