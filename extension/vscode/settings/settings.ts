import * as vscode from 'vscode';
import { type PathContext, pathContext, type WorkspaceFolder } from '../../settings/paths';
import { type Settings, settings } from '../../settings/schema';
import { readSettings, toConfig } from '../../settings/read';
import type { TrainingConfig } from '../../training/config';
import { settingName } from '../../setting-names';
import { isReadable, pathOf } from '../files';
import { dataKeys, type DataLevels } from './data-settings';
import { settingLevels } from './model-settings';
import { folderConfiguration, settingsFolder } from './settings-folder';

/**
 * Reads `mnistLab.*` as it is now, put together from user, workspace and folder as VS Code does. The
 * Settings editor refuses nonsense; a settings.json that was edited by hand can hold anything.
 * @param instead values as if they were set
 * @throws LabError that names the setting, where in it, what is there, and what may be
 */
export function readConfig(distFolder: string, instead: Partial<Settings> = {}): TrainingConfig {
  const configuration = folderConfiguration('mnistLab');
  const values = [...settings.keys()].flatMap((key) => {
    const value: unknown = configuration.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  const all = { ...Object.fromEntries(values), ...instead };
  return plain(toConfig(readSettings(all), distFolder, openPaths()));
}

/** What each level says of the data. */
export function dataLevels(): DataLevels {
  const [data, dataset, dataFolder] = dataKeys.map((key) => settingLevels(settingName(key)));
  return { data: data!, dataset: dataset!, dataFolder: dataFolder! };
}

/** VS Code hands out proxies, which cannot be sent to a worker. */
function plain(config: TrainingConfig): TrainingConfig {
  return JSON.parse(JSON.stringify(config)) as TrainingConfig;
}

/** The folders of this window that can be read. */
export function openPaths(): PathContext {
  const readable = (folder: vscode.WorkspaceFolder | undefined): WorkspaceFolder[] =>
    folder !== undefined && isReadable(folder.uri)
      ? [{ name: folder.name, path: pathOf(folder.uri) }]
      : [];
  const [folder = null] = readable(settingsFolder());
  return pathContext(folder, vscode.workspace.workspaceFolders?.flatMap(readable));
}
