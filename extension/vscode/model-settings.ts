import * as vscode from 'vscode';
import type { LevelValues } from './levels';

/** The setting that holds the networks. */
export const MODELS = 'mnistLab.models';

/** What each level says of `mnistLab.models`, as VS Code has it now. */
export function modelLevels(): LevelValues {
  const found = vscode.workspace.getConfiguration().inspect(MODELS);
  return {
    default: found?.defaultValue,
    user: found?.globalValue,
    workspace: found?.workspaceValue,
  };
}
