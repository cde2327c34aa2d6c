import { beforeEach, describe, expect, test, vi } from 'vitest';
import { LabError } from '../../../../extension/errors';
import type {
  DataDescription,
  DescribeRequest,
  Describing,
} from '../../../../extension/inspection/describe-data';
import type { DataSummary } from '../../../../extension/shared/data-summary';
import { AddData } from '../../../../extension/vscode/settings/add-data';
import {
  cancellation,
  commands,
  ConfigurationTarget,
  configured,
  env,
  Uri,
  window,
  workspace,
} from '../fake-vscode';

vi.mock('vscode', () => import('../fake-vscode'));

const pets: DataSummary = {
  name: 'pets',
  form: 'folder',
  classes: ['cat', 'dog'],
  imageShape: [3, 32, 24],
  parts: [
    { part: 'train', count: 1200, byClass: [1000, 200], duplicates: 0 },
    { part: 'test', count: 20, byClass: [20, 0], duplicates: 0 },
  ],
  overlaps: [],
  pixels: [],
  notes: ['A note.'],
};
const { Global: USER, Workspace: WORKSPACE, WorkspaceFolder: FOLDER } = ConfigurationTarget;

/** What the worker says of what it is sent; a test that gives up finds out here. */
let say: (source: DescribeRequest) => DataDescription | Promise<DataDescription>;
const asked: DescribeRequest[] = [];
const training = { training: false };
const addData = new AddData(
  '/dist',
  (source): Describing => {
    asked.push(source);
    let giveUp = (): void => undefined;
    const description = new Promise<DataDescription | null>((resolve, reject) => {
      giveUp = () => {
        resolve(null);
      };
      Promise.resolve()
        .then(() => say(source))
        .then(resolve, reject);
    });
    return {
      description,
      giveUp: () => {
        giveUp();
      },
    };
  },
  training,
);

/** The person takes an item of a list by its words. */
function pick(...labels: readonly string[]): void {
  for (const label of labels) {
    window.showQuickPick.mockImplementationOnce((items) => {
      const found = (items as readonly (string | { label: string })[]).find(
        (item) => (typeof item === 'string' ? item : item.label) === label,
      );
      expect(found, label).toBeDefined();
      return Promise.resolve(found);
    });
  }
}

const open = (path: string): void => {
  window.showOpenDialog.mockResolvedValueOnce([Uri.file(path)]);
};
const save = (label: string): void => {
  window.showInformationMessage.mockResolvedValueOnce(label);
};
const written = (): object =>
  Object.fromEntries(
    [...configured].map(([target, values]) => [target, Object.fromEntries(values)]),
  );
const configure = (target: number, values: Readonly<Record<string, string>>): void => {
  configured.set(
    target,
    new Map(Object.entries(values).map(([key, value]) => [`mnistLab.${key}`, value])),
  );
};
/** The labels of the buttons of the question that was asked last, or of the list. */
const buttons = (): unknown[] => window.showInformationMessage.mock.calls[0]!.slice(2);

beforeEach(() => {
  vi.resetAllMocks();
  configured.clear();
  asked.length = 0;
  Object.assign(training, { training: false });
  Object.assign(env, { remoteName: 'ssh' });
  Object.assign(workspace, { isTrusted: true, workspaceFile: undefined });
  for (const one of [...Object.values(window), ...Object.values(commands)]) {
    if (vi.isMockFunction(one)) one.mockResolvedValue(undefined);
  }
  say = () => ({ summary: pets });
});

