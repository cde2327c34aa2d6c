import * as vscode from 'vscode';
import type { DataDescription, describeData } from '../../inspection/describe-data';
import { baseName } from '../../platform/files';
import { loadProgressText } from '#shared/load-progress';
import type { DataSummary } from '#shared/data-summary';
import { typedPath } from '../../settings/paths';
import { settingName } from '../../setting-names';
import {
  askLevel,
  addDataTitle,
  BUILT_IN,
  choosePlace,
  OTHER,
  type Place,
  tellWhy,
} from './data-dialogs';
import { type ChosenData, dataChanges, decidingLevel, type OwnLevel } from './data-settings';
import { dataLevels, openPaths, readConfig } from './settings';
import { folderConfiguration } from './settings-folder';

/** What need not be asked for, as a key binding or another extension may give it. */
export interface AddDataArguments {
  /** A folder or file, absolute. */
  readonly path?: string;
  /** Which of several sets there. */
  readonly dataset?: string;
  /** Whose settings it goes to, without being shown first. */
  readonly level?: OwnLevel;
}

/** A data set that a person has chosen, and what it holds. */
interface Found {
  readonly path: string;
  readonly dataset: string;
  readonly summary: DataSummary;
}

/**
 * Asks for a folder or file, reads it, shows what it was recognised as, and writes it to the settings. Whoever leaves a
 * question unanswered changes nothing.
 */
export class AddData {
  constructor(
    private readonly distFolder: string,
    private readonly describe: typeof describeData,
    private readonly training: { readonly training: boolean },
  ) {}

  async ask(args: AddDataArguments = {}): Promise<void> {
    let { dataset = '' } = args;
    let place: Place | undefined = args.path ?? (await choosePlace());
    while (place !== undefined) {
      if (place === BUILT_IN) {
        await this.useBuiltIn();
        return;
      }
      const found = await this.look(place, dataset);
      const level =
        found === null || found === OTHER ? found : (args.level ?? (await askLevel(found.summary)));
      if (found === null || level === null) return;
      if (found !== OTHER && level !== OTHER) {
        await this.use(found, level);
        return;
      }
      dataset = '';
      place = await choosePlace();
    }
  }

  /** Reads what is there, until it is one set. Null where the person turns away. */
  private async look(path: string, given: string): Promise<Found | typeof OTHER | null> {
    let dataset = given;
    try {
      for (;;) {
        const description = await this.read(path, dataset);
        if (description === null) return null;
        if ('summary' in description) return { path, dataset, summary: description.summary };
        const chosen = await vscode.window.showQuickPick(description.sets, {
          title: addDataTitle(),
          ignoreFocusOut: true,
          placeHolder: vscode.l10n.t('{0} holds several data sets: which one?', baseName(path)),
        });
        if (chosen === undefined) return null;
        dataset = chosen;
      }
    } catch (error) {
      return tellWhy(error);
    }
  }

  /** As a run with the settings as they are, but for these data, would see it. */
  private async read(path: string, dataset: string): Promise<DataDescription | null> {
    const config = readConfig(this.distFolder, { data: path, dataset });
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Reading {0}', baseName(path)),
      cancellable: true,
    };
    return vscode.window.withProgress(options, (progress, token) => {
      const reading = this.describe({ ...config, data: config.data! }, (loaded) => {
        progress.report({ message: loadProgressText(loaded) });
      });
      token.onCancellationRequested(() => {
        reading.giveUp();
      });
      return reading.description;
    });
  }

  private async use({ path, dataset, summary }: Found, level: OwnLevel): Promise<void> {
    const readers = level === 'user' ? 'none' : sharedByFolders(level) ? 'all' : 'one';
    const data = typedPath(path, openPaths(), readers);
    await write(level, { data, dataset });
    this.offerTraining(vscode.l10n.t('The next run trains on {0}.', summary.name));
  }

  private async useBuiltIn(): Promise<void> {
    const level = decidingLevel(dataLevels());
    if (level !== null) await write(level, { data: '', dataset: '' });
    this.offerTraining(vscode.l10n.t('The next run trains on MNIST.'));
  }

  private offerTraining(words: string): void {
    const train = vscode.l10n.t('Train');
    // Settings that change while a run trains are for the next one, which is said elsewhere.
    const actions = this.training.training ? [] : [train];
    void vscode.window.showInformationMessage(words, ...actions).then((choice) => {
      if (choice === train) void vscode.commands.executeCommand('mnistLab.train');
    });
  }
}

function sharedByFolders(level: OwnLevel): boolean {
  return level === 'workspace' && vscode.workspace.workspaceFile !== undefined;
}

const targets = {
  user: vscode.ConfigurationTarget.Global,
  workspace: vscode.ConfigurationTarget.Workspace,
  folder: vscode.ConfigurationTarget.WorkspaceFolder,
};

async function write(level: OwnLevel, chosen: ChosenData): Promise<void> {
  const changes = dataChanges(dataLevels(), level, chosen);
  const configuration = folderConfiguration();
  for (const [key, value] of Object.entries(changes)) {
    await configuration.update(settingName(key), value, targets[level]);
  }
}
