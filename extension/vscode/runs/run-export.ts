import * as vscode from 'vscode';
import { LabError } from '../../errors';
import { joinPath, listFolder } from '../../platform/files';
import type { PictureKind } from '#shared/protocol/messages';
import type { RunState } from '#shared/run-state';
import { otherWeights, usualWeights } from '#shared/weights';
import { weightFileName } from '../../formats/weight-names';
import { runJson } from '../../runs/json';
import { report, type ReportPictures } from '../../runs/report';
import type { RunStore } from '../../runs/store';
import { batchesCsv, confusionCsv, epochsCsv } from '../../runs/tables';
import { uriOf } from '../files';
import type { RunView, ShownRuns } from './run-view';
import type { OpenRun } from '../training/training-controller';

/**
 * What can be written of a run: a file, by the end of its name, or the weights that its figures are of, a file for each
 * network; `otherWeights`: the last where those are the best, and the best where those are the last.
 */
export type ExportFormat = FileFormat | WeightsFormat;
export type WeightsFormat = 'weights' | 'otherWeights';
export type FileFormat = 'batches.csv' | 'epochs.csv' | 'confusion.csv' | 'run.json' | PictureKind;

export function isWeights(format: ExportFormat): format is WeightsFormat {
  return format === 'weights' || format === 'otherWeights';
}

/**
 * The formats that there is something to write in.
 * @param both whether the best weights are kept beside the last
 */
export function exportFormats({ state }: OpenRun, both: boolean): readonly ExportFormat[] {
  const confusion = ['confusion.csv', 'confusion.png'] as const;
  return [
    'epochs.csv',
    'batches.csv',
    'curves.png',
    'curves.svg',
    ...(isJudged(state) ? confusion : []),
    'networks.svg',
    'run.json',
    'weights',
    ...(both ? (['otherWeights'] as const) : []),
  ];
}

const REPORT = 'report.md';

/** Writes what is known of a run to files that the person has chosen. */
export class RunExport {
  constructor(
    private readonly store: RunStore,
    private readonly shown: ShownRuns,
    private readonly view: RunView,
  ) {}

  async write(run: OpenRun, format: FileFormat, file: vscode.Uri): Promise<void> {
    await vscode.workspace.fs.writeFile(file, await this.content(run, format));
  }

  /**
   * Writes into a folder, each file under the name of its format.
   * @returns why some of it could not be written: that keeps nothing else from being written
   * @throws LabError where nothing could be
   */
  async writeSeveral(
    run: OpenRun,
    formats: readonly ExportFormat[],
    folder: vscode.Uri,
  ): Promise<readonly string[]> {
    await vscode.workspace.fs.createDirectory(folder);
    const problems: Error[] = [];
    for (const format of formats) {
      try {
        if (isWeights(format)) await this.writeWeights(run, format, folder);
        else await this.write(run, format, vscode.Uri.joinPath(folder, format));
      } catch (error) {
        problems.push(error as Error);
      }
    }
    if (problems.length === formats.length) throw problems[0]!;
    return problems.map(({ message }) => message);
  }

  /** Copies the weights of each network; the files keep their names. */
  private async writeWeights(
    { id, state: { run } }: OpenRun,
    format: WeightsFormat,
    folder: vscode.Uri,
  ): Promise<void> {
    const kept = await listFolder(this.store.weightsFolder(id));
    const kind = (format === 'weights' ? usualWeights : otherWeights)(run.config);
    const names = run.models.map((model) => weightFileName(model.id, kind, run.config));
    const found = names.filter((name) => kept.includes(name));
    if (found.length === 0) {
      throw new LabError(
        'input',
        vscode.l10n.t(
          'This run has no weights: it ended before its first epoch did. Train it again.',
        ),
      );
    }
    await vscode.workspace.fs.createDirectory(folder);
    for (const name of found) {
      const source = uriOf(joinPath(this.store.weightsFolder(id), name));
      await vscode.workspace.fs.copy(source, vscode.Uri.joinPath(folder, name), {
        overwrite: true,
      });
    }
  }

  report(run: OpenRun, pictures: ReportPictures = {}): string {
    return report(this.shown.nameOf(run.id), run, pictures);
  }

  /**
   * Writes the report and its pictures into a folder.
   * @returns the Markdown, and why pictures are missing if they are
   */
  async writeReport(
    run: OpenRun,
    folder: vscode.Uri,
  ): Promise<{
    readonly text: string;
    readonly file: vscode.Uri;
    readonly problem: string | null;
  }> {
    await vscode.workspace.fs.createDirectory(folder);
    let pictures: ReportPictures = {};
    let problem: string | null = null;
    try {
      await this.write(run, 'curves.png', vscode.Uri.joinPath(folder, 'curves.png'));
      pictures = { curves: 'curves.png' };
      if (isJudged(run.state)) {
        await this.write(run, 'confusion.png', vscode.Uri.joinPath(folder, 'confusion.png'));
        pictures = { curves: 'curves.png', confusion: 'confusion.png' };
      }
    } catch (error) {
      // A report without pictures is better than none.
      problem = (error as Error).message;
    }
    const text = this.report(run, pictures);
    const file = vscode.Uri.joinPath(folder, REPORT);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    return { text, file, problem };
  }

  private content(run: OpenRun, format: FileFormat): Promise<Uint8Array> {
    const text = (content: string): Promise<Uint8Array> =>
      Promise.resolve(new TextEncoder().encode(content));
    switch (format) {
      case 'batches.csv':
        return text(batchesCsv(run.state));
      case 'epochs.csv':
        return text(epochsCsv(run.state));
      case 'confusion.csv':
        return text(confusionCsv(run.state));
      case 'run.json':
        return text(runJson(this.shown.nameOf(run.id), run));
      case 'curves.png':
      case 'curves.svg':
      case 'confusion.png':
      case 'networks.svg':
        return this.picture(run, format);
    }
  }

  /** A panel draws it: with the runs that lie over it if it is the one that is shown. */
  private async picture(run: OpenRun, picture: PictureKind): Promise<Uint8Array> {
    const shown = (await this.shown.run())?.id === run.id;
    return this.view.draw(picture, {
      name: this.shown.nameOf(run.id),
      run: run.state,
      compared: shown ? this.shown.compared(run) : null,
    });
  }
}

function isJudged({ evaluations }: RunState): boolean {
  return Object.keys(evaluations).length > 0;
}
