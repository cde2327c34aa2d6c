import type { BatchEvent, EvaluationEvent, RunEvent, TrainingEvent } from '#shared/protocol/events';
import { compareParameters } from '../../extension/models/comparison';
import { notebookIds, notebookSummary } from '../support/models';

const models = notebookIds.map(notebookSummary);

export const runEvent: RunEvent = {
  type: 'run',
  models,
  comparison: compareParameters(models),
  engine: { simd: 'relaxed', threads: 2 },
  dataset: { name: 'MNIST', train: 60_000, test: 10_000, classes: Array.from('0123456789') },
  config: {
    models: models.map(({ id }) => id),
    epochs: 10,
    batchSize: 1024,
    batchesPerEpoch: 58,
    sampling: 'random',
    seed: 7,
    evaluateEachEpoch: false,
  },
  startedAt: 1_700_000_000_000,
};

export function batchEvent(change: Partial<BatchEvent> = {}): BatchEvent {
  return {
    type: 'batch',
    epoch: 1,
    batch: 1,
    seconds: {},
    losses: { mlp: 2.3841234567890123, cnn: 2.5, 'cnn-big': 0.019421 },
    elapsed: 0.25,
    ...change,
  };
}

/** A matrix with every cell filled: `right` on the diagonal, small and large mistakes elsewhere. */
export function evaluationEvent(model: string, right = 900): EvaluationEvent {
  return {
    type: 'evaluation',
    model,
    accuracy: 0.9836,
    loss: 0.0512345678901234,
    confusion: Array.from({ length: 10 }, (_, actual) =>
      Array.from({ length: 10 }, (_, predicted) =>
        actual === predicted ? right : (actual * 7 + predicted * 3) % 20,
      ),
    ),
    precision: Array.from({ length: 10 }, (_, i) => 1 - i / 100),
    recall: Array.from({ length: 10 }, (_, i) => (i === 9 ? 0 : 1 - i / 1000)),
    seconds: 0.31,
  };
}

/** A whole run of one epoch that was told of in every way. */
export const wholeRun: readonly TrainingEvent[] = [
  runEvent,
  { type: 'notice', message: 'Relaxed SIMD is not available here.' },
  batchEvent(),
  batchEvent({ epoch: 10, batch: 58, elapsed: 123.4 }),
  {
    type: 'epoch',
    epoch: 10,
    losses: { mlp: 2.136, cnn: 0.714, 'cnn-big': 0.0194 },
    seconds: { mlp: 1.25, cnn: 12.5, 'cnn-big': 20.25 },
  },
  evaluationEvent('mlp'),
  evaluationEvent('cnn', 1135),
  evaluationEvent('cnn-big'),
  { type: 'done', seconds: 345.6 },
];

/** Takes what is written, as a terminal or a pipe would. */
export class Recorder {
  text = '';

  constructor(
    readonly isTTY = false,
    readonly columns = 80,
  ) {}

  write(text: string): void {
    this.text += text;
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }
}
