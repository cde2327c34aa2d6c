import { describe, expect, test } from 'vitest';
import {
  baseName,
  folderAbove,
  joinPath,
  partsOf,
  pathFrom,
  resolvePath,
} from '../../extension/platform/uri-path.web';

const STORAGE = 'vscode-userdata:/User/global storage';
const REPOSITORY = 'vscode-vfs://github/ada/digits';

describe('a path of a browser', () => {
  test.each([
    [STORAGE, { scheme: 'vscode-userdata', authority: '', path: '/User/global storage' }],
    [REPOSITORY, { scheme: 'vscode-vfs', authority: 'github', path: '/ada/digits' }],
    // What means something in an address means nothing in a path.
    ['mem:/50%/a?b#c', { scheme: 'mem', authority: '', path: '/50%/a?b#c' }],
    ['memfs://host', { scheme: 'memfs', authority: 'host', path: '/' }],
  ])('%s has its parts, and is made of them again', (path, parts) => {
    expect(partsOf(path)).toEqual(parts);
    expect(partsOf(pathFrom(parts))).toEqual(parts);
  });

  test.each(['data/mnist', '/data/mnist', '~/data', ''])('%s is none that is whole', (path) => {
    expect(partsOf(path)).toBeNull();
  });

  test.each([
    [[STORAGE, 'runs', '1', 'run.json'], `${STORAGE}/runs/1/run.json`],
    [[REPOSITORY, './data/', '../b//c'], `${REPOSITORY}/b/c`],
    // No way leads out of what it is in.
    [[REPOSITORY, '../../../../x'], 'vscode-vfs://github/x'],
    [['memfs://host', 'a'], 'memfs://host/a'],
    [['a', '../../b'], '../b'],
    [['a', '..'], '.'],
  ])('%j are joined', (parts, path) => {
    expect(joinPath(...parts)).toBe(path);
  });

  test.each([
    [REPOSITORY, 'data', `${REPOSITORY}/data`],
    [REPOSITORY, '/data', 'vscode-vfs://github/data'],
    [REPOSITORY, STORAGE, STORAGE],
  ])('from %s on, %s leads to %s', (folder, path, found) => {
    expect(resolvePath(folder, path)).toBe(found);
  });

  test('has a last part, and a folder above', () => {
    expect(baseName(`${REPOSITORY}/a b/`)).toBe('a b');
    expect(folderAbove(`${REPOSITORY}/a b`)).toBe(REPOSITORY);
  });
});
