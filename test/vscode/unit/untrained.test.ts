import { expect, test } from 'vitest';
import { untrainedNetworks } from '../../../extension/vscode/settings/untrained';

test('networks that are typed somewhere and not chosen are not trained', () => {
  const levels = {
    default: { mlp: {}, cnn: {} },
    user: { tiny: {}, cnn: {}, wide: {} },
    folder: { deep: {}, tiny: {} },
  };
  expect(untrainedNetworks(levels, ['mlp', 'wide'])).toEqual(['tiny', 'cnn', 'deep']);
  expect(untrainedNetworks(levels, ['tiny', 'cnn', 'wide', 'deep'])).toEqual([]);
});

test('defaults that nobody has typed are not missed', () => {
  expect(untrainedNetworks({ default: { mlp: {}, cnn: {} } }, ['mlp'])).toEqual([]);
});

test('whatever else is typed there has no networks', () => {
  expect(untrainedNetworks({ user: ['tiny'], workspace: null }, 'mlp')).toEqual([]);
  expect(untrainedNetworks({ user: { tiny: {} } }, 'tiny')).toEqual(['tiny']);
});
