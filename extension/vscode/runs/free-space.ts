import * as vscode from 'vscode';
import { formatCount, formatSize } from '#shared/format';
import { type Amount, amountsOf, mayGo, OLD, oldestFirst } from '../../runs/free-space';
import type { RunSummary } from '../../runs/summary';
import type { RunHistory } from './run-history';
import { description, startedAt } from './run-words';

type Sizes = ReadonlyMap<string, number>;

interface AmountItem extends vscode.QuickPickItem {
  /** Null: the person picks runs one by one. */
  readonly runs: readonly RunSummary[] | null;
}

/** Asks how much of the history to delete, the oldest runs first, and does it. */
export async function freeSpace(history: RunHistory): Promise<void> {
  await history.refresh();
  const { runs } = history;
  const sizes = await history.sizes();
  const oldest = oldestFirst(runs);
  const taken = takenInWords(runs, sizes);
  if (oldest.length === 0) {
    void vscode.window.showInformationMessage(
      runs.length === 0
        ? vscode.l10n.t('There is no run yet: the history takes no space.')
        : vscode.l10n.t('{0} All of them are pinned or in training, and stay.', taken),
    );
    return;
  }
  const title = vscode.l10n.t('Free Space');
  const chosen = await choose(title, taken, oldest, sizes);
  if (chosen.length === 0 || !(await confirm(chosen, sizes))) return;
  await deleteAll(title, chosen, sizes, history);
}

function takenInWords(runs: readonly RunSummary[], sizes: Sizes): string {
  const size = formatSize(sizeOf(runs, sizes));
  return runs.length === 1
    ? vscode.l10n.t('The history takes {0} in 1 run.', size)
    : vscode.l10n.t('The history takes {0} in {1} runs.', size, formatCount(runs.length));
}

async function choose(
  title: string,
  placeHolder: string,
  oldest: readonly RunSummary[],
  sizes: Sizes,
): Promise<readonly RunSummary[]> {
  const items = amountsOf(oldest, Date.now()).map(({ kind, count }): AmountItem => {
    const runs = oldest.slice(0, count);
    return {
      label: labelOf({ kind, count }),
      description: formatSize(sizeOf(runs, sizes)),
      detail: fromTo(runs),
      runs,
    };
  });
  const each: AmountItem = { label: vscode.l10n.t('Choose Runs…'), runs: null };
  const item = await vscode.window.showQuickPick<AmountItem>([...items, each], {
    title,
    placeHolder,
  });
  if (item === undefined) return [];
  return item.runs ?? chooseEach(title, oldest, sizes);
}

function labelOf({ kind, count }: Amount): string {
  const number = formatCount(count);
  switch (kind) {
    case 'quarter':
      return count === 1
        ? vscode.l10n.t('The oldest run')
        : vscode.l10n.t('The oldest quarter: {0} runs', number);
    case 'half':
      return count === 1
        ? vscode.l10n.t('The oldest run')
        : vscode.l10n.t('The older half: {0} runs', number);
    case 'old':
      return count === 1
        ? vscode.l10n.t('What is older than {0} days: 1 run', OLD)
        : vscode.l10n.t('What is older than {0} days: {1} runs', OLD, number);
    case 'all':
      return count === 1
        ? vscode.l10n.t('All but what is pinned or in training: 1 run')
        : vscode.l10n.t('All but what is pinned or in training: {0} runs', number);
  }
}

function fromTo(runs: readonly RunSummary[]): string {
  const [first, last] = [runs[0]!, runs.at(-1)!];
  return runs.length === 1
    ? `${first.name}, ${startedAt(first)}`
    : vscode.l10n.t(
        'From {0}, {1}, to {2}, {3}',
        first.name,
        startedAt(first),
        last.name,
        startedAt(last),
      );
}

async function chooseEach(
  title: string,
  oldest: readonly RunSummary[],
  sizes: Sizes,
): Promise<readonly RunSummary[]> {
  const now = Date.now();
  const items = oldest.map((run) => ({
    label: run.name,
    description: formatSize(sizeOf([run], sizes)),
    detail: description(run, now),
    run,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t('Runs to delete, the oldest first'),
    canPickMany: true,
    matchOnDetail: true,
  });
  return (picked ?? []).map(({ run }) => run);
}

async function confirm(runs: readonly RunSummary[], sizes: Sizes): Promise<boolean> {
  const action = vscode.l10n.t('Delete');
  const size = formatSize(sizeOf(runs, sizes));
  const question =
    runs.length === 1
      ? vscode.l10n.t('Delete the run "{0}" and free {1}?', runs[0]!.name, size)
      : vscode.l10n.t('Delete {0} runs and free {1}?', formatCount(runs.length), size);
  const detail = [
    ...(runs.length === 1 ? [] : [`${fromTo(runs)}.`]),
    vscode.l10n.t('Curves, results and weights are deleted from this machine.'),
  ].join('\n');
  return (
    (await vscode.window.showWarningMessage(question, { modal: true, detail }, action)) === action
  );
}

async function deleteAll(
  title: string,
  runs: readonly RunSummary[],
  sizes: Sizes,
  history: RunHistory,
): Promise<void> {
  const increment = 100 / runs.length;
  const removed = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) =>
      history.removeWhile(
        runs.map(({ id }) => id),
        (id, index) => {
          if (token.isCancellationRequested) return 'end';
          const message = vscode.l10n.t(
            '{0} of {1}',
            formatCount(index + 1),
            formatCount(runs.length),
          );
          progress.report({ increment, message });
          // Another window may have pinned it, or gone on with it, since the person was asked.
          const run = history.find(id);
          return run !== undefined && mayGo(run) ? 'remove' : 'leave';
        },
      ),
  );
  const gone = runs.filter(({ id }) => removed.ids.includes(id));
  const freed = formatSize(sizeOf(gone, sizes));
  const words = [
    gone.length === 1
      ? vscode.l10n.t('1 run was deleted, which frees {0}.', freed)
      : vscode.l10n.t('{0} runs were deleted, which frees {1}.', formatCount(gone.length), freed),
    ...(removed.problem === null ? [] : [removed.problem.message]),
  ].join(' ');
  if (removed.problem === null) void vscode.window.showInformationMessage(words);
  else void vscode.window.showWarningMessage(words);
}

function sizeOf(runs: readonly RunSummary[], sizes: Sizes): number {
  return runs.reduce((total, { id }) => total + (sizes.get(id) ?? 0), 0);
}