describe('Add Data', () => {
  test('shows what a folder was recognised as, and writes it as it lies in the workspace', async () => {
    open('/work/data/pets');
    save('Save in Workspace Settings');
    await addData.ask();
    expect(asked[0]).toMatchObject({ data: { path: '/work/data/pets', dataset: '' } });
    const [question, options] = window.showInformationMessage.mock.calls[0]!;
    expect(question).toBe('Use pets for training?');
    expect(options).toEqual({
      modal: true,
      detail: [
        'Folders of pictures by class, 32×24 pixels, in colour, 2 classes',
        '1,200 training images and 20 test images',
        'Classes: cat, dog',
        '',
        'No test image shows dog.',
        '',
        'The classes are uneven: 1,000 images of cat to learn from, 200 of dog.',
        '',
        'A note.',
      ].join('\n'),
    });
    expect(buttons()).toEqual([
      'Save in Workspace Settings',
      'Save in User Settings',
      'Choose Other Data…',
    ]);
    expect(written()).toEqual({ [WORKSPACE]: { 'mnistLab.data': 'data/pets' } });
  });

  test('writes the whole path to the user’s settings, which are read in all folders', async () => {
    open('/work/data/pets');
    save('Save in User Settings');
    await addData.ask();
    expect(written()).toEqual({ [USER]: { 'mnistLab.data': '/work/data/pets' } });
  });

  test('names the folder in settings that several share, and not in its own', async () => {
    Object.assign(workspace, { workspaceFile: Uri.file('/all.code-workspace') });
    for (const label of ['Save in Workspace Settings', 'Save in Settings of work']) {
      save(label);
      await addData.ask({ path: '/work/pets' });
      expect(buttons()).toHaveLength(4);
    }
    expect(written()).toEqual({
      [WORKSPACE]: { 'mnistLab.data': '${workspaceFolder:work}/pets' },
      [FOLDER]: { 'mnistLab.data': 'pets' },
    });
  });

  test('offers no settings that would not count', async () => {
    configure(WORKSPACE, { data: 'other' });
    await addData.ask({ path: '/pets' });
    expect(buttons()).toEqual(['Save in Workspace Settings', 'Choose Other Data…']);
    configured.clear();
    Object.assign(workspace, { isTrusted: false });
    window.showInformationMessage.mockClear();
    await addData.ask({ path: '/pets' });
    expect(buttons()).toEqual(['Save in User Settings', 'Choose Other Data…']);
  });

  test('asks which of several sets, and writes its name', async () => {
    say = ({ data }) => (data.dataset === '' ? { sets: ['letters', 'digits'] } : { summary: pets });
    configure(USER, { dataFolder: '/old' });
    pick('Choose a Folder or File…', 'digits');
    open('/emnist.zip');
    save('Save in User Settings');
    await addData.ask();
    expect(asked.map(({ data }) => data.dataset)).toEqual(['', 'digits']);
    expect(written()).toEqual({
      [USER]: { 'mnistLab.data': '/emnist.zip', 'mnistLab.dataset': 'digits' },
    });
  });

  test('reads as the settings ask for, whatever they say of the data so far', async () => {
    configure(USER, { data: '${env:NOT_SET}/x', dataset: 'y', imageSize: '32x24' });
    await addData.ask({ path: '/pets' });
    expect(asked[0]!.data).toEqual({
      ...{ path: '/pets', dataset: '', imageSize: [32, 24], transpose: 'auto' },
    });
  });

  test('says why something cannot be used, and lets the person choose again', async () => {
    say = ({ data }) => {
      if (data.path === '/letter.txt') throw new LabError('input', 'No.', 'mnistLab.data');
      return { summary: pets };
    };
    open('/letter.txt');
    open('/pets');
    window.showErrorMessage.mockResolvedValueOnce('Choose Other Data…');
    save('Save in User Settings');
    await addData.ask();
    expect(window.showErrorMessage.mock.calls).toEqual([['No.', 'Choose Other Data…']]);
    expect(written()).toEqual({ [USER]: { 'mnistLab.data': '/pets' } });
  });

  test('leads to another setting that is to blame', async () => {
    say = () => {
      throw new LabError('input', 'Ten names.', 'mnistLab.classNames');
    };
    window.showErrorMessage.mockResolvedValueOnce('Open Setting');
    await addData.ask({ path: '/pets' });
    expect(commands.executeCommand.mock.calls).toEqual([
      ['workbench.action.openSettings', 'mnistLab.classNames'],
    ]);
    expect(written()).toEqual({});
  });

  test('says of settings that are wrong what is wrong, before it reads', async () => {
    configured.set(USER, new Map([['mnistLab.validation', 'some']]));
    await addData.ask({ path: '/pets' });
    expect(window.showErrorMessage.mock.calls[0]![0]).toContain('mnistLab.validation is "some"');
    expect(asked).toEqual([]);
  });

  test('leads back to MNIST where other data are chosen, and only there', async () => {
    configure(USER, { data: '/pets', dataset: 'a' });
    configure(WORKSPACE, { data: 'dogs', dataFolder: 'old' });
    pick('MNIST');
    await addData.ask();
    expect(written()).toEqual({
      [USER]: { 'mnistLab.data': '/pets', 'mnistLab.dataset': 'a' },
      [WORKSPACE]: { 'mnistLab.data': '', 'mnistLab.dataset': '' },
    });
    window.showQuickPick.mockClear();
    await addData.ask();
    expect(window.showQuickPick).not.toHaveBeenCalled();
    expect(window.showOpenDialog).toHaveBeenCalledOnce();
  });

  test('offers to train at once, unless something trains', async () => {
    for (const busy of [false, true]) {
      training.training = busy;
      window.showInformationMessage.mockClear();
      await addData.ask({ path: '/pets', level: 'user' });
      const words = 'The next run trains on pets.';
      expect(window.showInformationMessage.mock.calls).toEqual([busy ? [words] : [words, 'Train']]);
    }
    expect(commands.executeCommand).not.toHaveBeenCalled();
    training.training = false;
    window.showInformationMessage.mockResolvedValueOnce('Train');
    await addData.ask({ path: '/pets', level: 'user' });
    await vi.waitFor(() => {
      expect(commands.executeCommand.mock.calls).toEqual([['mnistLab.train']]);
    });
  });

  test('names no more than a dozen of many classes', async () => {
    const classes = Array.from({ length: 62 }, (_, i) => `c${i}`);
    say = () => ({ summary: { ...pets, classes, parts: [] } });
    await addData.ask({ path: '/pets' });
    const [, options] = window.showInformationMessage.mock.calls[0]!;
    expect((options as { detail: string }).detail).toContain('c10, c11 and 50 more');
  });
});

