import * as vscode from 'vscode';
import { formatCount, formatList } from '#shared/format';
import type { WeightsKind } from '#shared/protocol/events';
import { otherWeights, usualWeights } from '#shared/weights';
import { LabError } from '../../errors';
import { networkEndings, takesSeveral } from '../../runs/network-files';
import type { RunSummary } from '../../runs/summary';
import type { OpenRun } from '../training/training-controller';
import {
  type ExportFormat,
  exportFormats,
  isForPrograms,
  isOfNetworks,
  isWeights,
  type Made,
  type RunExport,
  type Selection,
  type WeightsFormat,
} from './run-export';
import type { ShownRuns } from './run-view';

/** What need not be asked for. */
export interface ExportArguments {
  readonly formats?: readonly ExportFormat[];
  /** The file to write, or the folder where it is several files. */
  readonly to?: vscode.Uri;
}

const REPORT_FOLDER = 'mnist-lab-report';

/** Asks what to take away from a run and where to, and says where it is. */
export class ExportCommands {
  constructor(
    private readonly shown: ShownRuns,
    private readonly exporter: RunExport,
  ) {}

  /** One format goes to a file, several go to a folder, and so do formats with files for each network. */
  async export({ id, name }: RunSummary, args: ExportArguments): Promise<void> {
    const run = await this.shown.read(id);
    const both = await this.shown.hasBothWeights(run);
    const formats =
      args.formats ?? (await askFormats(exportFormats(run, both), weightsLabels(run, both)));
    const [only, ...others] = formats;
    if (only === undefined) return;
    if (others.length === 0 && !isOfNetworks(only)) {
      const file = args.to ?? (await askFile(`${fileName(name)}-${only}`, endingOf(only)));
      if (file === undefined) return;
      await this.exporter.write(run, only, file);
      void sayFile(file);
      return;
    }
    const selection =
      args.formats === undefined ? await askSelection(run, formats, both) : everything(run);
    if (selection === undefined) return;
    const folder = args.to ?? (await askFolder(vscode.l10n.t('Export Here'), fileName(name)));
    if (folder === undefined) return;
    const made = await this.make(run, formats, selection, fileName(name));
    // Whoever gives a place and asks for nothing is a program.
    if (made === null || (args.to === undefined && !(await this.mayWrite(made.files, folder)))) {
      return;
    }
    await this.exporter.writeAll(made.files, folder);
    void sayFolder(folder, made.problems);
  }

