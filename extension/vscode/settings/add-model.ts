import * as vscode from 'vscode';
import { isObject } from '../../settings/merge';
import { mergeLevels } from './levels';
import { MODELS, settingLevels } from './model-settings';
import { nameProblem } from './model-name';
import { openModelJson } from './settings-editor';
import { type Template, templates } from './templates';
import { trainToo } from './train-too';

/** What need not be asked for, as a key binding or another extension may give them. */
export interface AddModelArguments {
  readonly name?: string;
  /** Id of a template. */
  readonly template?: string;
  /** Id of the network to match. */
  readonly match?: string;
}

/**
 * Asks for a name and a template, writes the network to the user's settings and opens it there. Whoever
 * leaves a question unanswered changes nothing.
 */
export async function addModel(args: AddModelArguments = {}): Promise<void> {
  const levels = settingLevels(MODELS);
  const models = mergeLevels(levels);
  const taken = isObject(models) ? Object.keys(models) : [];
  const name = given(args.name, taken) ?? (await askName(taken));
  if (name === undefined) return;
  const template = templates.find(({ id }) => id === args.template) ?? (await askTemplate());
  if (template === undefined) return;
  const match = template.matches ? (args.match ?? (await askMatch(taken))) : '';
  if (match === undefined) return;

  // The user's own, not the merged ones: the defaults and the workspace's stay where they are.
  const own = isObject(levels.user) ? levels.user : {};
  const added = { ...own, [name]: template.spec(match) };
  const configuration = vscode.workspace.getConfiguration();
  await configuration.update(MODELS, added, vscode.ConfigurationTarget.Global);
  await openModelJson([name]);
  void offerTraining(name);
}

/** A name that was given and can be used; whatever is wrong with it, the question says. */
function given(name: string | undefined, taken: readonly string[]): string | undefined {
  return name === undefined || nameProblem(name, taken) !== null ? undefined : name;
}

/** A question of several: a panel that loads meanwhile takes the focus, but not what was answered so far. */
const question = () => ({ title: vscode.l10n.t('Add Network'), ignoreFocusOut: true });

function askName(taken: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    ...question(),
    prompt: vscode.l10n.t('Name of the network, such as "tiny"'),
    validateInput: (name) => nameProblem(name, taken),
  });
}

async function askTemplate(): Promise<Template | undefined> {
  const items = templates.map((template) => ({
    label: template.label,
    detail: template.detail,
    template,
  }));
  const choice = await vscode.window.showQuickPick(items, {
    ...question(),
    placeHolder: vscode.l10n.t('What to begin with'),
    matchOnDetail: true,
  });
  return choice?.template;
}

function askMatch(taken: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showQuickPick([...taken], {
    ...question(),
    placeHolder: vscode.l10n.t('Which network to match in parameters'),
  });
}

/** A network is known without being trained: a run takes those that `mnistLab.networks` names. */
async function offerTraining(name: string): Promise<void> {
  const train = vscode.l10n.t('Train It Too');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('The network "{0}" is in your settings. Change it as you like.', name),
    train,
  );
  if (choice === train) await trainToo(name);
}
