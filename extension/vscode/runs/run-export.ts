import * as vscode from 'vscode';
import { LabError } from '../../errors';
import { joinPath, listFolder, readBytes } from '../../platform/files';
import type { PictureKind } from '#shared/protocol/messages';
import type { WeightsKind } from '#shared/protocol/events';
import type { RunState } from '#shared/run-state';
import { otherWeights, usualWeights } from '#shared/weights';
import { weightFileName } from '../../formats/weight-names';
import { exportNetworks } from '../../runs/export-networks';
import { runJson } from '../../runs/json';
import { type NetworkFormat, networkFormats } from '../../runs/network-files';
import type { NamedFile } from '../../runs/pytorch-files';
import { fromRecorded } from '../../runs/record';
import { report, type ReportPictures } from '../../runs/report';
import type { RunStore } from '../../runs/store';
import { batchesCsv, confusionCsv, epochsCsv } from '../../runs/tables';
import type { RunView, ShownRuns } from './run-view';
import type { OpenRun } from '../training/training-controller';

/**
 * What can be written of a run: a file, by the end of its name; the weights that its figures are of, a file for each
 * network; `otherWeights`: the last where those are the best, and the best where those are the last; or its networks for
 * other programs.
 */
export type ExportFormat = FileFormat | FormatOfNetworks;
export type FormatOfNetworks = WeightsFormat | NetworkFormat;
export type WeightsFormat = 'weights' | 'otherWeights';
export type FileFormat = 'batches.csv' | 'epochs.csv' | 'confusion.csv' | 'run.json' | PictureKind;

export function isWeights(format: ExportFormat): format is WeightsFormat {
  return format === 'weights' || format === 'otherWeights';
}

export function isForPrograms(format: ExportFormat): format is NetworkFormat {
  return (networkFormats as readonly string[]).includes(format);
}

/** Whether it makes files for each network. */
export function isOfNetworks(format: ExportFormat): format is FormatOfNetworks {
  return isWeights(format) || isForPrograms(format);
}

/** Which of a run's networks are written, and with which weights for other programs. */
export interface Selection {
  /** Their ids. */
  readonly networks: readonly string[];
  readonly weights: WeightsKind;
}

/** Files to be written, and why others cannot be. */
export interface Made {
  readonly files: readonly NamedFile[];
  readonly problems: readonly string[];
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
    ...networkFormats.filter((format) => format !== 'notebook' || isJudged(state)),
  ];
}

const REPORT = 'report.md';

/** Writes what is known of a run to files that the person has chosen. */
export class RunExport {
  constructor(
    private readonly store: RunStore,
    private readonly shown: ShownRuns,
    private readonly view: RunView,
    private readonly distFolder: string,
  ) {}

  async write(run: OpenRun, format: FileFormat, file: vscode.Uri): Promise<void> {
    await vscode.workspace.fs.writeFile(file, await this.content(run, format));
  }

  /**
   * The files of several formats: each under the name of its format, those of networks under the run's name and theirs.
   * What cannot be made keeps nothing else from being so.
   * @param stem the run's name, as files have it
   * @param signal aborted with a `LabError` when nobody wants them any more
   * @throws LabError where none could be made
   */
  async files(
    run: OpenRun,
    formats: readonly ExportFormat[],
    selection: Selection,
    stem: string,
    signal: AbortSignal,
  ): Promise<Made> {
    const files: NamedFile[] = [];
    const problems: Error[] = [];
    // Other programs' formats together: each would read the data set anew.
    const forPrograms = formats.filter(isForPrograms);
    const makers = formats
      .filter((format) => !isForPrograms(format))
      .map(
        (format) => async () =>
          isWeights(format)
            ? this.weights(run, format, selection.networks, stem)
            : [{ name: format, bytes: await this.content(run, format) }],
      );
    if (forPrograms.length > 0) {
      makers.push(() => this.forPrograms(run, forPrograms, selection, stem, signal));
    }
    for (const make of makers) {
      try {
        files.push(...(await make()));
      } catch (error) {
        problems.push(error as Error);
      }
      signal.throwIfAborted();
    }
    if (files.length === 0) throw problems[0]!;
    return { files, problems: problems.map(({ message }) => message) };
  }

  /** Which of these names are taken in a folder. */
  async taken(files: readonly NamedFile[], folder: vscode.Uri): Promise<readonly string[]> {
    const there = await Promise.all(
      files.map(({ name }) =>
        vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, name)).then(
          () => [name],
          () => [],
        ),
      ),
    );
    return there.flat();
  }

  async writeAll(files: readonly NamedFile[], folder: vscode.Uri): Promise<void> {
    await vscode.workspace.fs.createDirectory(folder);
    for (const { name, bytes } of files) {
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), bytes);
    }
  }

  private async weights(
    { id, state: { run } }: OpenRun,
    format: WeightsFormat,
    networks: readonly string[],
    stem: string,
  ): Promise<NamedFile[]> {
    const folder = this.store.weightsFolder(id);
    const kept = await listFolder(folder);
    const kind = (format === 'weights' ? usualWeights : otherWeights)(run.config);
    const names = networks.map((network) => weightFileName(network, kind, run.config));
    const found = names.filter((name) => kept.includes(name));
    if (found.length === 0) {
      throw new LabError(
        'input',
        vscode.l10n.t(
          'This run has no weights: it ended before its first epoch did. Train it again.',
        ),
      );
    }
    return Promise.all(
      found.map(async (name) => ({
        name: `${stem}-${name}`,
        bytes: await readBytes(joinPath(folder, name)),
      })),
    );
  }

  private forPrograms(
    { id, config, state }: OpenRun,
    formats: readonly NetworkFormat[],
    { networks, weights }: Selection,
    stem: string,
    signal: AbortSignal,
  ): Promise<NamedFile[]> {
    if (config === null) {
      throw new LabError(
        'input',
        vscode.l10n.t(
          'An older version kept this run without its weights: train it anew to export its networks.',
        ),
      );
    }
    const { run, epochs, evaluations } = state;
    const weightsFolder = this.store.weightsFolder(id);
    return exportNetworks(
      {
        config: fromRecorded(config, this.distFolder),
        ...{ weightsFolder, weights, networks, formats, stem },
        state: { run, epochs, evaluations },
      },
      signal,
    );
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
