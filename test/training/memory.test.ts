import { expect, test } from 'vitest';
import type { MemoryNeeds, MemoryReport } from '../../extension/engine/api';
import { withValidation } from '../../extension/data/split';
import { checkMemory } from '../../extension/training/memory';
import { notebookModel } from '../support/models';
import { refusal } from '../support/refusal';
import { FakeEngine } from './fake-engine';
import { blankDataset, testConfig } from './support';

const GIB = 2 ** 30;
const models = ['mlp', 'cnn', 'cnn-big'].map(notebookModel);
const part = (name: string, gibibytes: number) => ({ name, bytes: gibibytes * GIB });

/** Needs four gibibytes, half of them for the second network. */
class LargeEngine extends FakeEngine {
  asked: MemoryNeeds | undefined;

  override memoryNeeded(needs: MemoryNeeds): MemoryReport {
    this.asked = needs;
    const networks = [
      { total: 0.5 * GIB, parts: [part('layer_1', 0.5)] },
      { total: 2 * GIB, parts: [part('conv_1', 1.5), part('linear', 0.3), part('ReLU', 0.2)] },
      { total: GIB, parts: [part('conv_2', 1)] },
    ];
    return { total: 4 * GIB, networks };
  }
}

function check(memoryLimit: number, dataset = blankDataset(30, 25)): LargeEngine {
  const engine = new LargeEngine();
  checkMemory(models, { ...testConfig, batchSize: 8, memoryLimit }, dataset, engine);
  return engine;
}

test('a run may take as much memory as is allowed: for both sets, all networks, and the batch', () => {
  expect(check(4 * GIB).asked).toEqual({
    datasets: [
      { count: 30, imageShape: [1, 28, 28] },
      { count: 25, imageShape: [1, 28, 28] },
    ],
    networks: models.map(({ plan }) => plan),
    batchSize: 8,
  });
});

test('validation images take theirs, too', () => {
  const { asked } = check(4 * GIB, withValidation(blankDataset(30, 25), 10, 0));
  expect(asked!.datasets.map(({ count }) => count)).toEqual([20, 10, 25]);
});

test('one that would take more is refused, with who needs most of it, and for what', async () => {
  const { kind, message, setting } = await refusal(() => check(4 * GIB - 1));
  expect([kind, setting]).toEqual(['input', 'mnistLab.memoryLimit']);
  expect(message).toContain('needs 4.00 GiB of memory, and the limit (mnistLab.memoryLimit) is 4');
  expect(message).toContain(
    ': cnn needs most (2.00 GiB: 1.50 GiB for conv_1, 0.30 GiB for linear). Make',
  );
});
