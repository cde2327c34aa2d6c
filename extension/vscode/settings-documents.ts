import type * as vscode from 'vscode';
import type { SettingPath } from '../protocol/events';
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
  readonly workspaceFolders: readonly { readonly uri: Address }[] | undefined;
}

/** The user's own folder or, on a server, the machine's; each may have several profiles. */
const USER_FOLDER = /\/(User|Machine)(\/profiles\/[^/]+)?\/settings\.json$/;

/** Null for a document that is none of this window's settings. */
export function settingsDocument(
  uri: Address,
  { workspaceFile, workspaceFolders = [] }: OpenWorkspace,
): SettingsDocument | null {
  const address = uri.toString();
  if (workspaceFile !== undefined) {
    if (address === workspaceFile.toString()) return { level: 'workspace', prefix: ['settings'] };
  } else {
    const isFolders = workspaceFolders.some(
      (folder) => address === `${folder.uri.toString().replace(/\/$/, '')}/.vscode/settings.json`,
    );
    if (isFolders) return { level: 'workspace', prefix: [] };
  }
  const isUsers =
    (uri.scheme === 'vscode-userdata' && uri.path.endsWith('/settings.json')) ||
    USER_FOLDER.test(uri.path);
  return isUsers ? { level: 'user', prefix: [] } : null;
}
