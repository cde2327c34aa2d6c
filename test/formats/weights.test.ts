import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../extension/engine/network-plan';
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

async function complaint(tensors: readonly Tensor[], id: string): Promise<string> {
  const error = await refusal(() => {
    checkWeights(tensors, notebookSummary(id), FILE);
  });
  expect(error.kind).toBe('input');
  expect(error.message).toContain(`${FILE} does not hold weights of ${id}: `);
  expect(error.message).toContain(`Use a file that was saved from ${id}.`);
  return error.message;
}

describe('weights', () => {
  it.each(['mlp', 'cnn', 'cnn-big'])('of %s are its own, in any order', (id) => {
    expect(() => {
      checkWeights(weightsOf(id).reverse(), notebookSummary(id), FILE);
    }).not.toThrow();
  });

  it('of another network are refused by the first name that is missing', async () => {
    expect(await complaint(weightsOf('mlp'), 'cnn')).toContain('conv_1.weight is missing');
    expect(await complaint([], 'mlp')).toContain('layer_1.weight is missing');
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
    expect(await complaint(transposed, 'mlp')).toContain('[784, 170] instead of [170, 784]');
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
});
