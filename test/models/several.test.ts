import { describe, expect, it } from 'vitest';
import type { LayerSpec } from '../../extension/layers/kinds';
import { resolveModels } from '../../extension/models/model';
import { notebookModels } from '../../extension/models/notebook';
import type { ModelSpecs } from '../../extension/models/spec';
import { refusal } from '../support/refusal';

describe('several networks', () => {
  const images = { shape: [1, 28, 28], classes: 10 } as const;
  const optimizer = { type: 'sgd', lr: 0.01 } as const;
  const output = { type: 'linear', out_features: 'classes' } as const;
  const conv = (kernel_size: number): LayerSpec => ({
    type: 'conv2d',
    out_channels: 1,
    kernel_size,
  });
  const specs: ModelSpecs = {
    right: { layers: [output], optimizer },
    wide: { layers: [conv(29), output], optimizer },
    open: { layers: [conv(3)], optimizer },
    asWide: { layers: [{ type: 'linear', out_features: { match: 'wide' } }, output], optimizer },
  };

  it('that work are given in their order', () => {
    const both = resolveModels(notebookModels, ['cnn', 'mlp'], images);
    expect(both.map(({ id }) => id)).toEqual(['cnn', 'mlp']);
  });

  it('that cannot work are told all at once, and what they share once', async () => {
    const ids = ['wide', 'right', 'asWide', 'open'];
    const error = await refusal(() => resolveModels(specs, ids, images));
    expect(error.message).toMatch(
      /^2 networks cannot be trained: \(1\) models\.wide.*kernel 29×29.*\(2\) models\.open: the last layer/,
    );
    // The way to the first of them.
    expect([error.setting, error.path]).toEqual(['mnistLab.models', ['wide', 'layers', 0]]);
  });

  it('of which one cannot work are told that alone', async () => {
    const error = await refusal(() => resolveModels(specs, ['right', 'open'], images));
    expect(error.message).toMatch(/^models\.open: the last layer/);
  });
});
