import * as vscode from 'vscode';
import { UNTRAINED } from './diagnostics';
import type { LevelValues } from './levels';
import { NETWORKS, settingLevels } from './model-settings';
import { folderConfiguration } from './settings-folder';

/** Not in the palette: what it is called with is known to the quick fix alone. */
const TRAIN_TOO = 'mnistLab.trainToo';

/** Adds a network to those that a run trains. */
export async function trainToo(name: string): Promise<void> {
  const configuration = folderConfiguration();
  const networks = configuration.get<readonly string[]>(NETWORKS, []);
  if (networks.includes(name)) return;
  await configuration.update(NETWORKS, [...networks, name], targetOf(settingLevels(NETWORKS)));
}

/** Where a value counts: a weaker level than the strongest that says something would not. */
function targetOf({ workspace, folder }: LevelValues): vscode.ConfigurationTarget {
  if (folder !== undefined) return vscode.ConfigurationTarget.WorkspaceFolder;
  if (workspace !== undefined) return vscode.ConfigurationTarget.Workspace;
  return vscode.ConfigurationTarget.Global;
}

/** The network's name, which is marked as it is typed; null where the text has changed since it was marked. */
export function markedName(text: string): string | null {
  try {
    const name: unknown = JSON.parse(text);
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}

/** Offers that, in a settings.json, for a network that no run trains. */
export function offerTrainToo(): vscode.Disposable {
  const files = [{ pattern: '**/settings.json' }, { pattern: '**/*.code-workspace' }];
  return vscode.Disposable.from(
    vscode.commands.registerCommand(TRAIN_TOO, trainToo),
    vscode.languages.registerCodeActionsProvider(
      files,
      {
        provideCodeActions(document, _, { diagnostics }) {
          const untrained = diagnostics.filter(({ code }) => code === UNTRAINED);
          return untrained.flatMap((diagnostic) => {
            const name = markedName(document.getText(diagnostic.range));
            if (name === null) return [];
            const title = vscode.l10n.t('Train It Too');
            const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
            action.command = { title, command: TRAIN_TOO, arguments: [name] };
            action.diagnostics = [diagnostic];
            action.isPreferred = true;
            return [action];
          });
        },
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
}
