import * as vscode from 'vscode';
import { type DataSummary, dataWarnings, recognisedAs } from '#shared/data-summary';
import { formatCount, formatList } from '#shared/format';
import { partWord } from '#shared/part';
import { toErrorData } from '../../errors';
import { dialogsTakeBoth } from '../../platform/environment';
import { settingName } from '../../setting-names';
import { isReadable, pathOf } from '../files';
import { choosesData, dataKeys, levelsThatCount, type OwnLevel } from './data-settings';
import { dataLevels } from './settings';
import { openSetting } from './settings-editor';
import { settingsFolder } from './settings-folder';

/** The person wants other data than those that were looked at. */
export const OTHER = Symbol('other data');

export const BUILT_IN = Symbol('the MNIST that comes along');
export type Place = string | typeof BUILT_IN;

export const addDataTitle = (): string => vscode.l10n.t('Add Data');

/** Undefined where the person turns away. */
export async function choosePlace(): Promise<Place | undefined> {
  const dialogs = takesBoth() ? [dialogItems.both()] : [dialogItems.folder(), dialogItems.file()];
  const items = [...dialogs, ...(choosesData(dataLevels()) ? [builtIn()] : [])];
  const [only, ...others] = items;
  const item =
    others.length === 0
      ? only
      : await vscode.window.showQuickPick(items, {
          title: addDataTitle(),
          placeHolder: vscode.l10n.t('Where are the images?'),
        });
  return item?.choose();
}

/** A place, or a way to choose one. */
interface PlaceItem extends vscode.QuickPickItem {
  choose(): Promise<Place | undefined>;
}

/** VS Code's own dialog does, which shows disks that are not this machine's, and some systems' do. */
function takesBoth(): boolean {
  const { remoteName, uiKind } = vscode.env;
  const simple = vscode.workspace.getConfiguration('files').get('simpleDialog.enable') === true;
  return dialogsTakeBoth || simple || remoteName !== undefined || uiKind === vscode.UIKind.Web;
}

const dialogItems = {
  both: (): PlaceItem => ({
    label: vscode.l10n.t('Choose a Folder or File…'),
    detail: vscode.l10n.t(
      'Folders of pictures by class, IDX files, NumPy arrays, a CSV table, CIFAR, or an archive of these',
    ),
    choose: () => openDialog({ canSelectFiles: true, canSelectFolders: true }),
  }),
  folder: (): PlaceItem => ({
    label: vscode.l10n.t('Choose a Folder…'),
    detail: vscode.l10n.t('Pictures by class, IDX files as MNIST has them, CIFAR'),
    choose: () => openDialog({ canSelectFolders: true, canSelectFiles: false }),
  }),
  file: (): PlaceItem => ({
    label: vscode.l10n.t('Choose a File…'),
    detail: vscode.l10n.t('A NumPy array, a CSV table, or an archive'),
    choose: () => openDialog({ canSelectFiles: true, canSelectFolders: false }),
  }),
};

const builtIn = (): PlaceItem => ({
  label: vscode.l10n.t('MNIST'),
  detail: vscode.l10n.t('The digits that come with the extension'),
  choose: () => Promise.resolve(BUILT_IN),
});

async function openDialog(what: vscode.OpenDialogOptions): Promise<string | undefined> {
  const folder = settingsFolder()?.uri;
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: addDataTitle(),
      openLabel: vscode.l10n.t('Read'),
      ...what,
      ...(folder === undefined ? {} : { defaultUri: folder }),
    })) ?? [];
  if (uri === undefined) return undefined;
  if (isReadable(uri)) return pathOf(uri);
  void vscode.window.showErrorMessage(
    vscode.l10n.t(
      '{0} is not on a disk of the machine that trains: copy it there first.',
      uri.toString(),
    ),
  );
  return undefined;
}

/** Says why data cannot be used, with the ways on. */
export async function tellWhy(error: unknown): Promise<typeof OTHER | null> {
  const { message, setting, path } = toErrorData(error);
  const other = vscode.l10n.t('Choose Other Data…');
  const open = vscode.l10n.t('Open Setting');
  // What is chosen here is no other setting's fault.
  const byOther = setting !== undefined && !dataKeys.map(settingName).includes(setting);
  const choice = await vscode.window.showErrorMessage(message, ...(byOther ? [open] : []), other);
  if (choice === open) await openSetting({ ...(setting && { setting }), ...(path && { path }) });
  return choice === other ? OTHER : null;
}

/** Shows what was recognised, and asks whose settings it goes to. */
export async function askLevel(summary: DataSummary): Promise<OwnLevel | typeof OTHER | null> {
  const levels = levelsThatCount(dataLevels(), openLevels()).map((level) => ({
    level,
    label: levelWords(level),
  }));
  const other = vscode.l10n.t('Choose Other Data…');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('Use {0} for training?', summary.name),
    { modal: true, detail: detailOf(summary) },
    ...levels.map(({ label }) => label),
    other,
  );
  if (choice === other) return OTHER;
  return levels.find(({ label }) => label === choice)?.level ?? null;
}

/** So many classes are named. */
const SHOWN = 12;

/** What a data set holds, and what to know of it, a line each. */
function detailOf(summary: DataSummary): string {
  const { parts, classes, notes } = summary;
  const counts = parts.map(({ part, count }) =>
    vscode.l10n.t('{0} {1} images', formatCount(count), partWord(part)),
  );
  const shown = classes.slice(0, SHOWN).join(', ');
  const more = formatCount(classes.length - SHOWN);
  const names =
    classes.length > SHOWN
      ? vscode.l10n.t('Classes: {0} and {1} more', shown, more)
      : vscode.l10n.t('Classes: {0}', shown);
  const facts = [recognisedAs(summary), formatList(counts), names].join('\n');
  return [facts, ...dataWarnings(summary), ...notes].join('\n\n');
}

/** The strongest first: what is open here is what data are mostly for. */
function openLevels(): OwnLevel[] {
  const { isTrusted, workspaceFile, workspaceFolders = [] } = vscode.workspace;
  // Settings of a workspace that is not trusted do not count.
  if (!isTrusted || workspaceFolders.length === 0) return ['user'];
  return workspaceFile === undefined ? ['workspace', 'user'] : ['folder', 'workspace', 'user'];
}

function levelWords(level: OwnLevel): string {
  switch (level) {
    case 'user':
      return vscode.l10n.t('Save in User Settings');
    case 'workspace':
      return vscode.l10n.t('Save in Workspace Settings');
    case 'folder':
      return vscode.l10n.t('Save in Settings of {0}', settingsFolder()!.name);
  }
}
