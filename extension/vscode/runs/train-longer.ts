import * as vscode from 'vscode';
import { toErrorData } from '../../errors';
import type { RunRecord } from '../../runs/record';
import { validateSetting } from '../../settings/validate';
import { ratesIfLonger } from '../../training/longer-run';

/** What is offered, and what the command is called by. */
const MORE = 10;

/**
 * Asks how many epochs a run that has finished is to have more, and says what its learning rates do then.
 * @param given what need not be asked for
 * @returns the epochs of the whole run; undefined where the person turned back
 */
export async function askForEpochs(
  name: string,
  { config, state }: RunRecord,
  given?: number,
): Promise<number | undefined> {
  const trained = state.epochs.length;
  const title = vscode.l10n.t('Train More Epochs');
  const more =
    given ??
    (await vscode.window.showInputBox({
      title,
      ignoreFocusOut: true,
      prompt: vscode.l10n.t('"{0}" has had {1} epochs. How many more?', name, trained),
      value: String(MORE),
      validateInput: (text) => problemWith(text, trained),
    }));
  if (more === undefined || problemWith(String(more), trained) !== null) return undefined;
  const epochs = trained + Number(more);
  const { batchesPerEpoch } = state.run.config;
  const rates =
    config === null ? [] : ratesIfLonger({ ...config, trained, batchesPerEpoch }, epochs);
  if (rates.length === 0 || given !== undefined) return epochs;
  const train = vscode.l10n.t('Train');
  const question = vscode.l10n.t('Train "{0}" for {1} epochs in all?', name, epochs);
  const options = { modal: true, detail: rates.join('\n\n') };
  const choice = await vscode.window.showInformationMessage(question, options, train);
  return choice === train ? epochs : undefined;
}

function problemWith(text: string, trained: number): string | null {
  const more = Number(text.trim());
  if (!/^\d+$/.test(text.trim()) || more < 1) {
    return vscode.l10n.t('Give a whole number from 1 on.');
  }
  try {
    validateSetting('epochs', trained + more);
    return null;
  } catch (error) {
    return toErrorData(error).message;
  }
}
