/** Entry of the inspection worker (`dist/inspection-worker.js`): questions to a saved run's networks. */
import { thisWorker } from '../platform/worker';
import { replyWith } from '#shared/requests';
import { SerialQueue } from '../platform/serial-queue';
import type { Inspector } from './inspector';
import type { AnswerReply, AskRequest } from './questions';
import { inspectSavedRun } from './saved-run';
import type { InspectionRequest } from './session';

const parent = thisWorker();
/** Nothing interrupts a question: the worker is ended whole. */
const never = new AbortController().signal;
let inspector: Promise<Inspector> | undefined;
const questions = new SerialQueue();

async function answer({ id, question, other }: AskRequest): Promise<void> {
  const reply = await replyWith(async () => (await inspector!).answer(question, other, never));
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
      void questions.run(() => answer(request));
      break;
  }
});
