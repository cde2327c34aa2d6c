import { beforeEach, describe, expect, test, vi } from 'vitest';
import { LabError } from '../../../../extension/errors';
import type { PictureKind } from '#shared/protocol/messages';
import { summarize } from '../../../../extension/runs/summarize';
import { RunStore } from '../../../../extension/runs/store';
import { ExportCommands } from '../../../../extension/vscode/runs/export-commands';
import type { Panels } from '../../../../extension/vscode/panel/panel';
import { type ExportFormat, RunExport } from '../../../../extension/vscode/runs/run-export';
import type { ShownRun } from '../../../../extension/vscode/panel/shown-run';
import { sampleRecord } from '../../../runs/support';
import { commands, env, Uri, window, workspace } from '../fake-vscode';

vi.mock('vscode', () => import('../fake-vscode'));

const run = { id: 'a', ...sampleRecord() };
const summary = summarize('a', { name: 'Run 1: mine', pinned: false }, run);
const draw = vi.fn<(picture: PictureKind) => Promise<Uint8Array>>();
let both = false;
const shown = {
  read: () => Promise.resolve(run),
  run: () => Promise.resolve(run),
  nameOf: () => summary.name,
  compared: () => null,
  hasBothWeights: () => Promise.resolve(both),
} as unknown as ShownRun;
const panels = { draw, sendState: () => Promise.resolve() } as unknown as Panels;
const exports = new ExportCommands(
  shown,
  new RunExport(new RunStore('/kept'), shown, panels, 'dist'),
);

/** Picks in the list, and the folder or the name of the file. */
function answer(formats: readonly ExportFormat[], to: string): void {
  window.showQuickPick.mockImplementation((items) =>
    Promise.resolve(
      (items as { format: ExportFormat }[]).filter(({ format }) => formats.includes(format)),
    ),
  );
  window.showSaveDialog.mockResolvedValue(Uri.file(to));
  window.showOpenDialog.mockResolvedValue([Uri.file(to)]);
}

const written = (): string[] =>
  workspace.fs.writeFile.mock.calls.map(([file]) => (file as Uri).path);
const messages = (): unknown[] => window.showInformationMessage.mock.calls.map(([text]) => text);

beforeEach(() => {
  vi.resetAllMocks();
  draw.mockResolvedValue(new Uint8Array());
  for (const ask of [...Object.values(window), ...Object.values(workspace.fs)]) {
    if (vi.isMockFunction(ask)) ask.mockResolvedValue(undefined);
  }
  // Nothing is there yet.
  workspace.fs.stat.mockRejectedValue(new Error('EntryNotFound'));
  env.clipboard.writeText.mockResolvedValue(undefined);
  commands.executeCommand.mockResolvedValue(undefined);
});

