import { describe, expect, it } from 'vitest';
import { expandPath, type PathContext, typedPath } from '../../extension/settings/paths';
import { readSettings, toConfig } from '../../extension/settings/read';
import { refusal } from '../support/refusal';

const lab = { name: 'lab', path: '/projects/lab' };
const shared = { name: 'shared: all', path: '/mnt/shared' };
const variables = new Map([
  ['DATA', '/big/$& disk'],
  ['NAME', 'mnist'],
  ['TILDE', '~'],
]);
const context: PathContext = {
  folder: lab,
  folders: [lab, shared],
  home: '/home/$1 ada',
  environment: (name) => variables.get(name),
};
const nothingOpen: PathContext = { ...context, folder: null, folders: [] };

describe('a path that is written', () => {
  it.each([
    ['/projects/lab/data', 'one', 'data'],
    ['/projects/lab/sets/mnist.npz', 'one', 'sets/mnist.npz'],
    ['/projects/lab', 'one', '.'],
    ['/projects/lab/..data', 'one', '..data'],
    ['/projects/laboratory', 'one', '/projects/laboratory'],
    ['/mnt/shared/data', 'one', '/mnt/shared/data'],
    ['/mnt/shared/data', 'all', '${workspaceFolder:shared: all}/data'],
    ['/projects/lab/data', 'all', '${workspaceFolder:lab}/data'],
    ['/elsewhere', 'all', '/elsewhere'],
    ['/projects/lab/data', 'none', '/projects/lab/data'],
  ] as const)('%s, for %s of the folders, is %s, and leads back', (path, readers, text) => {
    expect(typedPath(path, context, readers)).toBe(text);
    expect(expandPath(text, context)).toBe(path);
  });

  it('is whole where no folder is open', () => {
    expect(typedPath('/projects/lab/data', nothingOpen, 'one')).toBe('/projects/lab/data');
  });
});

describe('a path', () => {
  it.each([
    ['/data/mnist', '/data/mnist'],
    ['data', '/projects/lab/data'],
    ['./data', '/projects/lab/data'],
    ['../data', '/projects/data'],
    ['~', '/home/$1 ada'],
    ['~/data', '/home/$1 ada/data'],
    ['~ada/data', '/projects/lab/~ada/data'],
    ['data/~', '/projects/lab/data/~'],
    ['${userHome}/data', '/home/$1 ada/data'],
    ['${workspaceFolder}/data', '/projects/lab/data'],
    ['${workspaceFolder:shared: all}/data', '/mnt/shared/data'],
    ['${env:DATA}/${env:NAME}', '/big/$& disk/mnist'],
    ['${env:TILDE}/data', '/projects/lab/~/data'],
    ['${workspaceFolder}${/}data${pathSeparator}raw', '/projects/lab/data/raw'],
    ['$HOME/{data}', '/projects/lab/$HOME/{data}'],
  ])('%s is %s', (text, path) => {
    expect(expandPath(text, context)).toBe(path);
  });

  it.each([
    ['${workspacefolder}/data', 'names the variable "workspacefolder"', '"workspaceFolder"?'],
    ['/a/${file}', '"/a/${file}" names the variable "file"', 'workspaceFolder:NAME, userHome'],
    ['${}', 'names the variable ""', ''],
    ['${userHome:x}', 'names the variable "userHome:x"', ''],
    ['${workspaceFolder:lap}', 'names the workspace folder "lap"', 'did you mean "lab"?'],
    ['${env:GONE}/data', 'names the environment variable GONE', 'set it, or write the whole path.'],
    ['${env}', 'names the variable "env"', 'env:NAME'],
  ])('%s is refused in words', async (text, wrong, cure) => {
    const error = await refusal(() => expandPath(text, context));
    expect(error.message).toContain(wrong);
    expect(error.message).toContain(cure);
    expect(error).toMatchObject({ kind: 'input', setting: 'mnistLab.data' });
  });

  it.each(['data', '${workspaceFolder}', '${workspaceFolder:lab}/data'])(
    '%s needs an open folder',
    async (text) => {
      const { message } = await refusal(() => expandPath(text, nothingOpen));
      expect(message).toMatch(/open.*or write the whole path\.$/);
    },
  );

  it('needs no open folder where it is whole', () => {
    expect(expandPath('~/data', nothingOpen)).toBe('/home/$1 ada/data');
  });
});

describe('the folder of the data', () => {
  const pathIn = (values: Readonly<Record<string, unknown>>): string | undefined =>
    toConfig(readSettings(values), '/dist', context).data?.path;

  it('is named without the blanks around it', () => {
    expect(pathIn({ data: '  /data ' })).toBe('/data');
    expect(pathIn({ data: '  ' })).toBeUndefined();
  });

  it('is expanded, and the data set is sought in it under the name that it has', () => {
    expect(pathIn({ data: '~/data' })).toBe('/home/$1 ada/data');
    // The name of a set is none of a path.
    expect(pathIn({ data: 'data', dataset: '${env:NAME}' })).toBe('/projects/lab/data');
  });

  it('has to be named where a data set is', async () => {
    const { message } = await refusal(() => pathIn({ dataset: 'fashion' }));
    expect(message).toContain('mnistLab.data is empty');
  });
});
