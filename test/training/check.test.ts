import { describe, expect, it } from 'vitest';
import { LabError } from '../../extension/errors';
import { batchesPerEpoch, checkConfig } from '../../extension/training/check';
import type { TrainingConfig } from '../../extension/training/config';
import { testConfig } from './support';

function refusal(change: Partial<TrainingConfig>): LabError {
  try {
    checkConfig({ ...testConfig, ...change });
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    return error as LabError;
  }
  throw new Error('it was accepted');
}

describe('settings of a run', () => {
  it('may be the notebook’s, or the least that there can be', () => {
    const least = { epochs: 0, batchSize: 1, threads: 1, seed: 2 ** 32 - 1 };
    for (const config of [testConfig, { ...testConfig, ...least }]) {
      expect(() => {
        checkConfig(config);
      }).not.toThrow();
    }
  });

  it.each([
    ['epochs', -1, '--epochs'],
    ['epochs', 1.5, '--epochs'],
    ['epochs', NaN, '--epochs'],
    ['epochs', 'ten', '--epochs'],
    ['batchSize', 0, '--batch-size'],
    ['batchSize', -3, '--batch-size'],
    ['batchSize', Infinity, '--batch-size'],
    ['limitBatches', 0, '--limit-batches'],
    ['seed', -1, '--seed'],
    ['seed', 2 ** 32, '--seed'],
    ['threads', 0, '--threads'],
    ['threads', 65, '--threads'],
  ])('name the setting and the option when %s is %s', (setting, value, option) => {
    const error = refusal({ [setting]: value });
    expect(error.kind).toBe('input');
    expect(error.setting).toBe(`mnistLab.${setting}`);
    expect(error.message).toContain(`mnistLab.${setting}, ${option}`);
    expect(error.message).toContain(`is ${String(value)}`);
  });

  it('are refused without a network', () => {
    expect(refusal({ models: [] }).message).toContain('--models');
  });

  it('are refused with a network that no settings describe, and the nearest one is named', () => {
    const error = refusal({ models: ['mlp', 'cmn'] });
    expect(error.kind).toBe('usage');
    expect(error.message).toContain('"cmn": did you mean "cnn"?');
  });

  it('are refused with initial weights for a network that is not trained', () => {
    expect(refusal({ init: { other: 'x.safetensors' } }).message).toContain('"other"');
  });
});

describe('batches in an epoch', () => {
  it('drop the remainder, as the notebook does', () => {
    expect(batchesPerEpoch({ ...testConfig, batchSize: 1024 }, 60_000)).toBe(58);
  });

  it('are as few as the limit says, but never more than there are', () => {
    expect(batchesPerEpoch({ ...testConfig, batchSize: 4, limitBatches: 2 }, 20)).toBe(2);
    expect(batchesPerEpoch({ ...testConfig, batchSize: 4, limitBatches: 9 }, 20)).toBe(5);
  });

  it('may be one batch of the whole set, but a larger batch is refused with both figures', () => {
    expect(batchesPerEpoch({ ...testConfig, batchSize: 20 }, 20)).toBe(1);
    expect(() => batchesPerEpoch({ ...testConfig, batchSize: 21 }, 20)).toThrow(
      /mnistLab\.batchSize, --batch-size.* 21, .* 20 training images/,
    );
  });

  it('ask nothing of the batch size when nothing is trained', () => {
    expect(batchesPerEpoch({ ...testConfig, epochs: 0, batchSize: 1024 }, 20)).toBe(0);
  });
});
