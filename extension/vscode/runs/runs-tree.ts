import * as vscode from 'vscode';
import { formatCount, formatSize } from '#shared/format';
import { changes } from '../../runs/changes';
import { continuationOf } from '../../runs/continuation';
import type { RunSummary } from '../../runs/summary';
import type { RunHistory } from './run-history';
import { description, resultOf, spoken, startedAt, statusOf } from './run-words';

export const runsViewId = 'mnistLab.runs';

const icons: Record<RunSummary['status'], string> = {
  running: 'loading~spin',
  paused: 'debug-pause',
  done: 'pass',
  stopped: 'stop-circle',
  failed: 'error',
  interrupted: 'debug-disconnect',
};

/** Milliseconds after which the ages that rows tell have changed. */
const MINUTE = 60_000;

/** Runs listed at once: VS Code asks about each row of a list before it draws the first. */
const LISTED = 100;

/** What has not been listed yet: opened by whoever looks for it. */
class OlderRuns {
  constructor(readonly runs: readonly RunSummary[]) {}
}

type Row = RunSummary | OlderRuns;

/** The history as a tree: the pinned and newest runs, and the others below one row. */
export class RunsTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.emitter.event;
  private readonly view: vscode.TreeView<Row>;
  private readonly listener: vscode.Disposable;
  private listedAt = -Infinity;
  private measuring = false;
  private unmeasured = false;

  constructor(private readonly history: RunHistory) {
    this.listener = history.onDidChange(() => {
      this.emitter.fire();
      void this.measure();
    });
    this.view = vscode.window.createTreeView(runsViewId, {
      treeDataProvider: this,
      canSelectMany: true,
    });
    this.view.onDidChangeVisibility(({ visible }) => {
      if (visible) void this.refresh();
    });
  }

  get selection(): readonly RunSummary[] {
    return this.view.selection.filter((row): row is RunSummary => !(row instanceof OlderRuns));
  }

  async getChildren(parent?: Row): Promise<Row[]> {
    if (parent instanceof OlderRuns) return [...parent.runs];
    if (parent !== undefined) return [];
    await this.history.load();
    this.listedAt = Date.now();
    const { runs } = this.history;
    const older = runs.slice(LISTED);
    return [...runs.slice(0, LISTED), ...(older.length === 0 ? [] : [new OlderRuns(older)])];
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return row instanceof OlderRuns ? olderItem(row) : this.runItem(row);
  }

  /** What takes its time, and is wanted of one run or another: in a list of a thousand, of few. */
  resolveTreeItem(item: vscode.TreeItem, row: Row): vscode.TreeItem {
    if (row instanceof OlderRuns) return item;
    item.tooltip = this.tooltip(row, changes(row, this.history.before(row)));
    return item;
  }

  private runItem(run: RunSummary): vscode.TreeItem {
    const item = new vscode.TreeItem(run.name);
    item.id = run.id;
    const before = this.history.before(run);
    item.description = description(run, Date.now(), before);
    item.iconPath = new vscode.ThemeIcon(run.pinned ? 'pinned' : icons[run.status]);
    const continuation = continuationOf(run);
    const words = ['run', run.status, run.pinned ? 'pinned' : 'loose'];
    item.contextValue = [...words, ...(continuation === null ? [] : [continuation])].join(' ');
    item.accessibilityInformation = { label: spoken(run, Date.now(), before) };
    item.command = {
      command: 'mnistLab.openRun',
      title: vscode.l10n.t('Open Run'),
      arguments: [run],
    };
    return item;
  }

  /** Says beside the view's name what the history takes. */
  private async measure(): Promise<void> {
    this.unmeasured = true;
    if (this.measuring) return;
    this.measuring = true;
    // Nobody sees it otherwise; and what changes meanwhile is measured, too.
    while (this.unmeasured && this.view.visible) {
      this.unmeasured = false;
      const total = [...(await this.history.sizes()).values()].reduce((sum, size) => sum + size, 0);
      this.view.description = total === 0 ? '' : formatSize(total);
    }
    this.measuring = false;
  }

  dispose(): void {
    this.listener.dispose();
    this.view.dispose();
    this.emitter.dispose();
  }

  /** Runs of other windows appear, and time has gone on; a list that was drawn just now is not drawn twice. */
  private async refresh(): Promise<void> {
    await this.history.refresh();
    if (Date.now() - this.listedAt > MINUTE) this.emitter.fire();
    await this.measure();
  }

  private tooltip(run: RunSummary, changed: readonly string[]): vscode.MarkdownString {
    // Neither trusted nor with HTML: names are words from people and files.
    const text = new vscode.MarkdownString();
    const lines = [
      run.name,
      `${startedAt(run)} · ${statusOf(run)}`,
      vscode.l10n.t('{0} · epochs: {1} · seed: {2}', run.dataset, run.epochs, run.seed),
      ...(changed.length === 0
        ? []
        : [vscode.l10n.t('Other than in the run before: {0}', changed.join(', '))]),
      ...run.models.map((model) => `${model.id}: ${resultOf(model)}`),
    ];
    lines.forEach((line, index) => {
      if (index > 0) text.appendMarkdown('\n\n');
      text.appendText(line);
    });
    return text;
  }
}

function olderItem({ runs }: OlderRuns): vscode.TreeItem {
  const label = vscode.l10n.t('Older Runs');
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  // The same whatever it holds: it stays open while runs come and go.
  item.id = 'older';
  item.description = formatCount(runs.length);
  item.iconPath = new vscode.ThemeIcon('history');
  return item;
}
