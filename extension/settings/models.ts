import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { settingName } from '../setting-names';
import { fileProblem } from '../models/ids';
import type { ModelSpecs } from '../models/spec';
import { pathText } from './validate';

/** Layers of all networks together: to work them out must not keep anybody waiting. */
const MOST_LAYERS = 1000;

/** What the schema cannot say of networks that it lets through. */
export function modelProblems(models: ModelSpecs): LabError[] {
  const ids = Object.keys(models);
  const problems = ids.flatMap((id, index) => {
    // The later one of two that are alike is told.
    const problem = fileProblem(id, ids.slice(0, index));
    if (problem === null) return [];
    return refuse(t('{0} has an entry that cannot be used: {1}', pathText('models', []), problem), [
      id,
    ]);
  });
  const layers = ids.reduce((sum, id) => sum + models[id]!.layers.length, 0);
  if (layers <= MOST_LAYERS) return problems;
  const tooMany = t(
    'The networks of {0} have {1} layers together: {2} at most.',
    pathText('models', []),
    layers,
    MOST_LAYERS,
  );
  return [...problems, refuse(tooMany, [])];
}

function refuse(text: string, path: readonly string[]): LabError {
  return new LabError('input', text, settingName('models'), path);
}