describe('whoever turns away', () => {
  test.each([
    [
      'of the ways to choose',
      () => {
        configure(USER, { data: '/before' });
      },
    ],
    ['in the dialog', () => undefined],
    [
      'of what was recognised',
      () => {
        open('/pets');
      },
    ],
    [
      'of several sets',
      () => {
        open('/pets');
        say = () => ({ sets: ['a', 'b'] });
      },
    ],
    [
      'of an error',
      () => {
        open('/pets');
        say = () => {
          throw new LabError('input', 'No.');
        };
      },
    ],
    [
      'while it is read',
      () => {
        open('/pets');
        say = () => {
          cancellation.fire();
          return new Promise<DataDescription>(() => undefined);
        };
      },
    ],
  ])('%s changes nothing', async (_, prepare) => {
    prepare();
    const before = written();
    await addData.ask();
    expect(written()).toEqual(before);
  });

  test('is told of a file that is on no disk of the machine that trains', async () => {
    window.showOpenDialog.mockResolvedValueOnce([
      Uri.from({ scheme: 'vscode-vfs', path: '/github/pets.zip' }),
    ]);
    await addData.ask();
    expect(window.showErrorMessage.mock.calls[0]![0]).toMatch(
      /^vscode-vfs:.*pets\.zip is not on a disk of the machine that trains: copy/,
    );
    expect(asked).toEqual([]);
  });
});

test.runIf(process.platform === 'linux')(
  'asks for a folder or a file where the system’s dialog takes one kind only',
  async () => {
    Object.assign(env, { remoteName: undefined });
    for (const label of ['Choose a Folder…', 'Choose a File…']) {
      pick(label);
      await addData.ask();
    }
    expect(window.showOpenDialog.mock.calls.map(([options]) => options)).toMatchObject([
      { canSelectFolders: true, canSelectFiles: false },
      { canSelectFolders: false, canSelectFiles: true },
    ]);
  },
);
