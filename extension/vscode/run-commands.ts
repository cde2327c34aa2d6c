import * as vscode from 'vscode';
import { toErrorData } from '../errors';
import type { RunSummary } from '../runs/record';
import { type ExportFormat, exportFormats, type RunExport } from './run-export';
import type { Panels } from './panel';
import type { RunHistory } from './run-history';
import { idOf, type RunPicker } from './run-picker';
import type { ShownRun } from './shown-run';
import type { TrainingController } from './training-controller';

const MAXIMUM_NAME = 100;

/** Answers that need not be asked for, as a key binding or another extension may give them. */
export interface RunAnswers {
  readonly name?: string;
  /** Deletes without asking. */
  readonly confirmed?: boolean;
  readonly format?: ExportFormat | 'weights';
  /** The file to write, or the folder. */
  readonly to?: vscode.Uri;
}

/** What a menu of the tree gives: the run, and all that are selected; others may name a run by its id. */
type RunCommand = (target: unknown, selected: unknown, answers: RunAnswers) => Promise<void>;

/** What a person can do with the runs of the history. */
export class RunCommands {
  constructor(
    private readonly training: TrainingController,
    private readonly history: RunHistory,
    private readonly shown: ShownRun,
    private readonly panels: Panels,
    private readonly picker: RunPicker,
    private readonly exporter: RunExport,
  ) {}

  register(): vscode.Disposable[] {
    const commands: Readonly<Record<string, RunCommand>> = {
      openRun: (target) => this.open(target),
      renameRun: (target, _, answers) => this.rename(target, answers),
      deleteRun: (target, selected, answers) => this.remove(target, selected, answers),
      pinRun: (target, selected) => this.pin(target, selected, true),
      unpinRun: (target, selected) => this.pin(target, selected, false),
      runAgain: (target) => this.repeat(target),
      compareRuns: (target, selected) => this.compare(target, selected),
      exportRun: (target, _, answers) => this.export(target, answers),
      copyReport: (target, _, answers) => this.copyReport(target, answers),
      refreshRuns: () => this.history.refresh(),
    };
    return Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(
        `mnistLab.${name}`,
        async (target: unknown, selected: unknown, answers: RunAnswers = {}) => {
          try {
            await run(target, selected, answers);
          } catch (error) {
            void vscode.window.showErrorMessage(toErrorData(error).message);
          }
        },
      ),
    );
  }

  private async open(target: unknown): Promise<void> {
    const run = await this.picker.one(target, vscode.l10n.t('Open Run'));
    if (run === undefined) return;
    await this.shown.show(run.id);
    await this.panels.reveal();
  }

  private async rename(target: unknown, answers: RunAnswers): Promise<void> {
    const title = vscode.l10n.t('Rename Run');
    const run = await this.picker.one(target, title);
    if (run === undefined) return;
    const name =
      answers.name ??
      (await vscode.window.showInputBox({
        title,
        prompt: vscode.l10n.t('Name of the run'),
        value: run.name,
        validateInput: nameProblem,
      }));
    if (name === undefined || nameProblem(name) !== null) return;
    await this.history.rename(run.id, name.trim());
  }

  private async remove(target: unknown, selected: unknown, answers: RunAnswers): Promise<void> {
    const title = vscode.l10n.t('Delete Run');
    const runs = await this.picker.some(target, selected, title);
    if (runs.length === 0) return;
    if (runs.some(({ id }) => this.training.isLive(id))) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('A run in training cannot be deleted: stop it first.'),
      );
      return;
    }
    if (answers.confirmed !== true && !(await confirmDeletion(runs))) return;
    const ids = runs.map(({ id }) => id);
    ids.forEach((id) => {
      this.training.forgetFinished(id);
    });
    await this.history.remove(ids);
    this.shown.forget(ids);
  }

  private async pin(target: unknown, selected: unknown, pinned: boolean): Promise<void> {
    const title = pinned ? vscode.l10n.t('Pin Run') : vscode.l10n.t('Unpin Run');
    for (const { id } of await this.picker.some(target, selected, title)) {
      await this.history.pin(id, pinned);
    }
  }

  private async repeat(target: unknown): Promise<void> {
    const run = await this.picker.one(target, vscode.l10n.t('Repeat Run'));
    if (run === undefined) return;
    // Whoever looks at a run that cannot be repeated goes on looking at it.
    const start = await this.training.toRepeat(run.id);
    this.shown.follow();
    await this.panels.reveal();
    // The command is done when training has started, not when it has ended.
    void this.training.repeat(start);
  }

  private async compare(target: unknown, selected: unknown): Promise<void> {
    const runs = await this.toCompare(target, selected);
    if (runs === null) return;
    await this.shown.compare(runs.map(({ id }) => id));
    await this.panels.showTab('compare');
  }

  /** The run to show first, then those to lay over it; null where the person turned back. */
  private async toCompare(target: unknown, selected: unknown): Promise<RunSummary[] | null> {
    const title = vscode.l10n.t('Compare Runs');
    const given = await this.picker.given(target, selected);
    if (given.length > 1) return inOrder(given, target);
    const { runs } = this.history;
    const [base = await this.picker.one(undefined, title)] = given;
    if (base === undefined) return null;
    const others = runs.filter(({ id }) => id !== base.id);
    if (others.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There is only one run yet: train another to compare it with.'),
      );
      return null;
    }
    const hint = vscode.l10n.t('Runs to lay over "{0}"', base.name);
    const picked = await this.picker.many(others, this.shown.comparedIds, title, hint);
    return picked.length === 0 ? null : [base, ...picked];
  }

  private async export(target: unknown, answers: RunAnswers): Promise<void> {
    const title = vscode.l10n.t('Export Run');
    const summary = await this.picker.one(target, title);
    if (summary === undefined) return;
    const run = await this.shown.read(summary.id);
    const format = answers.format ?? (await askFormat(title, exportFormats(run)));
    if (format === undefined) return;
    const file = fileName(summary.name);
    if (format === 'weights') {
      const folder = answers.to ?? (await askFolder(vscode.l10n.t('Save Weights Here'), file));
      if (folder === undefined) return;
      await this.exporter.writeWeights(run, folder);
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The weights are in {0}.', folder.fsPath),
      );
    } else {
      const to = answers.to ?? (await askFile(title, `${file}-${format}`, endingOf(format)));
      if (to === undefined) return;
      await this.exporter.write(run, format, to);
      void sayWhere(to);
    }
  }

  private async copyReport(target: unknown, answers: RunAnswers): Promise<void> {
    const summary = await this.picker.one(target, vscode.l10n.t('Copy Report'));
    if (summary === undefined) return;
    const folder = answers.to ?? (await askReportFolder());
    if (folder === undefined) return;
    const run = await this.shown.read(summary.id);
    const { text, file, problem } = await this.exporter.writeReport(run, folder);
    await vscode.env.clipboard.writeText(text);
    if (problem !== null) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('The report is on the clipboard, but without pictures: {0}', problem),
      );
      return;
    }
    const open = vscode.l10n.t('Open Report');
    void vscode.window
      .showInformationMessage(
        vscode.l10n.t('The report is on the clipboard; its pictures are in {0}.', folder.fsPath),
        open,
      )
      .then((choice) => {
        if (choice === open) void vscode.commands.executeCommand('markdown.showPreview', file);
      });
  }
}