describe('Export Run', () => {
  test('writes one format to a file of the name that is chosen', async () => {
    answer(['epochs.csv'], '/work/my.csv');
    await exports.export(summary, {});
    expect(written()).toEqual(['/work/my.csv']);
    const [options] = window.showSaveDialog.mock.calls[0]!;
    expect(options).toMatchObject({ defaultUri: { path: '/work/Run-1-mine-epochs.csv' } });
  });

  test('writes several into a folder of their own, each under the name of its format', async () => {
    answer(['epochs.csv', 'run.json', 'curves.png'], '/work');
    await exports.export(summary, {});
    expect(written()).toEqual([
      '/work/Run-1-mine/epochs.csv',
      '/work/Run-1-mine/curves.png',
      '/work/Run-1-mine/run.json',
    ]);
  });

  test('asks before it writes over what is there, and names it', async () => {
    workspace.fs.stat.mockImplementation((file) =>
      (file as Uri).path.endsWith('run.json') ? Promise.resolve() : Promise.reject(new Error()),
    );
    answer(['epochs.csv', 'run.json'], '/work');
    await exports.export(summary, {});
    expect(written()).toEqual([]);
    expect(window.showWarningMessage.mock.calls[0]).toEqual([
      'run.json is in /work/Run-1-mine already. Replace it?',
      { modal: true, detail: 'run.json' },
      'Replace',
    ]);
    window.showWarningMessage.mockResolvedValue('Replace');
    await exports.export(summary, {});
    expect(written()).toEqual(['/work/Run-1-mine/epochs.csv', '/work/Run-1-mine/run.json']);
  });

  test('offers all that there is', async () => {
    await exports.export(summary, {});
    const [items, options] = window.showQuickPick.mock.calls[0]! as [{ format: string }[], object];
    expect(options).toMatchObject({ canPickMany: true });
    expect(items.map(({ format }) => format).sort()).toEqual([
      ...['batches.csv', 'confusion.csv', 'confusion.png', 'curves.png', 'curves.svg'],
      ...['epochs.csv', 'networks.svg', 'notebook', 'onnx', 'pytorch', 'run.json', 'weights'],
    ]);
  });

  test('offers the best weights beside the last where both are kept, under the names of their files', async () => {
    both = true;
    await exports.export(summary, {});
    both = false;
    const [items] = window.showQuickPick.mock.calls[0]! as [{ label: string; format: string }[]];
    const weights = items.filter(({ format }) => /weights/i.test(format));
    expect(weights.map(({ format, label }) => [format, label])).toEqual([
      ['weights', 'Last weights'],
      ['otherWeights', 'Best weights'],
    ]);
  });

  test('ends without a word where nothing is picked, or no place', async () => {
    await exports.export(summary, {});
    answer(['epochs.csv'], '');
    window.showSaveDialog.mockResolvedValue(undefined);
    await exports.export(summary, {});
    expect(written()).toEqual([]);
    expect(messages()).toEqual([]);
  });

  test('says the same words of exports to one folder: VS Code keeps one notification of them', async () => {
    for (const format of ['epochs.csv', 'batches.csv', 'run.json', 'curves.svg'] as const) {
      await exports.export(summary, {
        formats: [format],
        to: Uri.file(`/work/${format}`) as never,
      });
    }
    expect(written()).toHaveLength(4);
    expect(new Set(messages())).toEqual(new Set(['Exported to /work.']));
  });

  test('writes the rest where a picture cannot be drawn, and says why', async () => {
    answer(['curves.png', 'epochs.csv'], '/work');
    draw.mockRejectedValue(new LabError('engine', 'Too large.'));
    await exports.export(summary, {});
    expect(written()).toEqual(['/work/Run-1-mine/epochs.csv']);
    expect(window.showWarningMessage.mock.calls[0]![0]).toBe(
      'Not all was exported to /work/Run-1-mine: Too large.',
    );
    expect(messages()).toEqual([]);
  });

  test('writes into each format what it is called by', async () => {
    const textOf = async (format: ExportFormat): Promise<string> => {
      await exports.export(summary, { formats: [format], to: Uri.file('/work/file') as never });
      const [, content] = workspace.fs.writeFile.mock.calls.at(-1)!;
      return new TextDecoder().decode(content as Uint8Array);
    };
    expect(await textOf('batches.csv')).toMatch(/^epoch,batch,/);
    expect(await textOf('epochs.csv')).toMatch(/^epoch,(?!batch)/);
    expect(await textOf('confusion.csv')).toContain('actual');
    expect(JSON.parse(await textOf('run.json'))).toMatchObject({ name: summary.name });
  });

  test.each([
    ['(Run) #1!', 'Run-1'],
    ['Lauf für Öl', 'Lauf-für-Öl'],
    ['?!', 'run'],
  ])('names the file of a run called %s so that any system takes it', async (name, plain) => {
    answer(['epochs.csv'], '/work/my.csv');
    await exports.export({ ...summary, name }, {});
    const [options] = window.showSaveDialog.mock.calls[0]!;
    expect(options).toMatchObject({
      defaultUri: { path: `/work/${plain}-epochs.csv` },
      filters: { CSV: ['csv'] },
    });
  });

  test('opens the file, and shows the folder, only when asked to', async () => {
    const to = (path: string): never => Uri.file(path) as never;
    await exports.export(summary, { formats: ['epochs.csv'], to: to('/work/a.csv') });
    await exports.export(summary, { formats: ['epochs.csv', 'run.json'], to: to('/work/a') });
    await vi.waitFor(() => {
      expect(messages()).toHaveLength(2);
    });
    expect(commands.executeCommand).not.toHaveBeenCalled();

    window.showInformationMessage.mockImplementation((_, action) => Promise.resolve(action));
    await exports.export(summary, { formats: ['epochs.csv'], to: to('/work/a.csv') });
    await exports.export(summary, { formats: ['epochs.csv', 'run.json'], to: to('/work/a') });
    await exports.export(summary, { formats: ['epochs.csv', 'run.json'], to: to('/else/a') });
    await vi.waitFor(() => {
      expect(commands.executeCommand.mock.calls).toEqual([
        ['vscode.open', Uri.file('/work/a.csv')],
        ['revealInExplorer', Uri.file('/work/a')],
        // Where no workspace has it, the system's own.
        ['revealFileInOS', Uri.file('/else/a')],
      ]);
    });
  });

  test('ends without a word where several have no folder to go to', async () => {
    answer(['epochs.csv', 'run.json'], '');
    window.showOpenDialog.mockResolvedValue(undefined);
    await exports.export(summary, {});
    expect(window.showOpenDialog.mock.calls[0]![0]).toMatchObject({
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: { path: '/work' },
    });
    expect(written()).toEqual([]);
    expect(messages()).toEqual([]);
  });

  test('asks without a proposal where no folder is open', async () => {
    const folders = workspace.workspaceFolders.splice(0);
    try {
      answer(['epochs.csv'], '/else/my.csv');
      await exports.export(summary, {});
      expect(written()).toEqual(['/else/my.csv']);
      expect(window.showSaveDialog.mock.calls[0]![0]).not.toHaveProperty('defaultUri');
      answer(['epochs.csv', 'run.json'], '/else');
      await exports.export(summary, {});
      expect(window.showOpenDialog.mock.calls[0]![0]).not.toHaveProperty('defaultUri');
    } finally {
      workspace.workspaceFolders.push(...folders);
    }
  });

  test('fails where nothing could be written', async () => {
    draw.mockRejectedValue(new LabError('engine', 'Too large.'));
    answer(['curves.png', 'curves.svg'], '/work');
    await expect(exports.export(summary, {})).rejects.toThrow('Too large.');
    answer(['curves.png'], '/work/c.png');
    await expect(exports.export(summary, {})).rejects.toThrow('Too large.');
    expect(messages()).toEqual([]);
  });
});

