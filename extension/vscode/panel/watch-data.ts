import * as vscode from 'vscode';
import { isFolder, joinPath } from '../../platform/files';
import { uriOf } from '../files';

/**
 * Calls back when something at or below a path has changed, wherever it lies; for files that a program writes one after
 * another, perhaps many times.
 */
export function watchData(path: string, onChange: () => void): vscode.Disposable {
  const watchers: vscode.Disposable[] = [];
  let ended = false;
  const watch = async (): Promise<void> => {
    const folder = await isFolder(path);
    if (ended) return;
    const uri = uriOf(path);
    // A file by its folder, and that no further down: there may be a whole home beside it.
    const pattern = folder
      ? new vscode.RelativePattern(uri, '**')
      : new vscode.RelativePattern(uriOf(joinPath(path, '..')), '*');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const changed = (at: vscode.Uri): void => {
      if (folder || at.toString() === uri.toString()) onChange();
    };
    watchers.push(
      watcher,
      watcher.onDidChange(changed),
      watcher.onDidCreate(changed),
      watcher.onDidDelete(changed),
    );
  };
  void watch();
  return new vscode.Disposable(() => {
    ended = true;
    for (const watcher of watchers) watcher.dispose();
  });
}
