import * as vscode from 'vscode';
import type { RunSummary } from '../../runs/summary';
import { usualWeights } from '#shared/weights';
import type { OpenRun } from '../training/training-controller';
import {
  type ExportFormat,
  exportFormats,
  isWeights,
  type RunExport,
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

  /** One format goes to a file, several go to a folder. */
  async export({ id, name }: RunSummary, args: ExportArguments): Promise<void> {
    const run = await this.shown.read(id);
    const both = await this.shown.hasBothWeights(run);
    const formats =
      args.formats ?? (await askFormats(exportFormats(run, both), weightsLabels(run, both)));
    const [only, ...others] = formats;
    if (only === undefined) return;
    if (others.length === 0 && !isWeights(only)) {
      const file = args.to ?? (await askFile(`${fileName(name)}-${only}`, endingOf(only)));
      if (file === undefined) return;
      await this.exporter.write(run, only, file);
      void sayFile(file);
    } else {
      const folder = args.to ?? (await askFolder(vscode.l10n.t('Export Here'), fileName(name)));
      if (folder === undefined) return;
      void sayFolder(folder, await this.exporter.writeSeveral(run, formats, folder));
    }
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
  return isWeights(format) ? 'safetensors' : format.slice(format.indexOf('.') + 1);
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
