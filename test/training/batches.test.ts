import { describe, expect, it } from 'vitest';
import { batchesPerEpoch } from '../../extension/training/batches';
import { refusal } from '../support/refusal';
import { testConfig } from './support';

describe('batches in an epoch', () => {
  it('drop the remainder, as the notebook does', () => {
    expect(batchesPerEpoch({ ...testConfig, batchSize: 1024 }, 60_000)).toBe(58);
  });

  it('are as few as the limit says, but never more than there are', () => {
    expect(batchesPerEpoch({ ...testConfig, batchSize: 4, limitBatches: 2 }, 20)).toBe(2);
    expect(batchesPerEpoch({ ...testConfig, batchSize: 4, limitBatches: 9 }, 20)).toBe(5);
  });

  it('may be one batch of the whole set, but a larger batch is refused with both figures', async () => {
    expect(batchesPerEpoch({ ...testConfig, batchSize: 20 }, 20)).toBe(1);
    const { kind, message, setting } = await refusal(() =>
      batchesPerEpoch({ ...testConfig, batchSize: 21 }, 20),
    );
    expect([kind, setting]).toEqual(['input', 'mnistLab.batchSize']);
    expect(message).toBe(
      'The batch size (mnistLab.batchSize) is 21, but the data set has 20 training images: choose 20 or less.',
    );
  });

  it('ask nothing of the batch size when nothing is trained', () => {
    expect(batchesPerEpoch({ ...testConfig, epochs: 0, batchSize: 1024 }, 20)).toBe(0);
  });
});
