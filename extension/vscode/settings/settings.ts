import * as vscode from 'vscode';
import { type PathContext, pathContext, type WorkspaceFolder } from '../../settings/paths';
import { settings } from '../../settings/schema';
import { readSettings, toConfig } from '../../settings/read';
import type { TrainingConfig } from '../../training/config';
import { folderConfiguration, settingsFolder } from './settings-folder';

/**
 * Reads `mnistLab.*` as it is now, put together from user, workspace and folder as VS Code does. The
 * Settings editor refuses nonsense; a settings.json that was edited by hand can hold anything.
 * @throws LabError that names the setting, where in it, what is there, and what may be
 */
export function readConfig(distFolder: string): TrainingConfig {
  const configuration = folderConfiguration('mnistLab');
  const values = [...settings.keys()].flatMap((key) => {
    const value: unknown = configuration.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return plain(toConfig(readSettings(Object.fromEntries(values)), distFolder, openPaths()));
}

/** VS Code hands out proxies, which cannot be sent to a worker. */
function plain(config: TrainingConfig): TrainingConfig {
  return JSON.parse(JSON.stringify(config)) as TrainingConfig;
}

/** The folders of this window that are on disk. */
function openPaths(): PathContext {
  const onDisk = (folder: vscode.WorkspaceFolder | undefined): WorkspaceFolder[] =>
    folder?.uri.scheme === 'file' ? [{ name: folder.name, path: folder.uri.fsPath }] : [];
  const [folder = null] = onDisk(settingsFolder());
  return pathContext(folder, vscode.workspace.workspaceFolders?.flatMap(onDisk));
}
