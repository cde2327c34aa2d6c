import { describe, expect, it } from 'vitest';
import type { ModelSpec } from '../../extension/models/spec';
import { readSettings } from '../../extension/settings/read';
import { refusal } from '../support/refusal';

const tiny: ModelSpec = {
  layers: [
    { type: 'conv2d', out_channels: 4, kernel_size: 3 },
    { type: 'relu' },
    { type: 'linear', out_features: 'classes' },
  ],
  optimizer: { type: 'adam', lr: 0.01 },
};

/** Refusal of the spec above with one place changed. */
async function refusalOf(change: (spec: Record<string, never>) => void) {
  const spec = structuredClone(tiny) as unknown as Record<string, never>;
  change(spec);
  const error = await refusal(() => readSettings({ models: { tiny: spec } }));
  expect(error.kind).toBe('input');
  expect(error.setting).toBe('mnistLab.models');
  return { message: error.message, path: error.path };
}

type Anything = Record<string, unknown>;
const layer = (spec: Anything, index: number): Anything => (spec.layers as Anything[])[index]!;

describe('a setting', () => {
  it('has its default where nothing is said', () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({ epochs: 10, batchSize: 1024, sampling: 'random', seed: 0 });
    expect(settings.networks).toEqual(['mlp', 'cnn', 'cnn-big']);
    expect(Object.keys(settings.models)).toEqual(['mlp', 'cnn', 'cnn-big']);
  });

  it.each([
    ['epochs', 0, 'The setting mnistLab.epochs is 0: choose a whole number from 1 to 1000.'],
    ['epochs', 2.5, 'The setting mnistLab.epochs is 2.5: choose a whole number from 1 to 1000.'],
    ['epochs', null, 'The setting mnistLab.epochs is null: choose a whole number from 1 to 1000.'],
    ['sampling', 'all', 'mnistLab.sampling is "all": choose random, shuffle, sequential.'],
    ['memoryLimit', 0, 'mnistLab.memoryLimit is 0: choose a number above 0, up to 4.'],
    ['networks', [], 'mnistLab.networks is []: name at least one network, each once.'],
    ['networks', ['a', 'a'], 'name at least one network, each once.'],
    ['networks', ['mlp', 'cmn'], 'mnistLab.networks[1] is "cmn": did you mean "cnn"?'],
    ['models', { constructor: tiny }, 'has an entry "constructor": choose another id'],
    ['classNames', ['a', 1], 'mnistLab.classNames[1] is 1: give a text.'],
    ['dataset', '../up', 'give the name of a folder inside mnistLab.dataFolder'],
    ['models', [], 'give networks by id'],
  ])('%s of %j is refused with what may be', async (key, value, message) => {
    const error = await refusal(() => readSettings({ [key]: value }));
    expect(error.message).toContain(message);
    expect(error.setting).toBe(`mnistLab.${key}`);
  });

  it('that nobody knows is refused with the nearest that is known', async () => {
    const error = await refusal(() => readSettings({ batchsize: 3 }));
    expect(error.message).toContain('no setting mnistLab.batchsize');
    expect(error.message).toContain('did you mean "mnistLab.batchSize"?');
  });
});

