import { describe, expect, it } from 'vitest';
import type { LayerSpec } from '../../extension/layers/kinds';
import { resolveModel } from '../../extension/models/model';
import { readSettings } from '../../extension/settings/read';
import { refusal } from '../support/refusal';

type Size = Extract<LayerSpec, { type: 'adaptive_avg_pool2d' }>['output_size'];

const optimizer = { type: 'sgd', lr: 0.1 } as const;
const images = { shape: [1, 6, 9], classes: 3 } as const;
const output = { type: 'linear', out_features: 'classes' } as const;
const pool = (output_size: Size) => ({ type: 'adaptive_avg_pool2d', output_size }) as const;

/** After filters that give (2, 4, 7). */
function pooled(size: Size) {
  const filters = { type: 'conv2d', out_channels: 2, kernel_size: 3 } as const;
  const spec = { layers: [filters, pool(size), output], optimizer };
  return resolveModel({ net: spec }, 'net', images).summary.layers[1]!;
}

describe('adaptive average pooling', () => {
  it.each<[Size, readonly number[], string]>([
    [3, [2, 3, 3], 'AdaptiveAvgPool2d(output_size=3)'],
    [[1, 7], [2, 1, 7], 'AdaptiveAvgPool2d(output_size=(1, 7))'],
    [[null, 2], [2, 4, 2], 'AdaptiveAvgPool2d(output_size=(4, 2))'],
    [[5, null], [2, 5, 7], 'AdaptiveAvgPool2d(output_size=(5, 7))'],
    [[null, null], [2, 4, 7], 'AdaptiveAvgPool2d(output_size=(4, 7))'],
  ])('to %j gives %j', (size, shape, words) => {
    const layer = pooled(size);
    expect(layer.outputShape).toEqual(shape);
    expect(layer.description).toBe(words);
    expect([layer.parameters, layer.buffers]).toEqual([[], []]);
  });

  it('takes an operation for each pixel of each window', () => {
    // Rows 0–1 and 2–3 of four, columns 0–6 of seven.
    expect(pooled([2, 1]).flops).toBe(2 * (2 + 2) * 7);
    // Rows 0–1, 1–2, 2–3; columns 0–3 and 3–6.
    expect(pooled([3, 2]).flops).toBe(2 * (2 + 2 + 2) * (4 + 4));
    // Rows 0, 0–1, 1–2, 2–3 and 3, columns as they are.
    expect(pooled([5, null]).flops).toBe(2 * (1 + 2 + 2 + 2 + 1) * 7);
  });

  it('of what is flat is refused', async () => {
    const layers: LayerSpec[] = [{ type: 'flatten' }, pool(1), output];
    const { message } = await refusal(() =>
      resolveModel({ net: { layers, optimizer } }, 'net', images),
    );
    expect(message).toMatch(
      /^models\.net\.layers\[1\] adaptive_avg_pool2d: needs images .*\(54\) comes in/,
    );
  });

  it.each([0, [1], [1, 2, 3], [2, 'null'], 1001, null, 1.5])(
    'to %j is refused with what can be asked for',
    async (output_size) => {
      const net = { layers: [pool(output_size as Size), output], optimizer };
      const { message } = await refusal(() => readSettings({ models: { net } }));
      expect(message).toContain('with null for a size that stays');
    },
  );
});
