import { describe, expect, it } from 'vitest';
import type { LayerSpec } from '../../extension/layers/kinds';
import { resolveModel } from '../../extension/models/model';
import { refusal } from '../support/refusal';

type Spec = Partial<Extract<LayerSpec, { type: 'layer_norm' }>>;

const optimizer = { type: 'sgd', lr: 0.1 } as const;
const images = { shape: [1, 6, 7], classes: 3 } as const;
const output = { type: 'linear', out_features: 'classes' } as const;
const filters = { type: 'conv2d', out_channels: 2, kernel_size: 3 } as const;

/** A layer norm after filters that give (2, 4, 5), and after a linear layer of 9. */
function onImages(spec: Spec) {
  const layers = [filters, { type: 'layer_norm', ...spec } as const, output];
  return resolveModel({ net: { layers, optimizer } }, 'net', images).summary.layers[1]!;
}
function onFeatures(spec: Spec) {
  const layers: LayerSpec[] = [
    { type: 'linear', out_features: 9 },
    { type: 'layer_norm', ...spec },
    output,
  ];
  return resolveModel({ net: { layers, optimizer } }, 'net', images).summary.layers[1]!;
}

describe('a layer norm', () => {
  it.each<[Spec, readonly number[]]>([
    [{}, [2, 4, 5]],
    [{ normalized_shape: [2, 4, 5] }, [2, 4, 5]],
    [{ normalized_shape: [4, 5] }, [4, 5]],
    [{ normalized_shape: [5] }, [5]],
    [{ normalized_shape: 5 }, [5]],
  ])('of images, %j, has weights for each value of the last sizes', (spec, shape) => {
    const layer = onImages(spec);
    expect(layer.outputShape).toEqual([2, 4, 5]);
    expect(layer.parameters.map(({ name, shape: found }) => [name, found])).toEqual([
      ['1.weight', shape],
      ['1.bias', shape],
    ]);
    expect(layer.buffers).toEqual([]);
  });

  it.each<[Spec, string, readonly string[]]>([
    [{}, 'LayerNorm((9))', ['1.weight', '1.bias']],
    [{ normalized_shape: 9, name: 'norm' }, 'LayerNorm((9))', ['norm.weight', 'norm.bias']],
    [{ bias: false }, 'LayerNorm((9), bias=False)', ['1.weight']],
    [{ elementwise_affine: false }, 'LayerNorm((9), elementwise_affine=False)', []],
    [{ elementwise_affine: false, bias: true }, 'LayerNorm((9), elementwise_affine=False)', []],
  ])('of features, %j, is described as PyTorch does and has what it says', (spec, words, names) => {
    const layer = onFeatures(spec);
    expect(layer.description).toBe(words);
    expect(layer.parameters.map(({ name }) => name)).toEqual(names);
  });

  it('takes the operations of two means, a quotient, scale and shift for each value, three for each row', () => {
    // Mean 1, distance 1, square and its mean 2, quotient 1, scale 1, shift 1; eps, root and reciprocal.
    expect(onFeatures({}).flops).toBe(9 * 7 + 3);
    expect(onFeatures({ bias: false }).flops).toBe(9 * 6 + 3);
    expect(onFeatures({ elementwise_affine: false }).flops).toBe(9 * 5 + 3);
    expect(onImages({ normalized_shape: 5 }).flops).toBe(40 * 7 + 8 * 3);
  });

  it.each<[Spec, string]>([
    [{ normalized_shape: [2, 4] }, '(2, 4)'],
    [{ normalized_shape: 4 }, '(4)'],
    [{ normalized_shape: [5, 4] }, '(5, 4)'],
  ])('of other sizes than come in, %j, is refused', async (spec, found) => {
    const { message, path } = await refusal(() => onImages(spec));
    expect(message).toBe(
      `models.net.layers[1] layer_norm: normalized_shape ${found} is not how (2, 4, 5), which comes in, ends: take its last sizes, or leave it out for all of them.`,
    );
    expect(path).toEqual(['net', 'layers', 1]);
  });

  it('of images is refused where features come in', async () => {
    const { message } = await refusal(() => onFeatures({ normalized_shape: [1, 9] }));
    expect(message).toContain('normalized_shape (1, 9) is not how (9)');
  });
});
