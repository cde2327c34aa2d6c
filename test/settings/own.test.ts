import { describe, expect, it } from 'vitest';
import { ownSettings } from '../../extension/settings/own';

describe('our settings in a settings.json', () => {
  it.each([
    ['by whole keys', { 'mnistLab.epochs': 2, 'editor.tabSize': 4 }, { epochs: 2 }],
    ['within an object', { mnistLab: { epochs: 2, seed: 3 } }, { epochs: 2, seed: 3 }],
    [
      'within objects',
      { mnistLab: { earlyStopping: { monitor: 'loss' } } },
      { 'earlyStopping.monitor': 'loss' },
    ],
    [
      'within an object of a part',
      { 'mnistLab.earlyStopping': { patience: 4 } },
      { 'earlyStopping.patience': 4 },
    ],
    [
      'both ways',
      { mnistLab: { epochs: 2, seed: 3 }, 'mnistLab.epochs': 4 },
      { epochs: 4, seed: 3 },
    ],
    ['both ways, the object later', { 'mnistLab.epochs': 4, mnistLab: { seed: 3 } }, { seed: 3 }],
    [
      'as objects themselves',
      { mnistLab: { models: { a: { b: 1 } } } },
      { models: { a: { b: 1 } } },
    ],
    ['by names that nobody knows', { mnistLab: { epoch: 2 } }, { epoch: 2 }],
    ['nowhere', { mnistLabs: { epochs: 2 }, 'mnistLabs.epochs': 2 }, {}],
  ])('are found %s', (_, content, expected) => {
    expect(ownSettings(content)).toEqual(expected);
  });
});
