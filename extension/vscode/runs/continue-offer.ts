import * as vscode from 'vscode';
import { continuationOf } from '../../runs/continuation';
import type { RunStore } from '../../runs/store';
import type { RunSummary } from '../../runs/summary';

/** Where it is kept for which run the offer was made. */
const OFFERED = 'mnistLab.offeredToContinue';

/** Whether an editor that has just started may offer to go on with its newest run. */
export function isInMidAir(newest: RunSummary): boolean {
  return newest.status === 'interrupted' && continuationOf(newest) === 'continue';
}

/** One quiet offer, once a run, to go on with what was in training when the editor ended. */
export async function offerToContinue(
  store: Pick<RunStore, 'newest'>,
  memory: vscode.Memento,
): Promise<void> {
  const run = await store.newest();
  if (run === null || !isInMidAir(run) || memory.get(OFFERED) === run.id) return;
  await memory.update(OFFERED, run.id);
  const goOn = vscode.l10n.t('Continue Run');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} was in training when the editor ended, and can go on.', run.name),
    goOn,
  );
  if (choice === goOn) await vscode.commands.executeCommand('mnistLab.continueRun', run.id);
}
