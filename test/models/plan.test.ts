import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveLayers as resolveWidths, type ResolvedLayer } from '../../extension/models/layers';
import type { LayerSpec } from '../../extension/layers/kinds';
import type { ModelSpec } from '../../extension/models/spec';
import { planOf } from '../support/models';
import { refusal } from '../support/refusal';

function resolveLayers(spec: ModelSpec, imageShape: readonly number[]): ResolvedLayer[] {
  return resolveWidths('tiny', spec, imageShape, () => {
    throw new Error('no width is left open here');
  });
}

function tiny(...layers: LayerSpec[]): ModelSpec {
  return { layers, optimizer: { type: 'sgd', lr: 0.1 } };
}

function conv(out_channels: number, kernel_size: number, stride = 1): LayerSpec {
  return { type: 'conv2d', out_channels, kernel_size, stride };
}

const linear = (out_features: number): LayerSpec => ({ type: 'linear', out_features });

/** How often a window of `kernel` fits when it moves by `stride`: counted, not calculated. */
function positions(size: number, kernel: number, stride: number): number {
  let count = 0;
  for (let start = 0; start + kernel <= size; start += stride) count++;
  return count;
}

describe('shapes through a network', () => {
  it('count the places of a kernel, for any kernel and stride that fit', () => {
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(size, size, size, size, size, (height, width, kernel, stride, channels) => {
        fc.pre(kernel <= height && kernel <= width);
        const [layer] = resolveLayers(tiny(conv(7, kernel, stride)), [channels, height, width]);
        expect(layer!.outputShape).toEqual([
          7,
          positions(height, kernel, stride),
          positions(width, kernel, stride),
        ]);
        expect(layer!.plan).toMatchObject({ inChannels: channels, inputSize: [height, width] });
      }),
    );
  });

  it('flatten before a linear layer, and pass activations as they are', () => {
    const shapes = resolveLayers(
      tiny(conv(3, 2), { type: 'relu' }, linear(5), { type: 'sigmoid' }, linear(10)),
      [1, 4, 6],
    ).map(({ inputShape, outputShape }) => [inputShape, outputShape]);
    expect(shapes).toEqual([
      [
        [1, 4, 6],
        [3, 3, 5],
      ],
      [
        [3, 3, 5],
        [3, 3, 5],
      ],
      [[3, 3, 5], [5]],
      [[5], [5]],
      [[5], [10]],
    ]);
  });
});

describe('a network that cannot work', () => {
  it('names the layer and both sizes when a kernel does not fit', async () => {
    const error = await refusal(() =>
      planOf(tiny(conv(2, 3), { type: 'relu' }, conv(2, 3), conv(2, 5), linear(10)), [1, 8, 8], 10),
    );
    expect(error.kind).toBe('input');
    expect(error.message).toContain(
      'models.tiny.layers[3] conv2d: kernel 5×5 does not fit 4×4 input',
    );
  });

  it('names the direction in which a kernel does not fit', async () => {
    const spec = tiny(conv(2, 5), linear(10));
    expect((await refusal(() => planOf(spec, [1, 4, 9], 10))).message).toContain('4×9 input');
    expect((await refusal(() => planOf(spec, [1, 9, 4], 10))).message).toContain('9×4 input');
  });

  it('names a convolution after a linear layer, and what comes in', async () => {
    const error = await refusal(() =>
      planOf(tiny(linear(20), conv(2, 3), linear(10)), [1, 8, 8], 10),
    );
    expect(error.message).toContain('models.tiny.layers[1] conv2d');
    expect(error.message).toContain('(20) comes in');
  });

  it('names what the last layer gives and how many classes there are', async () => {
    const narrow = await refusal(() => planOf(tiny(linear(9)), [1, 8, 8], 10));
    expect(narrow.message).toMatch(/models\.tiny: .*\(9\).*10 classes/);
    const unflattened = await refusal(() => planOf(tiny(conv(10, 3)), [1, 8, 8], 10));
    expect(unflattened.message).toMatch(/\(10, 6, 6\).*10 classes/);
    const none = await refusal(() => planOf(tiny(), [1, 8, 8], 10));
    expect(none.message).toContain('(1, 8, 8)');
  });
});

describe('names of layers with weights', () => {
  const resolve = (...layers: LayerSpec[]) => planOf(tiny(...layers, linear(3)), [1, 8, 8], 3);

  it.each<[string, LayerSpec, LayerSpec]>([
    [
      'batch norms of images',
      { type: 'batch_norm2d', name: 'same' },
      { type: 'batch_norm2d', name: 'same' },
    ],
    [
      'a convolution and a batch norm',
      { type: 'conv2d', name: 'same', out_channels: 2, kernel_size: 3 },
      { type: 'batch_norm2d', name: 'same' },
    ],
    [
      'a linear layer and a batch norm',
      { type: 'linear', name: 'same', out_features: 4 },
      { type: 'batch_norm1d', name: 'same' },
    ],
    [
      'a batch norm and another one by its place',
      { type: 'batch_norm2d', name: '1' },
      { type: 'batch_norm2d' },
    ],
  ])('are refused if two have the same: %s', async (_, first, second) => {
    const error = await refusal(() => resolve(first, second));
    expect(error.message).toMatch(/layers\[1\] .*is that of layers\[0\] already/);
    expect(error.path).toEqual(['tiny', 'layers', 1]);
  });

  it('may be those of places, beside layers without weights', () => {
    const plan = resolve({ type: 'batch_norm2d' }, { type: 'relu' });
    expect(plan.layers.flatMap((layer) => ('name' in layer ? layer.name : []))).toEqual(['0', '2']);
  });
});
