import * as vscode from 'vscode';

/** Where the rooms that know no editor find a file or folder: see files.web.ts for browsers. */
export function pathOf(uri: vscode.Uri): string {
  return uri.fsPath;
}

export function uriOf(path: string): vscode.Uri {
  return vscode.Uri.file(path);
}

/** Whether those rooms can read there. */
export function isReadable({ scheme }: vscode.Uri): boolean {
  return scheme === 'file';
}

/** Where what can be made anew is kept; null for nowhere. */
export function cacheFolderIn(storage: vscode.Uri): string | null {
  return pathOf(vscode.Uri.joinPath(storage, 'datasets'));
}
