import { describe, expect, test } from 'vitest';
import { channelStatistics } from '../../extension/data/statistics';
import { planAugment } from '../../extension/models/augment';
import { planNormalization } from '../../extension/models/normalization';
import { inputsOf, resolveModel } from '../../extension/models/model';
import type { ModelSpec } from '../../extension/models/spec';
import { readSettings } from '../../extension/settings/read';

const spec: ModelSpec = {
  layers: [{ type: 'linear', out_features: 'classes' }],
  optimizer: { type: 'sgd', lr: 0.1 },
};
const images = { shape: [3, 4, 5], classes: 2 } as const;

describe('what bytes count as', () => {
  test('is the mean and deviation of each channel of the training images', () => {
    // Two images of two channels of two pixels.
    const bytes = Uint8Array.from([0, 2, 9, 9, 4, 6, 9, 9]);
    expect(channelStatistics({ images: bytes }, [2, 1, 2])).toEqual({
      mean: [3, 9],
      deviation: [Math.sqrt(5), 0],
    });
  });

  test('is finite for a channel that is the same everywhere', () => {
    const statistics = () => ({ mean: [9], deviation: [0] });
    expect(planNormalization('standard', 1, statistics)).toEqual({ mean: [9], deviation: [1] });
  });

  test('is by name: centred as in the notebook, or from 0 to 1', () => {
    expect(planNormalization('centered', 2, undefined)).toEqual({
      mean: [128, 128],
      deviation: [256, 256],
    });
    expect(planNormalization('unit', 1, undefined)).toEqual({ mean: [0], deviation: [255] });
  });
});

describe('a network', () => {
  test('takes what the settings say of images, unless it says it itself', () => {
    const all = { ...images, ...inputsOf({ normalization: 'unit', augment: { degrees: 5 } }) };
    const own: ModelSpec = { ...spec, normalization: 'centered', augment: {} };
    const models = { plain: spec, own };
    const plain = resolveModel(models, 'plain', all);
    expect(plain.plan.normalization.mean).toEqual([0, 0, 0]);
    expect(plain.plan.augment?.degrees).toBe(5);
    expect(plain.summary.input).toBe('unit; degrees 5');
    const other = resolveModel(models, 'own', all);
    expect(other.plan.normalization.mean).toEqual([128, 128, 128]);
    expect(other.plan.augment).toBeNull();
    expect(other.summary).not.toHaveProperty('input');
  });
});

describe('what varies images', () => {
  test('is said as it was typed', () => {
    const augment = { scale: [0.9, 1.1], elastic: { alpha: 30 }, erasing: {} } as const;
    const { summary } = resolveModel({ own: { ...spec, augment } }, 'own', images);
    expect(summary.input).toBe('scale [0.9, 1.1], elastic (alpha 30), erasing');
  });

  test('has torchvision’s defaults, and shares become pixels of this size', () => {
    expect(planAugment({ translate: [0.5, 0.25], elastic: {}, erasing: {} }, [1, 8, 10])).toEqual({
      degrees: 0,
      shear: 0,
      shift: [5, 2],
      scale: [1, 1],
      flip: 0,
      elastic: { alpha: 50, sigma: 5, radius: 20 },
      erasing: { p: 0.5, scale: [0.02, 0.33], ratio: [0.3, 3.3] },
    });
  });

  test('is nothing where no argument changes anything', () => {
    expect(planAugment({}, [1, 8, 8])).toBeNull();
    const idle = { degrees: 0, scale: [1, 1], elastic: { alpha: 0 }, erasing: { p: 0 } } as const;
    expect(planAugment(idle, [1, 8, 8])).toBeNull();
    expect(planAugment({ horizontal_flip: 0.1 }, [1, 8, 8])).not.toBeNull();
  });

  test.each([
    [{ scale: [1.2, 0.8] }, 'augment.scale'],
    [{ degrees: -3 }, 'augment.degrees'],
    [{ rotate: 10 }, 'augment has no "rotate"'],
    [{ elastic: { sigma: 0 } }, 'augment.elastic.sigma'],
    [{ translate: [0.1] }, 'augment.translate'],
  ])('is refused where it is wrong: %o', (augment, place) => {
    expect(() => readSettings({ augment })).toThrow(place);
  });
});
