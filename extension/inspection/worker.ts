/** Entry of the inspection worker (`dist/inspection-worker.js`): questions to a saved run's networks. */
import { thisWorker } from '../platform/worker';
import type { Answer } from '#shared/protocol/questions';
import { type AskRequest, replyTo } from './asker';
import type { Inspector } from './inspector';
import { inspectSavedRun } from './saved-run';
import type { InspectionRequest } from './session';

const parent = thisWorker();
/** Nothing interrupts a question: the worker is ended whole. */
const never = new AbortController().signal;
let inspector: Promise<Inspector> | undefined;
let lastAnswer = Promise.resolve();

async function answer(request: AskRequest): Promise<void> {
  const { question, other } = request;
  const find = async (): Promise<Answer> => (await inspector!).answer(question, other, never);
  parent.post(await replyTo(request, find));
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
