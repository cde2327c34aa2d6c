/** Entry of the training worker (`dist/worker.js`): one run, then its last event. */
import { loadDataset } from '../data/dataset';
import { createEngine } from '../engine/engine';
import { toErrorData } from '../errors';
import { joinPath } from '../platform/files';
import { thisWorker } from '../platform/worker';
import type { TrainingEvent } from '../protocol/events';
import { checkConfig } from './check';
import type { TrainingConfig } from './config';
import { EventBuffer } from './event-buffer';
import { prepareRun } from './prepare';
import { runTraining } from './run';
import type { WorkerReply, WorkerRequest } from './session';

async function train(
  config: TrainingConfig,
  emit: (event: TrainingEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  checkConfig(config);
  const { dataFolder, classNames, distFolder, simd, threads } = config;
  const [dataset, engine] = await Promise.all([
    loadDataset(dataFolder, classNames),
    createEngine({
      wasmFolder: joinPath(distFolder, 'wasm'),
      threadScript: joinPath(distFolder, 'thread.js'),
      simd,
      threads,
    }),
  ]);
  await runTraining(config, await prepareRun(config, engine, dataset), emit, signal);
}

const parent = thisWorker();
const stop = new AbortController();
const buffer = new EventBuffer((events) => {
  parent.post({ type: 'events', events } satisfies WorkerReply);
});

async function answer(config: TrainingConfig): Promise<void> {
  const emit = buffer.push.bind(buffer);
  try {
    await train(config, emit, stop.signal);
  } catch (error) {
    emit({ type: 'failed', error: toErrorData(error) });
  }
}

parent.onMessage((message) => {
  const request = message as WorkerRequest;
  switch (request.type) {
    case 'train':
      void answer(request.config);
      break;
    case 'stop':
      stop.abort();
      break;
  }
});
