import { t } from '@vscode/l10n';
import { HEAD_BYTES, cureOf, nameOf, recognise } from '../formats/foreign';
import { faceName, settingName } from '../setting-names';
import type { FoundSet } from './forms/form';
import { forms } from './forms/kinds';
import type { DataFile, DataTree } from './tree/tree';
import { refused } from './unusable';

/** So many names are shown of a folder. */
const SHOWN = 5;

/**
 * Finds the data set among files.
 * @param choice the name of one where there may be several; empty for the only one
 * @throws LabError `input` that says what was looked for and what is there, or which sets one can choose from
 */
export async function findSet(
  tree: DataTree,
  choice: string,
  signal?: AbortSignal,
): Promise<FoundSet> {
  const found = await findSets(tree, signal);
  if (found.length === 0) throw await nothingFound(tree, signal);
  const wanted = choice === '' ? found : found.filter(({ id }) => sameName(id, choice));
  const [only, ...others] = wanted;
  if (only !== undefined && others.length === 0) return only;
  const ids = found.map(({ id }) => `"${id}"`).join(', ');
  throw refused(
    choice === ''
      ? t(
          '{0} holds several data sets: {1}. Say which one ({2}).',
          tree.path,
          ids,
          faceName('dataset'),
        )
      : t('{0} holds no data set "{1}", but {2}.', tree.path, choice, ids),
    settingName('dataset'),
  );
}

/** All that there are, of the first form that has any: what lies beside such a set is its copy, or its papers. */
export async function findSets(tree: DataTree, signal?: AbortSignal): Promise<readonly FoundSet[]> {
  for (const form of forms) {
    const found = await form.find(tree, signal);
    if (found.length > 0) return found;
  }
  return [];
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

async function nothingFound(tree: DataTree, signal?: AbortSignal): Promise<Error> {
  const lookedFor = forms.map(({ name }) => name()).join('; ');
  const { files, path } = tree;
  const [first, ...others] = files;
  if (first === undefined) {
    return refused(t('{0} is an empty folder. Looked for: {1}.', path, lookedFor));
  }
  const foreign = await foreignOf(first, signal);
  const alone = others.length === 0;
  if (alone && foreign !== null) {
    const cure = cureOf(foreign);
    const problem = t('{0} is {1}, and no data set.', first.path, nameOf(foreign));
    return refused(`${problem} ${cure ?? t('Looked for: {0}.', lookedFor)}`);
  }
  const shown = files
    .slice(0, SHOWN)
    .map(({ name }) => name)
    .join(', ');
  const list = files.length > SHOWN ? t('{0} and {1} more', shown, files.length - SHOWN) : shown;
  return refused(
    t('No data set was found in {0}. Looked for: {1}. What is there: {2}.', path, lookedFor, list),
  );
}

async function foreignOf(
  file: DataFile,
  signal?: AbortSignal,
): Promise<ReturnType<typeof recognise>> {
  const open = await file.open(signal);
  try {
    return recognise(await open.bytes().peek(HEAD_BYTES));
  } finally {
    await open.close();
  }
}
