import * as vscode from 'vscode';
import { toErrorData } from '../../errors';
import type { Continuation } from '#shared/protocol/messages';
import { continuationOf } from '../../runs/continuation';
import type { RunSummary } from '../../runs/summary';
import { freeSpace } from './free-space';
import type { ExportArguments, ExportCommands } from './export-commands';
import type { RunHistory } from './run-history';
import { idOf, type RunPicker } from './run-picker';
import type { RunView, ShownRuns } from './run-view';
import { askForEpochs } from './train-longer';
import type { TrainingController } from '../training/training-controller';

const MAXIMUM_NAME = 100;

/** What need not be asked for, as a key binding or another extension may give them. */
export interface RunArguments extends ExportArguments {
  readonly name?: string;
  /** How many epochs more a run is trained. */
  readonly epochs?: number;
  /** Deletes without asking. */
  readonly confirmed?: boolean;
}

/** What a menu of the tree gives: the run, and all that are selected; others may name a run by its id. */
type RunCommand = (target: unknown, selected: unknown, args: RunArguments) => Promise<void>;

/** What a person can do with the runs of the history. */
export class RunCommands {
  constructor(
    private readonly training: TrainingController,
    private readonly history: RunHistory,
    private readonly shown: ShownRuns,
    private readonly view: RunView,
    private readonly picker: RunPicker,
    private readonly exports: ExportCommands,
  ) {}

  register(): vscode.Disposable[] {
    const commands: Readonly<Record<string, RunCommand>> = {
      openRun: (target) => this.open(target),
      renameRun: (target, _, args) => this.rename(target, args),
      deleteRun: (target, selected, args) => this.remove(target, selected, args),
      pinRun: (target, selected) => this.pin(target, selected, true),
      unpinRun: (target, selected) => this.pin(target, selected, false),
      runAgain: (target) => this.repeat(target),
      continueRun: (target) => this.goOn(target),
      trainLonger: (target, _, args) => this.trainLonger(target, args),
      compareRuns: (target, selected) => this.compare(target, selected),
      exportRun: (target, _, args) => this.export(target, args),
      copyReport: (target, _, args) => this.copyReport(target, args),
      refreshRuns: () => this.history.refresh(),
      freeSpace: () => freeSpace(this.history),
    };
    return Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(
        `mnistLab.${name}`,
        async (target: unknown, selected: unknown, args: RunArguments = {}) => {
          try {
            await run(target, selected, args);
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
    await this.view.reveal();
  }

  private async rename(target: unknown, args: RunArguments): Promise<void> {
    const title = vscode.l10n.t('Rename Run');
    const run = await this.picker.one(target, title);
    if (run === undefined) return;
    const name =
      args.name ??
      (await vscode.window.showInputBox({
        title,
        ignoreFocusOut: true,
        prompt: vscode.l10n.t('Name of the run'),
        value: run.name,
        validateInput: nameProblem,
      }));
    if (name === undefined || nameProblem(name) !== null) return;
    await this.history.rename(run.id, name.trim());
  }

  private async remove(target: unknown, selected: unknown, args: RunArguments): Promise<void> {
    const title = vscode.l10n.t('Delete Run');
    const runs = await this.picker.some(target, selected, title);
    if (runs.length === 0) return;
    if (runs.some(({ id }) => this.training.liveId === id)) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('A run in training cannot be deleted: stop it first.'),
      );
      return;
    }
    if (runs.some(({ elsewhere }) => elsewhere === true)) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'A run in training in another window cannot be deleted: stop it there first.',
        ),
      );
      return;
    }
    if (args.confirmed !== true && !(await confirmDeletion(runs))) return;
    const ids = runs.map(({ id }) => id);
    await this.history.remove(ids);
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
    await this.view.reveal();
    // The command is done when training has started, not when it has ended.
    void this.training.repeat(start);
  }

  private async goOn(target: unknown): Promise<void> {
    const title = vscode.l10n.t('Continue Run');
    const run = await this.pickThat('continue', target, title);
    if (run === undefined) return;
    this.shown.follow();
    await this.view.reveal();
    await this.training.goOn(run.id);
  }

  private async trainLonger(target: unknown, args: RunArguments): Promise<void> {
    const run = await this.pickThat('longer', target, vscode.l10n.t('Train More Epochs'));
    if (run === undefined) return;
    const epochs = await askForEpochs(run.name, await this.shown.read(run.id), args.epochs);
    if (epochs === undefined) return;
    this.shown.follow();
    await this.view.reveal();
    await this.training.goOn(run.id, epochs);
  }

  /** A run that can go on so; says why not, where the person has named another. */
  private async pickThat(
    how: Continuation,
    target: unknown,
    title: string,
  ): Promise<RunSummary | undefined> {
    const run = await this.picker.one(target, title, (run) => continuationOf(run) === how);
    if (run === undefined || continuationOf(run) === how) return run;
    void vscode.window.showInformationMessage(whyNot(how, run));
    return undefined;
  }

  private async compare(target: unknown, selected: unknown): Promise<void> {
    const runs = await this.toCompare(target, selected);
    if (runs === null) return;
    await this.shown.compare(runs.map(({ id }) => id));
    await this.view.showTab('compare');
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

  private async export(target: unknown, args: RunArguments): Promise<void> {
    const run = await this.picker.one(target, vscode.l10n.t('Export Run'));
    if (run !== undefined) await this.exports.export(run, args);
  }

  private async copyReport(target: unknown, args: RunArguments): Promise<void> {
    const run = await this.picker.one(target, vscode.l10n.t('Copy Report'));
    if (run !== undefined) await this.exports.copyReport(run, args);
  }
}

/** The run that the menu was opened on goes first: the others are laid over it. */
function inOrder(runs: readonly RunSummary[], target: unknown): RunSummary[] {
  const first = runs.find(({ id }) => id === idOf(target)) ?? runs[0]!;
  return [first, ...runs.filter((run) => run !== first)];
}

function whyNot(how: Continuation, run: RunSummary): string {
  const { name, status, elsewhere } = run;
  if (elsewhere === true) {
    return vscode.l10n.t('"{0}" is in training in another window: look there.', name);
  }
  if (status === 'running' || status === 'paused') {
    return vscode.l10n.t('"{0}" is in training.', name);
  }
  if (run.checkpoint !== true) {
    return vscode.l10n.t(
      'There is no checkpoint of "{0}" to go on from: repeat the run to train it anew.',
      name,
    );
  }
  return how === 'continue'
    ? vscode.l10n.t('"{0}" has finished: it can be trained for more epochs.', name)
    : vscode.l10n.t('"{0}" has not finished: continue it first.', name);
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
