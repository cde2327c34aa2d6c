import type * as vscode from 'vscode';
import type { SettingPath } from '#shared/protocol/events';
import type { Level } from './levels';

/** Which level of settings a document writes, and where in it they are. */
export interface SettingsDocument {
  readonly level: Exclude<Level, 'default'>;
  /** Empty, or the way to a workspace file's settings. */
  readonly prefix: SettingPath;
}

/** As much of a `vscode.Uri` as is looked at. */
export type Address = Pick<vscode.Uri, 'scheme' | 'path' | 'toString'>;

/** What is open in the window, as far as it says where settings are. */
export interface OpenWorkspace {
  readonly workspaceFile: Address | undefined;
  /** The folder whose settings count. */
  readonly folder: { readonly uri: Address } | undefined;
}

/** The user's own folder or, on a server, the machine's; each may have several profiles. */
const USER_FOLDER = /\/(User|Machine)(\/profiles\/[^/]+)?\/settings\.json$/;

/** Address of a folder's own settings. */
export function folderSettings(folder: string): string {
  return `${folder.replace(/\/$/, '')}/.vscode/settings.json`;
}

/** Null for a document that is none of this window's settings. */
export function settingsDocument(
  uri: Address,
  { workspaceFile, folder }: OpenWorkspace,
): SettingsDocument | null {
  const address = uri.toString();
  if (address === workspaceFile?.toString()) {
    return { level: 'workspace', prefix: ['settings'] };
  }
  if (folder !== undefined && address === folderSettings(folder.uri.toString())) {
    return { level: workspaceFile === undefined ? 'workspace' : 'folder', prefix: [] };
  }
  const isUsers =
    (uri.scheme === 'vscode-userdata' && uri.path.endsWith('/settings.json')) ||
    USER_FOLDER.test(uri.path);
  return isUsers ? { level: 'user', prefix: [] } : null;
}
