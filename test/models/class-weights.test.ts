import { describe, expect, it } from 'vitest';
import type { ModelSpec } from '../../extension/models/spec';
import { readSettings } from '../../extension/settings/read';
import { resolveSpec } from '../support/models';
import { refusal } from '../support/refusal';

const spec: ModelSpec = {
  layers: [{ type: 'linear', out_features: 'classes' }],
  optimizer: { type: 'sgd', lr: 0.1 },
};
const images = { shape: [1, 2, 2], classes: 3 } as const;
const weights = (class_weights: NonNullable<ModelSpec['class_weights']>): ModelSpec => ({
  ...spec,
  class_weights,
});

describe('class weights of a network', () => {
  it('are none where none are asked for: its plan is that of before', () => {
    expect(resolveSpec(spec, { ...images, counts: [1, 2, 3] }).plan).not.toHaveProperty(
      'classWeights',
    );
  });

  it('are the list, or follow from the training images', () => {
    expect(resolveSpec(weights([1, 2, 0.5]), images).plan.classWeights).toEqual([1, 2, 0.5]);
    const { plan, summary } = resolveSpec(weights('balanced'), { ...images, counts: [2, 6, 4] });
    expect(plan.classWeights).toEqual([2, 12 / 18, 1]);
    expect(summary.optimizer).toBe('SGD, lr 0.1; class_weights: balanced');
    // Where nothing is to be trained.
    expect(resolveSpec(weights('balanced'), images).plan).not.toHaveProperty('classWeights');
  });

  it('are refused where they are not as many as the classes', async () => {
    const error = await refusal(() => resolveSpec(weights([1, 2]), images));
    expect(error.message).toBe(
      'models.tiny.class_weights has 2 numbers, but there are 3 classes: give one for each class, in their order, or "balanced".',
    );
    expect(error.path).toEqual(['tiny', 'class_weights']);
  });

  it.each([['some'], [0], [[]], [[1, 1e-7]], [[1, -2]], [['1']]])('cannot be %j', async (value) => {
    const error = await refusal(() =>
      readSettings({ models: { tiny: { ...spec, class_weights: value } } }),
    );
    expect(error.setting).toBe('mnistLab.models');
    expect(error.message).toContain('tiny.class_weights');
    expect(error.message).toContain(
      'choose "balanced", or give a list of a number for each class: from 0.000001 to 1000000, or 0 for one that does not count.',
    );
  });

  it('may be 0, but not all of them', async () => {
    const typed = (value: unknown) => ({ models: { tiny: { ...spec, class_weights: value } } });
    expect(readSettings(typed([0, 1, 0])).models.tiny?.class_weights).toEqual([0, 1, 0]);
    const error = await refusal(() => readSettings(typed([0, 0])));
    expect(error.message).toContain(
      'tiny.class_weights is [0,0]: no class counts where all of them have 0: give at least one a number above that.',
    );
  });
});
