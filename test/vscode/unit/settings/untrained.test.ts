import { expect, test } from 'vitest';
import { untrainedModels } from '../../../../extension/vscode/settings/untrained';

test('networks that are typed somewhere and not chosen are not trained', () => {
  const levels = {
    default: { mlp: {}, cnn: {} },
    user: { tiny: {}, cnn: {}, wide: {} },
    folder: { deep: {}, tiny: {} },
  };
  expect(untrainedModels(levels, ['mlp', 'wide'])).toEqual(['tiny', 'cnn', 'deep']);
  expect(untrainedModels(levels, ['tiny', 'cnn', 'wide', 'deep'])).toEqual([]);
});

test('defaults that nobody has typed are not missed', () => {
  expect(untrainedModels({ default: { mlp: {}, cnn: {} } }, ['mlp'])).toEqual([]);
});

test('whatever else is typed there has no networks', () => {
  expect(untrainedModels({ user: ['tiny'], workspace: null }, 'mlp')).toEqual([]);
  expect(untrainedModels({ user: { tiny: {} } }, 'tiny')).toEqual(['tiny']);
});
