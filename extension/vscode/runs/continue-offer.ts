import * as vscode from 'vscode';
import { continuationOf } from '../../runs/continuation';
import type { RunSummary } from '../../runs/summary';
import type { RunHistory } from './run-history';

/** Where it is kept for which run the offer was made. */
const OFFERED = 'mnistLab.offeredToContinue';

/** The run that an editor which has just started may offer to go on with: the newest, if nothing else came of it. */
export function interruptedRun(runs: readonly RunSummary[]): RunSummary | null {
  const newest = runs.reduce<RunSummary | null>(
    (last, run) => (last === null || run.startedAt > last.startedAt ? run : last),
    null,
  );
  if (newest?.status !== 'interrupted' || continuationOf(newest) !== 'continue') return null;
  return newest;
}

/** One quiet offer, once a run, to go on with what was in training when the editor ended. */
export async function offerToContinue(
  history: Pick<RunHistory, 'load' | 'runs'>,
  memory: vscode.Memento,
): Promise<void> {
  await history.load();
  const run = interruptedRun(history.runs);
  if (run === null || memory.get(OFFERED) === run.id) return;
  await memory.update(OFFERED, run.id);
  const goOn = vscode.l10n.t('Continue Run');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} was in training when the editor ended, and can go on.', run.name),
    goOn,
  );
  if (choice === goOn) await vscode.commands.executeCommand('mnistLab.continueRun', run.id);
}
