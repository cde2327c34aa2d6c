import { describe, expect, test } from 'vitest';
import { findNested } from '../../../../extension/vscode/settings/find-nested';

const output = { type: 'linear', out_features: 'classes' };
const optimizer = { type: 'sgd', lr: 0.01 };
const models = { cnn: { layers: [output], optimizer } };

const told = (content: unknown): [string, string][] =>
  findNested(content, models).map(({ path, message }) => [path.join('/'), message]);

describe('settings within an object', () => {
  test('that are right are not spoken of', () => {
    const mnistLab = {
      epochs: 3,
      earlyStopping: { monitor: 'loss' },
      models: { cnn: { optimizer: { lr: 0.5 } }, tiny: { layers: [output], optimizer } },
    };
    expect(told({ mnistLab })).toEqual([]);
  });

  test.each([
    ['wrong', { mnistLab: { epochs: 0 } }, 'mnistLab/epochs', 'epochs is 0: choose a whole number'],
    ['unknown', { mnistLab: { epoch: 2 } }, 'mnistLab/epoch', 'did you mean "mnistLab.epochs"?'],
    [
      'wrong two objects down',
      { mnistLab: { earlyStopping: { patience: 'long' } } },
      'mnistLab/earlyStopping/patience',
      'patience is "long"',
    ],
    [
      'wrong within an object of a part',
      { 'mnistLab.earlyStopping': { monitor: 'lost' } },
      'mnistLab.earlyStopping/monitor',
      'choose off, loss, accuracy',
    ],
    [
      'wrong in a network',
      { mnistLab: { models: { tiny: { layers: [{ type: 'rellu' }], optimizer } } } },
      'mnistLab/models/tiny/layers/0/type',
      'did you mean "relu"?',
    ],
    [
      'wrong in a part of a network that is typed elsewhere',
      { mnistLab: { models: { cnn: { optimizer: { lr: -1 } } } } },
      'mnistLab/models/cnn/optimizer/lr',
      'choose a number above 0',
    ],
    [
      'no networks at all',
      { mnistLab: { models: [] } },
      'mnistLab/models',
      'mnistLab.models is []',
    ],
    [
      'too many',
      { mnistLab: { models: Object.fromEntries(Array.from({ length: 200 }, (_, i) => [i, {}])) } },
      'mnistLab/models',
      '200 entries: 100 at most',
    ],
  ])('that are %s are told with their place', (_, content, path, message) => {
    expect(told(content)).toEqual([[path, expect.stringContaining(message)]]);
  });

  test('are left to VS Code where they are typed as one key', () => {
    expect(told({ 'mnistLab.epochs': 0, 'mnistLab.epoch': 2, 'editor.tabSize': '4' })).toEqual([]);
  });

  test.each([undefined, null, [], 5])('are not in %j', (content) => {
    expect(told(content)).toEqual([]);
  });
});
