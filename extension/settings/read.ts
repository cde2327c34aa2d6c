import { t } from '@vscode/l10n';
import { LabError } from '../errors';
import { suggestion } from '../schema/suggestion';
import { joinPath } from '../platform/files';
import type { TrainingConfig } from '../training/config';
import { settingName, type Settings, settings as declared } from './schema';
import { mergeValues } from './merge';
import { networkProblems } from './networks';
import { expandPath, type PathContext } from './paths';
import { place, settingProblems, unknownSetting } from './validate';

/**
 * Takes values as they were typed, by key without `mnistLab.`. What is missing has its default; networks are
 * put on the default ones, as VS Code does with objects.
 * @throws LabError `input` that names each setting that is wrong, where in it, and what may be there
 */
export function readSettings(values: Readonly<Record<string, unknown>>): Settings {
  const problems = Object.keys(values)
    .filter((key) => !declared.has(key))
    .map(unknownSetting);
  const merged = Object.fromEntries(
    [...declared].map(([key, setting]) => {
      const value = Object.hasOwn(values, key)
        ? mergeValues(setting.default, values[key])
        : setting.default;
      problems.push(...settingProblems(key, value));
      return [key, value];
    }),
  );
  const wrong = new Set(problems.map(({ setting }) => setting));
  const settings = merged as unknown as Settings;
  if (!wrong.has(settingName('models'))) {
    problems.push(...networkProblems(settings.models));
    if (!wrong.has(settingName('networks'))) problems.push(...unknownNetworks(settings));
  }
  if (problems.length > 0) throw allTogether(problems);
  return settings;
}

/** One error that tells all, so that nobody has to run again to hear of the next. */
function allTogether(problems: readonly LabError[]): LabError {
  const [first, ...others] = problems;
  if (others.length === 0) return first!;
  const messages = problems.map(({ message }, index) => `(${index + 1}) ${message}`).join(' ');
  // Ours alone are shown for this name in the Settings editor.
  return new LabError(
    'input',
    t('{0} settings are wrong: {1}', problems.length, messages),
    settingName('').slice(0, -1),
  );
}

/** The schema cannot know which networks there are. */
function unknownNetworks({ networks, models }: Settings): LabError[] {
  return networks.flatMap((id, index) =>
    Object.hasOwn(models, id)
      ? []
      : new LabError(
          'input',
          t(
            'The setting {0} is {1}: {2}',
            place('networks', [index]),
            `"${id}"`,
            suggestion(id, Object.keys(models)),
          ),
          settingName('networks'),
          [index],
        ),
  );
}

/**
 * The run that the settings ask for.
 * @param distFolder where the worker, the engine and the bundled data are
 * @param paths what a path in the settings may speak of
 * @throws LabError `input` when settings contradict one another, or a path names what is not there
 */
export function toConfig(
  settings: Settings,
  distFolder: string,
  paths: PathContext,
): TrainingConfig {
  const { networks, epochs, batchSize, sampling, seed, models, threads, simd, classNames } =
    settings;
  const { evaluateEachEpoch } = settings;
  const monitor = settings['earlyStopping.monitor'];
  const patience = settings['earlyStopping.patience'];
  return {
    specs: models,
    models: networks,
    epochs,
    batchSize,
    sampling,
    seed,
    evaluateEachEpoch,
    ...(monitor === 'off' ? {} : { earlyStopping: { monitor, patience } }),
    threads: threads === 0 ? 'auto' : threads,
    simd,
    dataFolder: dataFolderOf(settings, paths) ?? joinPath(distFolder, 'data'),
    classNames,
    memoryLimit: settings.memoryLimit * 2 ** 30,
    init: {},
    distFolder,
  };
}

/** The folder with the chosen data set's files; undefined for the bundled one. */
function dataFolderOf({ dataFolder, dataset }: Settings, paths: PathContext): string | undefined {
  const folder = dataFolder.trim();
  if (folder === '') {
    if (dataset === '') return undefined;
    throw new LabError(
      'input',
      t(
        'The setting {0} is "{1}", but {2} is empty: name the folder that "{1}" is in, or leave both empty for MNIST.',
        settingName('dataset'),
        dataset,
        settingName('dataFolder'),
      ),
      settingName('dataFolder'),
    );
  }
  return joinPath(expandPath(folder, paths), dataset);
}
