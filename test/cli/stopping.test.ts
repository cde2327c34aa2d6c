import { describe, expect, it } from 'vitest';
import type { RunEvent, TrainingEvent } from '#shared/protocol/events';
import { Stopping } from '../../extension/cli/stopping';
import { batchEvent, evaluationEvent, runEvent } from './events';

function sentenceAfter(...events: readonly TrainingEvent[]): string {
  const stopping = new Stopping();
  for (const event of events) stopping.saw(event);
  return stopping.sentence;
}

const run = (change: Partial<RunEvent['config']> = {}): RunEvent => ({
  ...runEvent,
  config: { ...runEvent.config, epochs: 2, ...change },
});
const epoch = (number: number): TrainingEvent => ({
  type: 'epoch',
  epoch: number,
  losses: {},
  seconds: {},
});
const test = (number: number): TrainingEvent => ({
  type: 'test',
  epoch: number,
  losses: {},
  accuracies: {},
  confusions: {},
});
const earlyStopping = { monitor: 'loss', patience: 3 } as const;

describe('a signal', () => {
  it('while data is loaded is told that nothing has been trained', () => {
    expect(sentenceAfter()).toBe(
      'Stopping before anything is trained; press Ctrl-C again to stop at once.',
    );
  });

  it.each<[string, readonly TrainingEvent[]]>([
    ['before the first batch', [run()]],
    ['between batches', [run(), batchEvent()]],
    ['in the next epoch', [run(), batchEvent(), epoch(1)]],
    ['after the test of an epoch', [run({ evaluateEachEpoch: true }), epoch(1), test(1)]],
  ])('%s waits for a batch', (_, events) => {
    expect(sentenceAfter(...events)).toBe(
      'Stopping after this batch; press Ctrl-C again to stop at once.',
    );
  });

  it.each<[string, readonly TrainingEvent[]]>([
    ['where nothing is trained', [run({ epochs: 0 })]],
    ['after the last epoch', [run(), epoch(1), epoch(2)]],
    ['in the test of an epoch', [run({ evaluateEachEpoch: true }), epoch(1)]],
    ['in a test for early stopping', [run({ earlyStopping }), epoch(1)]],
    ['after the last test', [run({ earlyStopping }), epoch(2), test(2)]],
    ['after one network of several', [run(), epoch(2), evaluationEvent('mlp')]],
    ['once weights are saved', [run(), { type: 'saved', folder: 'w', files: [] }]],
  ])('%s leaves out the rest of the test', (_, events) => {
    expect(sentenceAfter(...events)).toBe(
      'Stopping without the rest of the test; press Ctrl-C again to stop at once.',
    );
  });
});
