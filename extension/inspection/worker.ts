/**
 * Entry of the inspection worker (`dist/inspection-worker.js`): questions to a saved run's networks, or about a data
 * set.
 */
import type { DataAnswer } from '#shared/protocol/data-questions';
import { thisWorker } from '../platform/worker';
import { replyWith } from '#shared/requests';
import { SerialQueue } from '../platform/serial-queue';
import { DataInspector } from './data-inspector';
import type { Inspector } from './inspector';
import type { InspectionReply, WorkerDataQuestion } from './questions';
import { inspectSavedRun } from './saved-run';
import type { InspectionRequest } from './session';

const parent = thisWorker();
/** Nothing interrupts a question: the worker is ended whole. */
const never = new AbortController().signal;
let inspector: Promise<Inspector> | undefined;
let data: DataInspector | undefined;
const questions = new SerialQueue();

function answer<A>(id: number, find: () => Promise<A>): void {
  void questions.run(async () => {
    const reply = await replyWith(find);
    post({ type: 'answer', id, reply });
  });
}

function post<A>(reply: InspectionReply<A>): void {
  parent.post(reply);
}

function answerOf(
  inspector: DataInspector,
  question: WorkerDataQuestion,
): Promise<DataAnswer | string[]> {
  return question.kind === 'sets' ? inspector.sets() : inspector.answer(question);
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
      answer(request.id, async () =>
        (await inspector!).answer(request.question, request.other, never),
      );
      break;
    case 'openData':
      data = new DataInspector(request.source, (progress) => {
        post({ type: 'loading', progress });
      });
      break;
    case 'askData':
      answer(request.id, () => answerOf(data!, request.question));
      break;
  }
});