describe('networks', () => {
  it('are added to the default ones', () => {
    const { models } = readSettings({ models: { tiny } });
    expect(Object.keys(models)).toEqual(['mlp', 'cnn', 'cnn-big', 'tiny']);
    expect(models.tiny).toEqual(tiny);
  });

  it('change what they name of a default one, as in VS Code', () => {
    const { models } = readSettings({ models: { mlp: { optimizer: { lr: 0.5 } } } });
    expect(models.mlp!.optimizer).toEqual({ type: 'sgd', lr: 0.5 });
    expect(models.mlp!.layers).toHaveLength(3);
  });

  it('with an argument that a layer does not have name the layer and the nearest argument', async () => {
    const { message, path } = await refusalOf((spec) => {
      layer(spec, 0).kernel = 3;
    });
    expect(message).toContain('mnistLab.models.tiny.layers[0] (conv2d) has no "kernel"');
    expect(message).toContain('did you mean "kernel_size"?');
    expect(path).toEqual(['tiny', 'layers', 0, 'kernel']);
  });

  it('name an argument that is misspelt rather than say that it is missing', async () => {
    const { message, path } = await refusalOf((spec) => {
      const conv = layer(spec, 0);
      conv.kernal_size = conv.kernel_size;
      delete conv.kernel_size;
    });
    expect(message).toContain('mnistLab.models.tiny.layers[0] (conv2d) has no "kernal_size"');
    expect(message).toContain('did you mean "kernel_size"?');
    expect(path).toEqual(['tiny', 'layers', 0, 'kernal_size']);
    const british = await refusalOf((spec: Anything) => {
      spec.optimiser = spec.optimizer;
      delete spec.optimizer;
    });
    expect(british.message).toContain('tiny has no "optimiser": did you mean "optimizer"?');
  });

  it('with a layer of an unknown kind name it and the nearest kind', async () => {
    const { message, path } = await refusalOf((spec) => {
      layer(spec, 1).type = 'rellu';
    });
    expect(message).toContain('mnistLab.models.tiny.layers[1].type is "rellu"');
    expect(message).toContain('did you mean "relu"?');
    expect(path).toEqual(['tiny', 'layers', 1, 'type']);
  });

  it('without an argument that a layer needs name both', async () => {
    const { message, path } = await refusalOf((spec) => {
      delete layer(spec, 0).out_channels;
    });
    expect(message).toBe('mnistLab.models.tiny.layers[0] (conv2d) needs "out_channels": add it.');
    expect(path).toEqual(['tiny', 'layers', 0]);
  });

  it.each<[string, (spec: Anything) => void, string]>([
    [
      'a kernel of no size',
      (spec) => (layer(spec, 0).kernel_size = 0),
      'layers[0].kernel_size is 0: give a whole number, or [height, width], from 1 to 1000.',
    ],
    [
      'a kernel of three sizes',
      (spec) => (layer(spec, 0).kernel_size = [1, 2, 3]),
      'layers[0].kernel_size is [1,2,3]: give',
    ],
    [
      'a stride beyond all images',
      (spec) => (layer(spec, 0).stride = 4294967296),
      'layers[0].stride is 4294967296: give a whole number, or [height, width], from 1 to 1000.',
    ],
    [
      'a negative padding',
      (spec) => (layer(spec, 0).padding = -1),
      'layers[0].padding is -1: give a whole number, or [height, width], from 0 to 1000.',
    ],
    [
      'a width in words',
      (spec) => (layer(spec, 2).out_features = 'many'),
      'layers[2].out_features is "many": give a whole number from 1 to 1000000, "classes", or {"match": "ID"}.',
    ],
    ['a layer that is no object', (spec) => ((spec.layers as unknown[])[1] = 'relu'), 'layers[1]'],
    [
      'a layer of no kind',
      (spec) => delete layer(spec, 0).type,
      'mnistLab.models.tiny.layers[0] needs "type": add it.',
    ],
    [
      'an argument where there are none',
      (spec) => (layer(spec, 1).inplace = true),
      'layers[1] (relu) has no "inplace": it takes no arguments.',
    ],
    ['no layers', (spec) => (spec.layers = []), 'tiny.layers is []: give a list of 1 to 100.'],
    [
      'too many layers',
      (spec) => (spec.layers = Array.from({ length: 101 }, () => ({ type: 'relu' }))),
      ': give a list of 1 to 100.',
    ],
    [
      'an unknown optimiser',
      (spec) => (spec.optimizer = { type: 'adamx', lr: 1 }),
      'optimizer.type is "adamx": did you mean "adam"?',
    ],
    [
      'a learning rate of zero',
      (spec) => (spec.optimizer = { type: 'sgd', lr: 0 }),
      'optimizer.lr is 0: choose a number above 0, up to 10.',
    ],
    [
      'no optimiser',
      (spec) => delete spec.optimizer,
      'mnistLab.models.tiny needs "optimizer": add it.',
    ],
    [
      'a schedule without its step',
      (spec) => (spec.schedule = { type: 'step' }),
      'tiny.schedule (step) needs "step_size": add it.',
    ],
    [
      'an initialisation that there is not',
      (spec) => (spec.initialization = 'zeros'),
      'tiny.initialization is "zeros": choose default, xavier_uniform',
    ],
    [
      'something unknown',
      (spec) => (spec.layer = []),
      'tiny has no "layer": did you mean "layers"?',
    ],
  ])('with %s name the place and what may be there', async (_, change, expected) => {
    expect((await refusalOf(change)).message).toContain(expected);
  });

  it('with an id that cannot name a file are refused', async () => {
    const error = await refusal(() => readSettings({ models: { 'my net/1': tiny } }));
    expect(error.message).toContain('"my net/1"');
  });
});