  /** Makes files, with a notification that can cancel it: null then. */
  private async make(
    run: OpenRun,
    formats: readonly ExportFormat[],
    selection: Selection,
    stem: string,
  ): Promise<Made | null> {
    const cancel = new AbortController();
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Exporting run'),
      cancellable: true,
    };
    return vscode.window.withProgress(options, async (_, token) => {
      token.onCancellationRequested(() => {
        cancel.abort(new LabError('usage', vscode.l10n.t('The export was cancelled.')));
      });
      try {
        return await this.exporter.files(run, formats, selection, stem, cancel.signal);
      } catch (error) {
        if (cancel.signal.aborted) return null;
        throw error;
      }
    });
  }

  /** Nothing is written over without asking. */
  private async mayWrite(files: Made['files'], folder: vscode.Uri): Promise<boolean> {
    const taken = await this.exporter.taken(files, folder);
    if (taken.length === 0) return true;
    const replace = vscode.l10n.t('Replace');
    const question =
      taken.length === 1
        ? vscode.l10n.t('{0} is in {1} already. Replace it?', taken[0]!, folder.fsPath)
        : vscode.l10n.t(
            '{0} files are in {1} already. Replace them?',
            formatCount(taken.length),
            folder.fsPath,
          );
    const detail = formatList(taken.slice(0, MOST_NAMED));
    return (
      (await vscode.window.showWarningMessage(question, { modal: true, detail }, replace)) ===
      replace
    );
  }

  /** On the clipboard at once; with its pictures where the person asks for them, or says where to. */
  async copyReport({ id }: RunSummary, { to }: ExportArguments): Promise<void> {
    if (to !== undefined) return this.saveReport(id, to);
    const run = await this.shown.read(id);
    await vscode.env.clipboard.writeText(this.exporter.report(run));
    const save = vscode.l10n.t('Save with Pictures…');
    void vscode.window
      .showInformationMessage(vscode.l10n.t('The report is on the clipboard.'), save)
      .then(async (choice) => {
        const folder = choice === save ? await askReportFolder() : undefined;
        if (folder !== undefined) await this.saveReport(id, folder);
      })
      .then(undefined, (error: unknown) => {
        void vscode.window.showErrorMessage((error as Error).message);
      });
  }

  private async saveReport(id: string, folder: vscode.Uri): Promise<void> {
    const run = await this.shown.read(id);
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

/** Names of files in a question; more are a number. */
const MOST_NAMED = 12;

function everything({ state }: OpenRun): Selection {
  const { models, config } = state.run;
  return { networks: models.map(({ id }) => id), weights: usualWeights(config) };
}

/** Asks for what the formats leave open; undefined where the person turns away. */
async function askSelection(
  run: OpenRun,
  formats: readonly ExportFormat[],
  both: boolean,
): Promise<Selection | undefined> {
  const { networks: all, weights: usual } = everything(run);
  const networks = formats.some(isOfNetworks) ? await askNetworks(all) : all;
  if (networks.length === 0) return undefined;
  const weights = both && formats.some(isOfOne) ? await askWeights(run) : usual;
  return weights === undefined ? undefined : { networks, weights };
}

/** Whether it may come with the best weights or the last. */
function isOfOne(format: ExportFormat): boolean {
  return isForPrograms(format) && !takesSeveral(format);
}

async function askNetworks(all: readonly string[]): Promise<readonly string[]> {
  if (all.length === 1) return all;
  const picked = await vscode.window.showQuickPick(
    all.map((label) => ({ label, picked: true })),
    {
      title: vscode.l10n.t('Export Run'),
      ignoreFocusOut: true,
      placeHolder: vscode.l10n.t('Which networks?'),
      canPickMany: true,
    },
  );
  return (picked ?? []).map(({ label }) => label);
}

async function askWeights(run: OpenRun): Promise<WeightsKind | undefined> {
  const { weights, otherWeights: others } = weightsLabels(run, true);
  const usual = usualWeights(run.state.run.config);
  const picked = await vscode.window.showQuickPick(
    [
      { label: weights, weightsKind: usual },
      { label: others, weightsKind: otherWeights(run.state.run.config) },
    ],
    {
      title: vscode.l10n.t('Export Run'),
      ignoreFocusOut: true,
      placeHolder: vscode.l10n.t('With which weights?'),
    },
  );
  return picked?.weightsKind;
}

/** Whether they are the best or the last is said where both are kept. */
function weightsLabels({ state }: OpenRun, both: boolean): Record<WeightsFormat, string> {
  if (!both) return { weights: vscode.l10n.t('Weights'), otherWeights: '' };
  const [best, last] = [vscode.l10n.t('Best weights'), vscode.l10n.t('Last weights')];
  return usualWeights(state.run.config) === 'best'
    ? { weights: best, otherWeights: last }
    : { weights: last, otherWeights: best };
}

async function askFormats(
  offered: readonly ExportFormat[],
  weights: Record<WeightsFormat, string>,
): Promise<readonly ExportFormat[]> {
  const labels: Record<ExportFormat, string> = {
    'epochs.csv': vscode.l10n.t('Curves by epoch'),
    'batches.csv': vscode.l10n.t('Curves by batch'),
    'curves.png': vscode.l10n.t('Curves as a picture'),
    'curves.svg': vscode.l10n.t('Curves as a drawing'),
    'confusion.csv': vscode.l10n.t('Confusion matrices'),
    'confusion.png': vscode.l10n.t('Confusion matrices as a picture'),
    'networks.svg': vscode.l10n.t('Networks as a drawing'),
    'run.json': vscode.l10n.t('The whole run'),
    ...weights,
    onnx: vscode.l10n.t('Networks for ONNX Runtime'),
    pytorch: vscode.l10n.t('Networks as PyTorch scripts'),
    notebook: vscode.l10n.t('Networks as a notebook'),
  };
  const items = offered.map((format) => ({
    label: labels[format],
    description: endingOf(format),
    format,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Export Run'),
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t('One goes to a file, several go to a folder'),
    canPickMany: true,
    matchOnDescription: true,
  });
  return (picked ?? []).map(({ format }) => format);
}

function endingOf(format: ExportFormat): string {
  if (isWeights(format)) return 'safetensors';
  return isForPrograms(format) ? networkEndings[format] : format.slice(format.indexOf('.') + 1);
}

function askFile(name: string, ending: string): Thenable<vscode.Uri | undefined> {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  const defaultUri = root === undefined ? undefined : vscode.Uri.joinPath(root, name);
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Run'),
    filters: { [ending.toUpperCase()]: [ending] },
    ...(defaultUri === undefined ? {} : { defaultUri }),
  });
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

async function askReportFolder(): Promise<vscode.Uri | undefined> {
  const label = vscode.l10n.t('Save Report Here');
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (root === undefined) return askFolder(label, REPORT_FOLDER);
  const standard = vscode.Uri.joinPath(root, REPORT_FOLDER);
  const other = { label: vscode.l10n.t('Another Folder…') };
  const choice = await vscode.window.showQuickPick(
    [{ label: REPORT_FOLDER, description: standard.fsPath }, other],
    {
      title: vscode.l10n.t('Save Report'),
      placeHolder: vscode.l10n.t('Folder for the report and its pictures'),
    },
  );
  if (choice === undefined) return undefined;
  return choice === other ? askFolder(label, REPORT_FOLDER) : standard;
}

/**
 * Where things were exported to. VS Code puts a notification in the place of one with the same words: it names
 * the folder, so that exports in a row leave one and no stack.
 */
function exportedTo(folder: vscode.Uri): string {
  return vscode.l10n.t('Exported to {0}.', folder.fsPath);
}

async function sayFile(file: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open File');
  const folder = vscode.Uri.joinPath(file, '..');
  const choice = await vscode.window.showInformationMessage(exportedTo(folder), open);
  if (choice === open) await vscode.commands.executeCommand('vscode.open', file);
}

/** @param problems why some of it is missing */
async function sayFolder(folder: vscode.Uri, problems: readonly string[]): Promise<void> {
  const show = vscode.l10n.t('Show Folder');
  const choice = await (problems.length === 0
    ? vscode.window.showInformationMessage(exportedTo(folder), show)
    : vscode.window.showWarningMessage(
        vscode.l10n.t('Not all was exported to {0}: {1}', folder.fsPath, problems.join(' ')),
        show,
      ));
  if (choice !== show) return;
  const inWorkspace = vscode.workspace.getWorkspaceFolder(folder) !== undefined;
  const command = inWorkspace ? 'revealInExplorer' : 'revealFileInOS';
  await vscode.commands.executeCommand(command, folder);
}

/** A run's name as the name of a file on any system. */
function fileName(name: string): string {
  const plain = name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'run' : plain;
}
