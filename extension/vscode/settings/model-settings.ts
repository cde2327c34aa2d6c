import * as vscode from 'vscode';
import type { LevelValues } from './levels';
import { folderConfiguration } from './settings-folder';

/** The setting that holds the networks, and the one that names those to train. */
export const MODELS = 'mnistLab.models';
export const NETWORKS = 'mnistLab.networks';

/** What each level says of a setting, as VS Code has it now. */
export function settingLevels(setting: string): LevelValues {
  const found = folderConfiguration().inspect(setting);
  return {
    default: found?.defaultValue,
    user: found?.globalValue,
    workspace: found?.workspaceValue,
    // Both are the same where a folder is open alone.
    folder: vscode.workspace.workspaceFile === undefined ? undefined : found?.workspaceFolderValue,
  };
}
