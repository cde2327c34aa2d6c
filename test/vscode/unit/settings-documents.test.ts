import { describe, expect, test } from 'vitest';
import { type Address, settingsDocument } from '../../../extension/vscode/settings-documents';

function uri(address: string): Address {
  const url = new URL(address);
  const parts = { scheme: url.protocol.slice(0, -1), path: url.pathname };
  return { ...parts, toString: () => address };
}

const folder = {
  workspaceFile: undefined,
  workspaceFolders: [{ uri: uri('file:///home/ada/project') }],
};
const several = {
  workspaceFile: uri('file:///home/ada/all.code-workspace'),
  workspaceFolders: folder.workspaceFolders,
};

describe('settingsDocument', () => {
  test.each([
    'vscode-userdata:/User/settings.json',
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

  test('leaves a folder’s settings alone where they cannot hold settings of the window', () => {
    const document = uri('file:///home/ada/project/.vscode/settings.json');
    expect(settingsDocument(document, several)).toBeNull();
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
