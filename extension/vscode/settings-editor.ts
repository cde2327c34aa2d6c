import * as vscode from 'vscode';
import type { LabErrorData, SettingPath } from '../protocol/events';
import { levelOf } from './levels';
import { MODELS, settingLevels } from './model-settings';
import { findPlace } from './settings-json';
import { settingsDocument } from './settings-documents';

const openJson = {
  user: 'workbench.action.openSettingsJson',
  workspace: 'workbench.action.openWorkspaceSettingsFile',
} as const;

/** Opens the setting that cures an error, or all of ours. */
export async function openSetting(error?: Pick<LabErrorData, 'setting' | 'path'>): Promise<void> {
  if (error?.setting === MODELS) {
    await openModelJson(error.path ?? []);
  } else {
    await vscode.commands.executeCommand(
      'workbench.action.openSettings',
      error?.setting ?? '@ext:mnist-lab.mnist-lab',
    );
  }
}

/**
 * Opens the settings.json that says what a place in `mnistLab.models` holds, there. The Settings editor
 * cannot edit networks.
 */
export async function openModelJson(path: SettingPath): Promise<void> {
  const found = levelOf(settingLevels(MODELS), path);
  const level = found === 'workspace' ? 'workspace' : 'user';
  await vscode.commands.executeCommand(openJson[level], {
    revealSetting: { key: MODELS, edit: false },
  });
  const editor = vscode.window.visibleTextEditors.find(
    ({ document }) => settingsDocument(document.uri, vscode.workspace)?.level === level,
  );
  if (editor === undefined) return;
  const { document } = editor;
  const prefix = settingsDocument(document.uri, vscode.workspace)?.prefix ?? [];
  const place = findPlace(document.getText(), [...prefix, MODELS, ...path]);
  if (place === null) return;
  const start = document.positionAt(place.offset);
  const end = document.positionAt(place.offset + place.length);
  // The cursor alone: what is selected is lost by the next key.
  editor.selection = new vscode.Selection(start, start);
  editor.revealRange(new vscode.Range(start, end), vscode.TextEditorRevealType.InCenter);
}
