import { afterEach, describe, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { summarize } from '../../../../extension/runs/summarize';
import type { RunSummary } from '../../../../extension/runs/summary';
import type { RunHistory } from '../../../../extension/vscode/runs/run-history';
import { RunsTree } from '../../../../extension/vscode/runs/runs-tree';
import { sampleRecord } from '../../../runs/support';

vi.mock('vscode', () => import('../fake-vscode'));

const done = summarize('a', { name: 'Run 2', pinned: false }, sampleRecord());
const before: RunSummary = { ...done, id: 'b', settings: { ...done.settings, epochs: 99 } };
const told = {
  onDidChange: () => ({ dispose: () => undefined }),
  before: () => before,
};
const history = told as unknown as RunHistory;
function item(change: Partial<RunSummary> = {}): vscode.TreeItem {
  const [tree, run] = [new RunsTree(history), { ...done, ...change }];
  return tree.resolveTreeItem(tree.getTreeItem(run), run);
}
const iconOf = ({ iconPath }: vscode.TreeItem): string => (iconPath as vscode.ThemeIcon).id;
const textOf = ({ tooltip }: vscode.TreeItem): string => (tooltip as vscode.MarkdownString).value;

describe('a run in the tree', () => {
  test.each<[RunSummary['status'], string]>([
    ['running', 'loading~spin'],
    ['paused', 'debug-pause'],
    ['done', 'pass'],
    ['stopped', 'stop-circle'],
    ['failed', 'error'],
    ['interrupted', 'debug-disconnect'],
  ])('that is %s has an icon of its own, and menus know it', (status, icon) => {
    expect(iconOf(item({ status }))).toBe(icon);
    expect(item({ status }).contextValue).toBe(`run ${status} loose`);
  });

  test('that can go on is known by its menu', () => {
    expect(item({ status: 'interrupted', checkpoint: true }).contextValue).toBe(
      'run interrupted loose continue',
    );
    expect(item({ status: 'done', checkpoint: true }).contextValue).toBe('run done loose longer');
  });

  test('that is pinned shows so, and is unpinned by its menu', () => {
    expect(iconOf(item({ pinned: true }))).toBe('pinned');
    expect(item({ pinned: true }).contextValue).toBe('run done pinned');
  });

  test('says its result first, and what it changes', () => {
    expect(item().description).toMatch(/^98\.36% · .+ · epochs 2$/);
    expect(textOf(item())).toContain('Other than in the run before: epochs 2');
    for (const model of ['mlp: 53.03%', 'cnn: 78.35%', 'cnn-big: 98.36%']) {
      expect(textOf(item())).toContain(model);
    }
  });

  test('tells a screen reader its name, and each line of its tooltip apart', () => {
    expect(item().accessibilityInformation?.label).toMatch(/^Run 2, finished, 98\.36%/);
    const [name, when, ...others] = textOf(item()).split('\n\n');
    expect(name).toBe('Run 2');
    expect(when).toMatch(/^.*\d.* · finished$/);
    expect(others).toHaveLength(2 + done.models.length);
  });

  test('says of no run before it that anything is other', () => {
    const onDidChange = (): object => ({ dispose: () => undefined });
    const same = { onDidChange, before: () => done } as unknown as RunHistory;
    const tree = new RunsTree(same);
    const { tooltip } = tree.resolveTreeItem(tree.getTreeItem(done), done);
    expect((tooltip as vscode.MarkdownString).value).not.toContain('Other than');
  });

  test('is opened by a click, and known by its id when the list is read anew', () => {
    expect(item().id).toBe('a');
    expect(item().command).toMatchObject({ command: 'mnistLab.openRun', arguments: [done] });
  });

  test('has a name that is only words, whoever gave it', () => {
    const tooltip = item({ name: '[x](command:evil) <b>' }).tooltip as vscode.MarkdownString;
    expect(tooltip.value).not.toContain('[x](command:evil)');
    expect(tooltip.isTrusted).not.toBe(true);
  });
});

describe('the list, when its view is seen again', () => {
  afterEach(() => vi.useRealTimers());

  /** How often the list was asked for again. */
  async function drawn(millisecondsLater: number): Promise<number> {
    vi.useFakeTimers();
    const see: ((event: { visible: boolean }) => void)[] = [];
    const { window } = await import('../fake-vscode');
    vi.spyOn(window, 'createTreeView').mockReturnValueOnce({
      ...window.createTreeView(),
      onDidChangeVisibility: (listener: (typeof see)[number]) => {
        see.push(listener);
        return { dispose: () => undefined };
      },
    } as never);
    const tree = new RunsTree({
      ...told,
      runs: [done],
      load: () => Promise.resolve(),
      refresh: () => Promise.resolve(),
      sizes: () => Promise.resolve(new Map()),
    } as unknown as RunHistory);
    let times = 0;
    tree.onDidChangeTreeData(() => times++);
    await tree.getChildren();
    vi.setSystemTime(Date.now() + millisecondsLater);
    see.forEach((listener) => {
      listener({ visible: true });
    });
    await vi.runAllTimersAsync();
    return times;
  }

  test('is drawn once, as it stands', async () => {
    expect(await drawn(1000)).toBe(0);
  });

  test('is drawn again once the ages that it tells are others', async () => {
    expect(await drawn(2 * 60_000)).toBe(1);
  });
});

describe('a long history', () => {
  const runs = Array.from({ length: 250 }, (_, index) => ({ ...done, id: `run-${index}` }));
  const tree = (count: number): RunsTree =>
    new RunsTree({
      ...told,
      runs: runs.slice(0, count),
      load: () => Promise.resolve(),
    } as unknown as RunHistory);

  test('lists all runs, in their order, the older ones below a row that is closed', async () => {
    const long = tree(250);
    const rows = await long.getChildren();
    const older = rows.at(-1)!;
    const row = long.getTreeItem(older);
    expect(row).toMatchObject({ label: 'Older Runs', description: '150', collapsibleState: 1 });
    expect([...rows.slice(0, -1), ...(await long.getChildren(older))]).toEqual(runs);
    expect(await long.getChildren(rows[0])).toEqual([]);
  });

  test('has no such row where nothing is below it', async () => {
    expect(await tree(100).getChildren()).toEqual(runs.slice(0, 100));
  });
});
