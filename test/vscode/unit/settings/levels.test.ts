import { describe, expect, test } from 'vitest';
import { levelOf, mergeLevels } from '../../../../extension/vscode/settings/levels';

const values = {
  default: { mlp: { label: 'MLP', layers: ['a', 'b'] } },
  user: { tiny: { layers: ['a', 'b', 'c'], optimizer: { type: 'sgd', lr: 1 } } },
  workspace: { tiny: { layers: ['x'], optimizer: { lr: 2 } }, mlp: { label: 'Ours' } },
};

describe('mergeLevels', () => {
  test('adds networks of every level, merges their objects and replaces their lists', () => {
    expect(mergeLevels(values)).toEqual({
      mlp: { label: 'Ours', layers: ['a', 'b'] },
      tiny: { layers: ['x'], optimizer: { type: 'sgd', lr: 2 } },
    });
  });

  test('lets a folder’s own settings go before those of the workspace', () => {
    const folder = { mlp: { label: 'This folder’s' } };
    expect(mergeLevels({ ...values, folder })).toMatchObject({
      mlp: { label: 'This folder’s', layers: ['a', 'b'] },
      tiny: { layers: ['x'] },
    });
    expect(levelOf({ ...values, folder }, ['mlp', 'label'])).toBe('folder');
  });

  test('keeps what is below a level that says nothing', () => {
    expect(mergeLevels({ default: values.default, user: undefined })).toEqual(values.default);
  });

  test('reads a key that has a meaning in JavaScript as any other', () => {
    const user = JSON.parse('{ "__proto__": { "layers": [] } }') as unknown;
    const merged = mergeLevels({ default: {}, user }) as object;
    expect(Object.keys(merged)).toEqual(['__proto__']);
  });
});

describe('levelOf', () => {
  test('is the strongest level that writes the place', () => {
    expect(levelOf(values, ['tiny', 'layers', 0])).toBe('workspace');
    expect(levelOf(values, ['mlp', 'label'])).toBe('workspace');
  });

  test('is a weaker level where a stronger one says less of the place', () => {
    expect(levelOf(values, ['tiny', 'optimizer', 'type'])).toBe('user');
    expect(levelOf(values, ['mlp', 'layers', 1])).toBe('default');
  });

  test('is none where no level knows the network', () => {
    expect(levelOf(values, ['gone', 'layers'])).toBeNull();
    expect(levelOf(values, ['constructor'])).toBeNull();
  });
});
