import * as vscode from 'vscode';
import type { RunSummary } from '../../runs/summary';
import type { RunHistory } from './run-history';
import { description, startedAt } from './run-words';
import type { RunsTree } from './runs-tree';

/** What keys in the tree say instead of naming a run. */
const SELECTION = 'selection';

interface RunItem extends vscode.QuickPickItem {
  readonly run: RunSummary;
}

/**
 * Finds out which runs a command is about: those that it was given, or those that a person picks. More questions
 * follow, so that a panel that loads meanwhile may take the focus, but not what was answered.
 */
export class RunPicker {
  constructor(
    private readonly history: RunHistory,
    private readonly tree: RunsTree,
  ) {}

  /**
   * @param target a run of the tree, an id, or `selection`; anything else: the person is asked
   * @param fits whether a run is worth offering
   */
  async one(
    target: unknown,
    title: string,
    fits: (run: RunSummary) => boolean = () => true,
  ): Promise<RunSummary | undefined> {
    const given = await this.given(target);
    if (given[0] !== undefined) return given[0];
    if (this.sayIfNone()) return undefined;
    const runs = this.history.runs.filter(fits);
    const item = await vscode.window.showQuickPick(this.items(runs), {
      title,
      ignoreFocusOut: true,
      matchOnDescription: true,
    });
    return item?.run;
  }

  /** @param selected all that are selected in the tree, where the command comes from there */
  async some(target: unknown, selected: unknown, title: string): Promise<readonly RunSummary[]> {
    const given = await this.given(target, selected);
    if (given.length > 0) return given;
    if (this.sayIfNone()) return [];
    return this.many(this.history.runs, [], title);
  }

  /** Asks for any number out of some. */
  async many(
    runs: readonly RunSummary[],
    picked: readonly string[],
    title: string,
    placeHolder?: string,
  ): Promise<readonly RunSummary[]> {
    const items = this.items(runs).map((item) => ({
      ...item,
      picked: picked.includes(item.run.id),
    }));
    const options = {
      title,
      ignoreFocusOut: true,
      canPickMany: true as const,
      matchOnDescription: true,
      ...(placeHolder === undefined ? {} : { placeHolder }),
    };
    return ((await vscode.window.showQuickPick(items, options)) ?? []).map(({ run }) => run);
  }

  /** Only runs that are known, whatever names them. */
  async given(target: unknown, selected?: unknown): Promise<readonly RunSummary[]> {
    await this.history.load();
    const named: readonly unknown[] =
      target === SELECTION
        ? this.tree.selection
        : Array.isArray(selected) && selected.length > 0
          ? selected
          : [target];
    return named.flatMap((one) => this.history.find(idOf(one)) ?? []);
  }

  private sayIfNone(): boolean {
    if (this.history.runs.length > 0) return false;
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no run yet: train some networks first.'),
    );
    return true;
  }

  private items(runs = this.history.runs): RunItem[] {
    const now = Date.now();
    return runs.map((run) => ({
      label: run.name,
      description: description(run, now, this.history.before(run)),
      detail: `${run.models.map(({ id }) => id).join(', ')} · ${startedAt(run)}`,
      run,
    }));
  }
}

/** What a command was given, as the id of a run that there may or may not be. */
export function idOf(target: unknown): string {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null || !('id' in target)) return '';
  return String(target.id);
}
