/** Runs inside the extension host of a window with the folders `one` and `two`. */
import * as vscode from 'vscode';
import { runSuite } from './run-suite';
import { configure, until } from './steps';

const { Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
const output = { type: 'linear', out_features: 'classes' };
const optimizer = { type: 'sgd', lr: 0.1 };
/** A kernel that no image of MNIST holds. */
const impossible = {
  layers: [{ type: 'conv2d', out_channels: 2, kernel_size: 29 }, output],
  optimizer,
};

const folder = (name: string): vscode.WorkspaceFolder =>
  vscode.workspace.workspaceFolders!.find((candidate) => candidate.name === name)!;
const settingsOf = (name: string): vscode.Uri =>
  vscode.Uri.joinPath(folder(name).uri, '.vscode/settings.json');

const chosen = (what: string, ...ids: string[]): Promise<unknown> =>
  until(what, ({ models }) => models.map(({ id }) => id).join() === ids.join());

const suite: Readonly<Record<string, () => Promise<void>>> = {
  'the folder that is worked in says which networks are trained': async () => {
    await configure({ networks: ['cnn', 'mlp'] }, Workspace);
    await chosen('the workspace’s are chosen', 'cnn', 'mlp');
    for (const [name, networks] of [
      ['one', ['mlp']],
      ['two', ['cnn-big']],
    ] as const) {
      const configuration = vscode.workspace.getConfiguration('mnistLab', folder(name));
      await configuration.update('networks', networks, WorkspaceFolder);
    }
    await chosen('the first folder’s are chosen', 'mlp');
    await vscode.window.showTextDocument(settingsOf('two'));
    await chosen('the other folder’s are chosen', 'cnn-big');
    // A panel in an editor tab belongs to no folder.
    await vscode.commands.executeCommand('mnistLab.openPanel');
    // It opens after the command has ended, and VS Code opens no text while it does.
    await until('the panel is open', () => {
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      return activeTab?.input instanceof vscode.TabInputWebview;
    });
    await chosen('they still are', 'cnn-big');
    await vscode.window.showTextDocument(settingsOf('one'));
    await chosen('the first folder’s are chosen again', 'mlp');
  },

  'a network that cannot work is underlined in the folder’s own settings': async () => {
    const configuration = vscode.workspace.getConfiguration('mnistLab', folder('two'));
    await configuration.update('models', { impossible }, WorkspaceFolder);
    const { document } = await vscode.window.showTextDocument(settingsOf('two'));
    await until('it is underlined', () => {
      const found = vscode.languages.getDiagnostics(document.uri);
      return found.some(({ source, message, range }) => {
        const text = document.getText(range);
        return (
          source === 'MNIST Lab' && message.includes('29×29') && text.includes('"kernel_size": 29')
        );
      });
    });
    await until('it is in sight', () => vscode.window.activeTextEditor?.document === document);
  },
};

export function run(): Promise<void> {
  return runSuite(suite);
}