/** The run that the menu was opened on goes first: the others are laid over it. */
function inOrder(runs: readonly RunSummary[], target: unknown): RunSummary[] {
  const first = runs.find(({ id }) => id === idOf(target)) ?? runs[0]!;
  return [first, ...runs.filter((run) => run !== first)];
}

function nameProblem(name: string): string | null {
  const { length } = name.trim();
  return length > 0 && length <= MAXIMUM_NAME
    ? null
    : vscode.l10n.t('Give a name of at most {0} characters.', MAXIMUM_NAME);
}

async function confirmDeletion(runs: readonly RunSummary[]): Promise<boolean> {
  const action = vscode.l10n.t('Delete');
  const question =
    runs.length === 1
      ? vscode.l10n.t('Delete the run "{0}"?', runs[0]!.name)
      : vscode.l10n.t('Delete {0} runs?', runs.length);
  const detail = vscode.l10n.t('Its curves, results and weights are deleted from this machine.');
  const choice = await vscode.window.showWarningMessage(question, { modal: true, detail }, action);
  return choice === action;
}

async function askFormat(
  title: string,
  offered: readonly ExportFormat[],
): Promise<ExportFormat | 'weights' | undefined> {
  const labels: Record<ExportFormat | 'weights', string> = {
    'epochs.csv': vscode.l10n.t('Curves by epoch'),
    'batches.csv': vscode.l10n.t('Curves by batch'),
    'curves.png': vscode.l10n.t('Curves as a picture'),
    'curves.svg': vscode.l10n.t('Curves as a drawing'),
    'confusion.csv': vscode.l10n.t('Confusion matrices'),
    'confusion.png': vscode.l10n.t('Confusion matrices as a picture'),
    'run.json': vscode.l10n.t('The whole run'),
    weights: vscode.l10n.t('Weights'),
  };
  const formats = [...offered, 'weights'] as const;
  const items = formats.map((format) => ({
    label: labels[format],
    description: format === 'weights' ? 'safetensors' : endingOf(format),
    format,
  }));
  const item = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return item?.format;
}

function endingOf(format: ExportFormat): string {
  return format.slice(format.indexOf('.') + 1);
}

function askFile(title: string, name: string, ending: string): Thenable<vscode.Uri | undefined> {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  const defaultUri = root === undefined ? undefined : vscode.Uri.joinPath(root, name);
  return vscode.window.showSaveDialog({
    title,
    filters: { [ending.toUpperCase()]: [ending] },
    ...(defaultUri === undefined ? {} : { defaultUri }),
  });
}

async function sayWhere(file: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('Saved as {0}.', file.fsPath),
    open,
  );
  if (choice === open) await vscode.commands.executeCommand('vscode.open', file);
}

/** A folder of its own inside the one that the person chooses: nothing else there is touched. */
async function askFolder(openLabel: string, name: string): Promise<vscode.Uri | undefined> {
  const defaultUri = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel,
      ...(defaultUri === undefined ? {} : { defaultUri }),
    })) ?? [];
  return folder === undefined ? undefined : vscode.Uri.joinPath(folder, name);
}

const REPORT_FOLDER = 'mnist-lab-report';

async function askReportFolder(): Promise<vscode.Uri | undefined> {
  const label = vscode.l10n.t('Save Report Here');
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (root === undefined) return askFolder(label, REPORT_FOLDER);
  const standard = vscode.Uri.joinPath(root, REPORT_FOLDER);
  const other = { label: vscode.l10n.t('Another Folder…') };
  const choice = await vscode.window.showQuickPick(
    [{ label: REPORT_FOLDER, description: standard.fsPath }, other],
    {
      title: vscode.l10n.t('Copy Report'),
      placeHolder: vscode.l10n.t('Folder for the report and its pictures'),
    },
  );
  if (choice === undefined) return undefined;
  return choice === other ? askFolder(label, REPORT_FOLDER) : standard;
}

/** A run's name as the name of a file on any system. */
function fileName(name: string): string {
  const plain = name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'run' : plain;
}
