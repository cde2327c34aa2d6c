import * as vscode from 'vscode';
import type { LabErrorData, SettingPath } from '#shared/protocol/events';
import { levelOf } from './levels';
import { MODELS, settingLevels } from './model-settings';
import { folderSettings, type SettingsDocument, settingsDocument } from './settings-documents';
import { openWorkspace, settingsFolder } from './settings-folder';
import { findSetting } from './settings-json';

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
 * Opens the settings.json that says what a path in `mnistLab.models` holds, there. The Settings editor
 * cannot edit networks.
 */
export async function openModelJson(path: SettingPath): Promise<void> {
  const found = levelOf(settingLevels(MODELS), path) ?? 'default';
  // Nobody can edit the defaults; what replaces them is typed into the user's settings.
  const level = found === 'default' ? 'user' : found;
  await openJson[level]();
  const editor = vscode.window.visibleTextEditors.find(
    ({ document }) => settingsDocument(document.uri, openWorkspace())?.level === level,
  );
  if (editor === undefined) return;
  const { document } = editor;
  const prefix = settingsDocument(document.uri, openWorkspace())?.prefix ?? [];
  const span = findSetting(document.getText(), prefix, MODELS, path);
  if (span === null) return;
  const start = document.positionAt(span.offset);
  const end = document.positionAt(span.offset + span.length);
  // The cursor alone: what is selected is lost by the next key.
  editor.selection = new vscode.Selection(start, start);
  editor.revealRange(new vscode.Range(start, end), vscode.TextEditorRevealType.InCenter);
}

const reveal = { revealSetting: { key: MODELS, edit: false } };

const openJson: Readonly<Record<SettingsDocument['level'], () => Thenable<unknown>>> = {
  user: () => vscode.commands.executeCommand('workbench.action.openSettingsJson', reveal),
  workspace: () =>
    vscode.commands.executeCommand('workbench.action.openWorkspaceSettingsFile', reveal),
  folder: () => {
    // VS Code's own command asks for the folder.
    const address = folderSettings(settingsFolder()!.uri.toString());
    return vscode.window.showTextDocument(vscode.Uri.parse(address));
  },
};
