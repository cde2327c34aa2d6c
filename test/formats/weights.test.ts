import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../extension/engine/api';
import { checkWeights } from '../../extension/formats/weights';
import { notebookSummary } from '../support/models';
import { refusal } from '../support/refusal';

const FILE = 'weights/some.safetensors';

/** Zeros under a network's names, in its shapes. */
function weightsOf(id: string): Tensor[] {
  return notebookSummary(id).parameters.map(({ name, shape, count }) => ({
    name,
    shape,
    data: new Float32Array(count),
  }));
}

async function complaint(
  tensors: readonly Tensor[],
  id: string,
  cure = `Use a file that was saved from ${id}.`,
): Promise<string> {
  const error = await refusal(() => {
    checkWeights(tensors, notebookSummary(id), FILE);
  });
  expect(error.kind).toBe('input');
  expect(error.message).toContain(`${FILE} does not hold weights of ${id}: `);
  expect(error.message).toContain(cure);
  return error.message;
}

describe('weights', () => {
  it.each(['mlp', 'cnn', 'cnn-big'])('of %s are its own, in any order', (id) => {
    expect(() => {
      checkWeights(weightsOf(id).reverse(), notebookSummary(id), FILE);
    }).not.toThrow();
  });

  it('of another network are refused by the first name that is missing', async () => {
    expect(await complaint(weightsOf('mlp'), 'cnn')).toContain(
      'conv_1.weight is missing; what is there: layer_1.weight, layer_1.bias, layer_2.weight, layer_2.bias.',
    );
    const many = [...weightsOf('mlp'), ...weightsOf('cnn-big')];
    expect(await complaint(many.slice(1), 'mlp')).toContain(
      'layer_1.weight is missing; what is there: layer_1.bias, layer_2.weight, layer_2.bias, conv_1.weight, ….',
    );
    expect(await complaint([], 'mlp')).toContain('layer_1.weight is missing: it has no tensors.');
  });

  it('of the same names but other shapes are refused with both shapes', async () => {
    const narrow = weightsOf('mlp').map((tensor) =>
      tensor.name === 'layer_1.weight'
        ? { ...tensor, shape: [64, 784], data: new Float32Array(64 * 784) }
        : tensor,
    );
    expect(await complaint(narrow, 'mlp')).toContain(
      'layer_1.weight is [64, 784] instead of [170, 784]',
    );
    // The same number of values, transposed: only the shape tells.
    const transposed = weightsOf('mlp').map((tensor) => ({
      ...tensor,
      shape: [...tensor.shape].reverse(),
    }));
    expect(await complaint(transposed, 'mlp', 'w.T.contiguous()')).toContain(
      '[784, 170] instead of [170, 784]',
    );
  });

  it('with a tensor too many are refused by its name: cnn’s names are all in cnn-big', async () => {
    const bigger = [
      ...weightsOf('cnn'),
      { name: 'conv_2.weight', shape: [1], data: new Float32Array(1) },
    ];
    expect(await complaint(bigger, 'cnn')).toContain('cnn has no conv_2.weight');
    expect(await complaint(weightsOf('cnn-big'), 'cnn')).toContain(
      '[10, 3380] instead of [10, 13520]',
    );
  });

  it.each(['module.', 'model.net.'])(
    'under names that begin with %s are refused with how to take it off',
    async (prefix) => {
      const inside = weightsOf('mlp').map((tensor) => ({ ...tensor, name: prefix + tensor.name }));
      const message = await complaint(inside, 'mlp', `k.removeprefix("${prefix}")`);
      expect(message).toContain(`its names begin with "${prefix}", as of a network inside another`);
      // One of them without it is another trouble.
      const torn = [...inside.slice(0, 3), ...weightsOf('mlp').slice(3)];
      expect(await complaint(torn, 'mlp')).toContain('layer_1.weight is missing; what is there');
    },
  );

  it('whose kernels have the axes in the order of Keras are refused with how to turn them', async () => {
    const keras = weightsOf('cnn').map((tensor) =>
      tensor.name === 'conv_1.weight' ? { ...tensor, shape: [3, 3, 1, 20] } : tensor,
    );
    const message = await complaint(keras, 'cnn', 'w.permute(3, 2, 0, 1)');
    expect(message).toContain('conv_1.weight is [3, 3, 1, 20] instead of [20, 1, 3, 3]: its axes');
  });

  it('of a network with running statistics need these, too', async () => {
    const model = {
      ...notebookSummary('mlp'),
      buffers: [{ name: 'bn.running_mean', shape: [7], count: 7, arithmetic: '7' }],
    };
    const statistic = { name: 'bn.running_mean', shape: [7] };
    const check = (tensors: readonly { name: string; shape: readonly number[] }[]) => () => {
      checkWeights(tensors, model, FILE);
    };
    expect(check([...weightsOf('mlp'), statistic])).not.toThrow();
    const { message } = await refusal(check(weightsOf('mlp')));
    expect(message).toContain('bn.running_mean is missing');
  });

  it('of other sizes are not called turned, be it that one size is the same, or that there is one alone', async () => {
    const changed = (name: string, shape: number[]): Tensor[] =>
      weightsOf('mlp').map((tensor) => (tensor.name === name ? { ...tensor, shape } : tensor));
    for (const [name, shape] of [
      ['layer_1.bias', [17]],
      ['layer_1.weight', [784, 17]],
      ['layer_1.weight', [170]],
      ['layer_1.weight', [784, 170, 1]],
    ] as const) {
      const message = await complaint(changed(name, [...shape]), 'mlp');
      expect(message).toContain(`${name} is [${shape.join(', ')}] instead of [`);
      expect(message).not.toContain('axes');
    }
    // Sizes are compared as numbers: 9 comes before 10.
    const order = await complaint(changed('layer_2.weight', [170, 10]), 'mlp', 'w.T.contiguous()');
    expect(order).toContain('axes are in another order');
  });

  it('that are missing are told with four names of what is there, each cut to 60 characters', async () => {
    const named = (count: number): Tensor[] =>
      Array.from({ length: count }, (_, i) => ({
        name: `${i}${'n'.repeat(99)}`,
        shape: [1],
        data: new Float32Array(1),
      }));
    const names = [0, 1, 2, 3].map((i) => `${i}${'n'.repeat(59)}`).join(', ');
    expect(await complaint(named(4), 'mlp')).toContain(`what is there: ${names}. `);
    expect(await complaint(named(5), 'mlp')).toContain(`what is there: ${names}, …. `);
  });

  it('under names that only end as they should are not taken for a network’s inside another', async () => {
    const glued = weightsOf('mlp').map((tensor) => ({ ...tensor, name: `my${tensor.name}` }));
    expect(await complaint(glued, 'mlp')).toContain('layer_1.weight is missing; what is there');
    // The first is there by its own name; what is missing is another.
    const mixed = weightsOf('mlp').map((tensor, i) =>
      i === 0 ? tensor : { ...tensor, name: `module.${tensor.name}` },
    );
    expect(await complaint(mixed, 'mlp')).toContain('layer_1.bias is missing; what is there');
  });
});
