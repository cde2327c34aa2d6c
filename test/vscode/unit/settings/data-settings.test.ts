import { describe, expect, test } from 'vitest';
import {
  choosesData,
  dataChanges,
  type DataLevels,
  decidingLevel,
  levelsThatCount,
} from '../../../../extension/vscode/settings/data-settings';

const empty = { default: '' };

function said(own: Partial<DataLevels>): DataLevels {
  const { data, dataset, dataFolder } = own;
  return {
    data: { ...empty, ...data },
    dataset: { ...empty, ...dataset },
    dataFolder: { ...empty, ...dataFolder },
  };
}

describe('which level decides on the data', () => {
  test('is none as long as all is as it comes', () => {
    expect(decidingLevel(said({}))).toBeNull();
    expect(choosesData(said({}))).toBe(false);
  });

  test('is the strongest that says anything of them, by the older name, too, or that they are MNIST', () => {
    expect(decidingLevel(said({ data: { user: '/a' } }))).toBe('user');
    expect(decidingLevel(said({ data: { user: '/a' }, dataset: { folder: 'b' } }))).toBe('folder');
    expect(decidingLevel(said({ data: { user: '/a' }, dataFolder: { workspace: 'c' } }))).toBe(
      'workspace',
    );
    const mnistHere = said({ data: { user: '/a', workspace: '' } });
    expect([decidingLevel(mnistHere), choosesData(mnistHere)]).toEqual(['workspace', false]);
    expect(choosesData(said({ dataFolder: { user: '/old' } }))).toBe(true);
  });

  test('leaves those to choose from that it does not overrule', () => {
    const all = ['folder', 'workspace', 'user'] as const;
    expect(levelsThatCount(said({}), all)).toEqual(all);
    expect(levelsThatCount(said({ data: { user: '/a' } }), all)).toEqual(all);
    expect(levelsThatCount(said({ data: { workspace: 'a' } }), all)).toEqual([
      'folder',
      'workspace',
    ]);
    expect(levelsThatCount(said({ dataset: { folder: 'a' } }), all)).toEqual(['folder']);
  });
});

describe('what is written', () => {
  test('is no more than the choice', () => {
    const chosen = { data: '/pets', dataset: '' };
    expect(dataChanges(said({}), 'user', chosen)).toEqual({ data: '/pets' });
    expect(dataChanges(said({ data: { user: '/pets' } }), 'user', chosen)).toEqual({});
    const letters = { data: '/emnist', dataset: 'letters' };
    expect(dataChanges(said({}), 'workspace', letters)).toEqual(letters);
  });

  test('takes away what would contradict it at its level, and overrules weaker ones', () => {
    const chosen = { data: 'pets', dataset: '' };
    const old = said({ dataset: { workspace: 'digits' }, dataFolder: { workspace: 'old' } });
    expect(dataChanges(old, 'workspace', chosen)).toEqual({
      ...{ data: 'pets', dataset: undefined, dataFolder: undefined },
    });
    const users = said({ dataset: { user: 'digits' }, dataFolder: { user: '/old' } });
    expect(dataChanges(users, 'workspace', chosen)).toEqual({ data: 'pets', dataset: '' });
    // What a weaker level says already need not be said again.
    const same = said({ data: { user: 'pets', workspace: 'dogs' } });
    expect(dataChanges(same, 'workspace', chosen)).toEqual({ data: undefined });
  });

  test('for MNIST takes the values away, and says so where a weaker level has others', () => {
    const none = { data: '', dataset: '' };
    const users = said({ data: { user: '/a' }, dataset: { user: 'b' } });
    expect(dataChanges(users, 'user', none)).toEqual({ data: undefined, dataset: undefined });
    const both = said({ data: { user: '/a', workspace: 'b' }, dataFolder: { user: '/old' } });
    expect(dataChanges(both, 'workspace', none)).toEqual({ data: '', dataFolder: '' });
  });
});