describe('Copy Report', () => {
  const copied = (): unknown[] => env.clipboard.writeText.mock.calls.map(([text]) => text);

  test('copies at once and asks for nothing', async () => {
    await exports.copyReport(summary, {});
    expect(copied()).toEqual([expect.stringMatching(/^# Run 1: mine\n/)]);
    expect(copied()[0]).not.toContain('![');
    expect(window.showQuickPick).not.toHaveBeenCalled();
    expect(window.showOpenDialog).not.toHaveBeenCalled();
    expect(written()).toEqual([]);
  });

  test('saves it with its pictures on demand', async () => {
    window.showInformationMessage.mockImplementation((_, action) => Promise.resolve(action));
    window.showQuickPick.mockImplementation((items) =>
      Promise.resolve((items as readonly unknown[])[0]),
    );
    await exports.copyReport(summary, {});
    await vi.waitFor(() => {
      expect(copied()).toHaveLength(2);
    });
    expect(copied()[1]).toContain('](curves.png)');
    expect(written().sort()).toEqual(
      ['confusion.png', 'curves.png', 'report.md'].map((name) => `/work/mnist-lab-report/${name}`),
    );
  });

  test('says why pictures are missing', async () => {
    draw.mockRejectedValue(new LabError('engine', 'Too large.'));
    await exports.copyReport(summary, { to: Uri.file('/work/report') as never });
    expect(window.showWarningMessage.mock.calls[0]![0]).toContain('without pictures: Too large.');
    expect(copied()).toHaveLength(1);
  });

  test('names the folder that it proposes, and goes to another one on demand', async () => {
    window.showInformationMessage.mockImplementation((_, action) => Promise.resolve(action));
    window.showQuickPick.mockImplementation((items) =>
      Promise.resolve((items as readonly unknown[])[1]),
    );
    window.showOpenDialog.mockResolvedValue([Uri.file('/else')]);
    await exports.copyReport(summary, {});
    await vi.waitFor(() => {
      expect(written()).toContain('/else/mnist-lab-report/report.md');
    });
    const [items] = window.showQuickPick.mock.calls[0]! as [{ label: string }[]];
    expect(items[0]).toEqual({ label: 'mnist-lab-report', description: '/work/mnist-lab-report' });
    expect(items[1]!.label).not.toBe('');
  });

  test('copies once where the person turns away from a folder', async () => {
    window.showInformationMessage.mockImplementation((_, action) => Promise.resolve(action));
    await exports.copyReport(summary, {});
    await vi.waitFor(() => {
      expect(window.showQuickPick).toHaveBeenCalled();
    });
    await new Promise(setImmediate);
    expect(window.showOpenDialog).not.toHaveBeenCalled();
    expect(copied()).toHaveLength(1);
  });

  test('asks for a folder at once where none is open', async () => {
    const folders = workspace.workspaceFolders.splice(0);
    try {
      window.showInformationMessage.mockImplementation((_, action) => Promise.resolve(action));
      window.showOpenDialog.mockResolvedValue([Uri.file('/else')]);
      await exports.copyReport(summary, {});
      await vi.waitFor(() => {
        expect(written()).toContain('/else/mnist-lab-report/report.md');
      });
      expect(window.showQuickPick).not.toHaveBeenCalled();
    } finally {
      workspace.workspaceFolders.push(...folders);
    }
  });

  test('shows the report only when asked to', async () => {
    const to = Uri.file('/work/report') as never;
    await exports.copyReport(summary, { to });
    await new Promise(setImmediate);
    expect(commands.executeCommand).not.toHaveBeenCalled();
    window.showInformationMessage.mockImplementation((_, action) => Promise.resolve(action));
    await exports.copyReport(summary, { to });
    await vi.waitFor(() => {
      expect(commands.executeCommand.mock.calls).toEqual([
        ['markdown.showPreview', Uri.file('/work/report/report.md')],
      ]);
    });
    expect(copied()[1]).toContain('](confusion.png)');
  });
});
