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
    ['epochs', 0, 'The setting mnistLab.epochs is 0: choose a whole number from 1 to 1000000.'],
    ['epochs', 2.5, 'The setting mnistLab.epochs is 2.5: choose a whole number from 1 to 1000000.'],
    [
      'epochs',
      null,
      'The setting mnistLab.epochs is null: choose a whole number from 1 to 1000000.',
    ],
    ['sampling', 'all', 'mnistLab.sampling is "all": choose random, shuffle, sequential.'],
    ['memoryLimit', 0, 'mnistLab.memoryLimit is 0: choose a number above 0, up to 4.'],
    ['networks', [], 'mnistLab.networks is []: name at least one network, each once, 100 at most.'],
    ['networks', ['a', 'a'], 'name at least one network, each once, 100 at most.'],
    ['networks', ['mlp', 'cmn'], 'mnistLab.networks[1] is "cmn": did you mean "cnn"?'],
    [
      'models',
      { constructor: tiny },
      '"constructor" is a word of JavaScript’s own: choose another id',
    ],
    ['classNames', ['a', 1], 'mnistLab.classNames[1] is 1: give a text.'],
    ['dataset', '../up', 'give the name of one of the data sets in mnistLab.data'],
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

  it.each([
    ['my net/1', '"my net/1": choose another id'],
    ['a'.repeat(101), 'choose another id, of letters, digits, "-" and "_", 100 at most'],
    ['tiny.', 'choose another id'],
    ['nul', '"nul" is the name of a device on Windows'],
    ['Com1', '"Com1" is the name of a device on Windows'],
    ['CNN', '"CNN" and "cnn" are one file where capitals do not count'],
  ])('of the id %j, which cannot name a file, are refused', async (id, message) => {
    const error = await refusal(() => readSettings({ models: { [id]: tiny } }));
    expect(error.message).toContain(message);
    expect(error.path).toEqual([id]);
  });

  it.each(['null', 'com', 'com10', 'auxiliary', 'a'.repeat(100)])('may have the id %s', (id) => {
    expect(readSettings({ models: { [id]: tiny } }).models[id]).toEqual(tiny);
  });
});

describe('settings with several mistakes', () => {
  it('are refused with all of them at once', async () => {
    const error = await refusal(() =>
      readSettings({
        epochs: 0,
        epoch: 3,
        models: { one: { ...tiny, layers: [] }, right: tiny, two: { layers: tiny.layers } },
      }),
    );
    expect(error.message.split(/ \(\d\) /)).toEqual([
      '4 settings are wrong:',
      expect.stringContaining('There is no setting mnistLab.epoch: did you mean'),
      expect.stringContaining('mnistLab.epochs is 0'),
      expect.stringContaining('mnistLab.models.one.layers is []'),
      expect.stringContaining('mnistLab.models.two needs "optimizer"'),
    ]);
    // The Settings editor shows all of ours for it.
    expect(error.setting).toBe('mnistLab');
  });

  it('are refused with those that contradict one another', async () => {
    const error = await refusal(() => readSettings({ epochs: 0, dataset: 'fashion' }));
    expect(error.message).toMatch(
      /^2 settings.*\(1\) .*mnistLab\.epochs is 0.*\(2\) .*mnistLab\.dataset is "fashion", but mnistLab\.data is empty/,
    );
  });

  it('say nothing of a contradiction to what is itself wrong', async () => {
    const error = await refusal(() => readSettings({ data: 5, dataset: 'fashion' }));
    expect(error.message).toMatch(/^The setting mnistLab\.data is 5/);
  });

  it('are named where they are, if it is only one', async () => {
    const error = await refusal(() => readSettings({ seed: -1 }));
    expect(error.message).not.toContain('settings are wrong');
    expect(error.setting).toBe('mnistLab.seed');
  });

  it('are ten at most of one setting', async () => {
    const wrong = Array.from({ length: 50 }, (_, i) => [`n${i}`, {}] as const);
    const error = await refusal(() => readSettings({ models: Object.fromEntries(wrong) }));
    expect(error.message).toContain('(10)');
    expect(error.message).not.toContain('(11)');
  });
});

describe('values within values', () => {
  /** `{ "a": [{ "a": … }] }`, without recursion. */
  const nested = (depth: number): unknown => {
    let value: unknown = 1;
    for (let i = 0; i < depth; i++) value = i % 2 === 0 ? { a: value } : [value];
    return value;
  };

  it.each([110, 100_000])('%i deep are refused in words', async (depth) => {
    for (const values of [
      { models: nested(depth) },
      { epochs: nested(depth) },
      { models: { n: { ...tiny, layers: nested(depth) } } },
    ]) {
      const error = await refusal(() => readSettings(values));
      expect(error.message).toContain('values within values, more than 100 deep');
    }
  });

  it('of less depth are told what is wrong with them', async () => {
    const error = await refusal(() => readSettings({ epochs: nested(90) }));
    expect(error.message).toContain('choose a whole number');
  });
});

describe('settings that are made to harm', () => {
  const complaint = async (values: Record<string, unknown>): Promise<string> => {
    const { message } = await refusal(() => readSettings(values));
    // Whoever reads it has to find the end.
    expect(message.length).toBeLessThan(500);
    return message;
  };
  const many = (count: number, spec: ModelSpec): Record<string, ModelSpec> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, spec]));
  const long = 'x'.repeat(100_000);

  it('have no more than a hundred networks', async () => {
    expect(await complaint({ models: many(20_000, tiny) })).toContain(
      'mnistLab.models has 20000 entries: 100 at most',
    );
  });

  it('have no more than a thousand layers together', async () => {
    const layers = Array.from({ length: 100 }, () => tiny.layers[1]!);
    expect(await complaint({ models: many(11, { ...tiny, layers }) })).toMatch(
      /The networks of mnistLab\.models have 1\d\d\d layers together: 1000 at most/,
    );
  });

  it('have no long texts, and none is repeated whole', async () => {
    const first = (layer: object): object => ({ n: { ...tiny, layers: [layer, ...tiny.layers] } });
    expect(await complaint({ models: { [long]: tiny } })).toContain('choose another id');
    expect(await complaint({ networks: [long] })).toContain('has 100000 characters: 100 at most');
    expect(await complaint({ networks: Array.from({ length: 101 }, String) })).toContain('at most');
    expect(await complaint({ dataset: long })).toContain('has 100000 characters: 255 at most');
    expect(await complaint({ classNames: [long] })).toContain('has 100000 characters');
    expect(await complaint({ [long]: 1 })).toContain('There is no setting mnistLab.xxx');
    expect(await complaint({ models: { n: { ...tiny, label: long } } })).toContain('60 at most');
    expect(await complaint({ models: first({ type: long }) })).toContain('choose among');
    expect(await complaint({ models: first({ type: 'relu', [long]: 1 }) })).toContain('has no "xx');
    expect(
      await complaint({ models: first({ type: 'linear', out_features: { match: long } }) }),
    ).toContain('match has 100000 characters: 100 at most');
    expect(
      await complaint({ models: first({ type: 'linear', out_features: 3, name: long }) }),
    ).toContain('100 at most');
  });
});
