import { describe, expect, it } from 'vitest';
import { fitWeights } from '../../extension/formats/weights';
import type { ModelSummary } from '#shared/protocol/events';
import { notebookSummary } from '../support/models';
import { refusal } from '../support/refusal';

const FILE = 'weights/some.safetensors';

interface Outline {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** Tensors under a network's names, in its shapes. */
function weightsOf(id: string, dtype = 'F32'): Outline[] {
  return notebookSummary(id).parameters.map(({ name, shape }) => ({ name, dtype, shape }));
}

function notesOn(tensors: readonly Outline[], model: ModelSummary): readonly string[] {
  return fitWeights(tensors, model, FILE).notes;
}

async function complaint(
  tensors: readonly Outline[],
  id: string,
  cure = `Use a file that was saved from ${id}.`,
): Promise<string> {
  const error = await refusal(() => {
    fitWeights(tensors, notebookSummary(id), FILE);
  });
  expect(error.kind).toBe('input');
  expect(error.message).toContain(`${FILE} does not hold weights of ${id}: `);
  expect(error.message).toContain(cure);
  return error.message;
}

describe('weights', () => {
  it.each(['mlp', 'cnn', 'cnn-big'])(
    'of %s are its own, in any order, and nothing is said',
    (id) => {
      const tensors = weightsOf(id);
      const fitting = fitWeights([...tensors].reverse(), notebookSummary(id), FILE);
      expect(fitting.tensors).toEqual(tensors.map((found) => ({ name: found.name, found })));
      expect(fitting.notes).toEqual([]);
    },
  );

  it('of other floating-point numbers are told once', () => {
    const mixed = weightsOf('cnn').map((tensor, i) => ({
      ...tensor,
      dtype: ['F16', 'F32', 'BF16', 'F16'][i]!,
    }));
    expect(notesOn(mixed, notebookSummary('cnn'))).toEqual([
      `${FILE}: its numbers are F16 and BF16, of which float32 was made.`,
    ]);
  });

  it.each(['I64', 'F8_E4M3', 'ComplexFloat', 'BOOL'])('of %s are refused', async (dtype) => {
    const [first, ...rest] = weightsOf('mlp');
    const message = await complaint([{ ...first!, dtype }, ...rest], 'mlp', 'Make float32 of it');
    expect(message).toContain(
      `tensor layer_1.weight is ${dtype}, and only F32, F64, F16, and BF16 are read`,
    );
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
      tensor.name === 'layer_1.weight' ? { ...tensor, shape: [64, 784] } : tensor,
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

  it('with tensors that the network has not are taken without, by the names of four', async () => {
    const others = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, dtype: 'I64', shape: [] }));
    const taken = (count: number) =>
      notesOn([...others.slice(0, count), ...weightsOf('cnn')], notebookSummary('cnn'));
    expect(taken(1)).toEqual([`${FILE}: cnn has no use for a, passed over.`]);
    expect(taken(5)).toEqual([`${FILE}: cnn has no use for a, b, c, d, …, passed over.`]);
    // All of cnn's names are in cnn-big.
    expect(await complaint(weightsOf('cnn-big'), 'cnn')).toContain(
      '[10, 3380] instead of [10, 13520]',
    );
  });

  it.each(['module.', 'model.net.', '_orig_mod.'])(
    'under names that begin with %s are taken without it',
    async (prefix) => {
      const inside = weightsOf('mlp').map((tensor) => ({ ...tensor, name: prefix + tensor.name }));
      const model = notebookSummary('mlp');
      const fitting = fitWeights(inside, model, FILE);
      expect(fitting.tensors.map(({ name, found }) => [name, found.name])).toEqual(
        model.parameters.map(({ name }) => [name, prefix + name]),
      );
      expect(fitting.notes).toEqual([`${FILE}: "${prefix}" was taken off its names.`]);
      // One of them without it is another trouble.
      const torn = [...inside.slice(0, 3), ...weightsOf('mlp').slice(3)];
      expect(await complaint(torn, 'mlp')).toContain('layer_1.weight is missing; what is there');
    },
  );

  it('that are there twice, behind one thing and another, are refused with how to choose', async () => {
    const twice = ['ema.', 'model.'].flatMap((prefix) =>
      weightsOf('mlp').map((tensor) => ({ ...tensor, name: prefix + tensor.name })),
    );
    const message = await complaint(twice, 'mlp', 'k[4:]: v for k, v in');
    expect(message).toContain('it holds its tensors several times, behind "ema." and "model."');
    // As they are they are beyond doubt.
    const notes = notesOn([...twice, ...weightsOf('mlp')], notebookSummary('mlp'));
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('passed over');
  });

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
    const statistic = { name: 'bn.running_mean', dtype: 'F32', shape: [7] };
    const check = (tensors: readonly Outline[]) => () => {
      fitWeights(tensors, model, FILE);
    };
    expect(check([...weightsOf('mlp'), statistic])).not.toThrow();
    const { message } = await refusal(check(weightsOf('mlp')));
    expect(message).toContain('bn.running_mean is missing');
  });

  it('of other sizes are not called turned, be it that one size is the same, or that there is one alone', async () => {
    const changed = (name: string, shape: number[]): Outline[] =>
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
    const named = (count: number): Outline[] =>
      Array.from({ length: count }, (_, i) => ({
        name: `${i}${'n'.repeat(99)}`,
        ...{ dtype: 'F32', shape: [1] },
      }));
    const names = [0, 1, 2, 3].map((i) => `${i}${'n'.repeat(58)}…`).join(', ');
    expect(await complaint(named(4), 'mlp')).toContain(`what is there: ${names}. `);
    expect(await complaint(named(5), 'mlp')).toContain(`what is there: ${names}, …. `);
  });

  it('are told in one line, whatever the names in the file are', async () => {
    const odd = { name: 'a\nb', dtype: 'F32', shape: [1] };
    expect(await complaint([odd], 'mlp')).toContain('what is there: a\ufffdb.');
    expect(notesOn([...weightsOf('mlp'), odd], notebookSummary('mlp'))).toEqual([
      `${FILE}: mlp has no use for a\ufffdb, passed over.`,
    ]);
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
