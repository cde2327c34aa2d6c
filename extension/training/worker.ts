/** Entry of the training worker (`dist/worker.js`): one run, then its last event. */
import { loadSplit } from '../data/load-split';
import { statisticsOf } from '../data/statistics';
import { createEngine } from '../engine/engine';
import { toErrorData } from '../errors';
import { examplesOf } from '../inspection/examples';
import { Inspector } from '../inspection/inspector';
import type { AskRequest } from '../inspection/questions';
import { joinPath } from '../platform/files';
import { thisWorker, workerScript } from '../platform/worker';
import type { TrainingEvent } from '#shared/protocol/events';
import { replyWith } from '#shared/requests';
import { readNewest } from './checkpoint/slots';
import type { TrainingConfig } from './config';
import { EventBatcher } from './event-batcher';
import { prepareRun } from './prepare';
import { runTraining } from './run';
import { RunControl } from './run-control';
import type { WorkerReply, WorkerRequest } from './session';

const parent = thisWorker();
const batcher = new EventBatcher((events, message) => {
  parent.post({ type: 'events', events, message } satisfies WorkerReply);
});
const control = new RunControl(batcher);
let inspector: Inspector | undefined;

async function train(config: TrainingConfig): Promise<void> {
  const { data, distFolder, checkpoint, threads } = config;
  const found = checkpoint?.resume === true ? await readNewest(checkpoint.folder) : null;
  // Other instructions would give other bits.
  const simd = found?.checkpoint.facts.run.engine.simd ?? config.simd;
  const [dataset, engine] = await Promise.all([
    loadSplit(config, control.signal, (progress) => {
      parent.post({ type: 'loading', progress } satisfies WorkerReply);
    }),
    createEngine({
      wasmFolder: joinPath(distFolder, 'wasm'),
      threadScript: workerScript(distFolder, 'thread'),
      simd,
      threads,
    }),
  ]);
  control.signal.throwIfAborted();
  const run = await prepareRun(config, engine, dataset, found);
  const { imageShape, classes, validation, test } = dataset;
  inspector = new Inspector({
    engine,
    networks: run.trainees,
    images: { shape: imageShape, classes: classes.length, statistics: statisticsOf(dataset) },
    parts: {
      validation: validation && { set: validation, images: run.validation!.images },
      test: { set: test, images: run.test.images },
    },
    examples: examplesOf(dataset.train),
    data,
    codecFolder: joinPath(distFolder, 'codecs'),
    changed: null,
  });
  await runTraining(config, run, emit, control);
}

function emit(event: TrainingEvent): void {
  // The test at the end may have put the best weights in place for a moment.
  if (event.type === 'batch' || event.type === 'evaluation') inspector?.weightsChanged();
  batcher.push(event);
}

async function runToItsEnd(config: TrainingConfig): Promise<void> {
  try {
    await train(config);
  } catch (error) {
    // While it is loaded: nothing has been trained.
    if (error === control.signal.reason) emit({ type: 'stopped', seconds: 0 });
    else emit({ type: 'failed', error: toErrorData(error) });
  }
  batcher.send();
}

/** Between two batches, when the inspector is there. */
async function answer({ id, question, other }: AskRequest): Promise<void> {
  const reply = await replyWith(() => inspector!.answer(question, other, control.signal));
  parent.post({ type: 'answer', id, reply } satisfies WorkerReply);
}

parent.onMessage((message) => {
  const request = message as WorkerRequest;
  switch (request.type) {
    case 'train':
      void runToItsEnd(request.config);
      break;
    case 'stop':
      control.stop(request);
      break;
    case 'pause':
      control.pause();
      break;
    case 'resume':
      control.resume();
      break;
    case 'received':
      control.received(request.message);
      break;
    case 'ask':
      control.between(() => answer(request));
      break;
  }
});
