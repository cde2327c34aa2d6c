import * as vscode from 'vscode';
import type { OpenWorkspace } from './settings-documents';

let latest: vscode.WorkspaceFolder | undefined;

/**
 * Follows the person from folder to folder. The panel in an editor tab belongs to none of them: the folder
 * of the last text counts on.
 * @param changed is called when the settings of another folder count
 */
export function followFolder(changed: () => void): vscode.Disposable {
  const follow = (editor: vscode.TextEditor | undefined): boolean => {
    const before = settingsFolder();
    if (editor !== undefined) {
      latest = vscode.workspace.getWorkspaceFolder(editor.document.uri) ?? latest;
    }
    return settingsFolder() !== before;
  };
  follow(vscode.window.activeTextEditor);
  return vscode.window.onDidChangeActiveTextEditor((editor) => {
    if (follow(editor)) changed();
  });
}

/** The folder whose settings count: the one that is worked in, at first the first of the window. */
export function settingsFolder(): vscode.WorkspaceFolder | undefined {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.find(({ uri }) => uri.toString() === latest?.uri.toString()) ?? folders[0];
}

/** Settings as they count in that folder. */
export function folderConfiguration(section?: string): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(section, settingsFolder()?.uri);
}

/** What is open in the window, as far as it says where settings are. */
export function openWorkspace(): OpenWorkspace {
  const { workspaceFile } = vscode.workspace;
  return { workspaceFile, folder: settingsFolder() };
}
