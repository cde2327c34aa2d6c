import { describe, expect, test } from 'vitest';
import {
  type Address,
  settingsDocument,
} from '../../../../extension/vscode/settings/settings-documents';

function uri(address: string): Address {
  const url = new URL(address);
  const parts = { scheme: url.protocol.slice(0, -1), path: url.pathname };
  return { ...parts, toString: () => address };
}

const folder = { workspaceFile: undefined, folder: { uri: uri('file:///home/ada/project') } };
const several = {
  workspaceFile: uri('file:///home/ada/all.code-workspace'),
  folder: folder.folder,
};

describe('settingsDocument', () => {
  test.each([
    'vscode-userdata:/User/settings.json',
    'vscode-userdata:/data/settings.json',
    'vscode-userdata:/home/ada/.config/Code/User/settings.json',
    'file:///home/ada/.config/Code/User/settings.json',
    'file:///home/ada/.config/Code/User/profiles/-1a2b/settings.json',
    'file:///home/ada/.vscode-server/data/Machine/settings.json',
  ])('knows the user’s settings: %s', (address) => {
    expect(settingsDocument(uri(address), folder)).toEqual({ level: 'user', prefix: [] });
  });

  test('takes the settings of a folder that is open alone for the workspace’s', () => {
    const document = uri('file:///home/ada/project/.vscode/settings.json');
    expect(settingsDocument(document, folder)).toEqual({ level: 'workspace', prefix: [] });
  });

  test('finds the settings of a workspace file one step down', () => {
    expect(settingsDocument(several.workspaceFile, several)).toEqual({
      level: 'workspace',
      prefix: ['settings'],
    });
  });

  test('takes the settings of one folder among several for its own, while they count', () => {
    const document = uri('file:///home/ada/project/.vscode/settings.json');
    expect(settingsDocument(document, several)).toEqual({ level: 'folder', prefix: [] });
    const elsewhere = { ...several, folder: { uri: uri('file:///home/ada/notes/') } };
    expect(settingsDocument(document, elsewhere)).toBeNull();
    const notes = uri('file:///home/ada/notes/.vscode/settings.json');
    expect(settingsDocument(notes, elsewhere)?.level).toBe('folder');
  });

  test.each([
    'file:///home/ada/project/settings.json',
    'file:///home/ada/other/.vscode/settings.json',
    'vscode-userdata:/User/keybindings.json',
    'vscode://defaultsettings/defaultSettings.json',
  ])('leaves other documents alone: %s', (address) => {
    expect(settingsDocument(uri(address), folder)).toBeNull();
  });
});
