import { t } from '@vscode/l10n';
import { LabError, together } from '../errors';
import { settingName } from '../setting-names';
import { suggestion } from '../schema/suggestion';
import type { DataChoice } from '../data/choice';
import { usualNormalization } from '../models/normalization';
import type { TrainingConfig } from '../training/config';
import { type Settings, settings as declared } from './schema';
import { mergeValues } from './merge';
import { modelProblems } from './models';
import { expandPath, type PathContext } from './paths';
import { sizeProblem } from './size';
import { pathText, settingProblems, unknownSetting } from './validate';

/**
 * Takes values as they were typed, by key without `mnistLab.`. What is missing has its default; networks are
 * put on the default ones, as VS Code does with objects.
 * @param found what is wrong beside them, to be told with them
 * @throws LabError `input` that names each setting that is wrong, where in it, and what may be there
 */
export function readSettings(
  values: Readonly<Record<string, unknown>>,
  found: readonly LabError[] = [],
): Settings {
  const unknown = Object.keys(values).filter((key) => !declared.has(key));
  const problems = [...found, ...unknown.map(unknownSetting)];
  const merged = Object.fromEntries(
    [...declared].map(([key, setting]) => {
      if (!Object.hasOwn(values, key)) return [key, setting.default];
      const tooLarge = sizeProblem(key, values[key]);
      const value = tooLarge === null ? mergeValues(setting.default, values[key]) : null;
      problems.push(...(tooLarge === null ? settingProblems(key, value) : [tooLarge]));
      return [key, value];
    }),
  );
  const wrong = new Set(problems.map(({ setting }) => setting));
  const right = (...keys: readonly (keyof Settings)[]): boolean =>
    !keys.some((key) => wrong.has(settingName(key)));
  const settings = merged as unknown as Settings;
  if (right('models')) problems.push(...modelProblems(settings.models));
  if (right('models', 'networks')) problems.push(...unknownNetworks(settings));
  if (right('dataset', 'data', 'dataFolder')) problems.push(...strayDataset(settings));
  const [problem, ...more] = problems;
  if (problem === undefined) return settings;
  if (more.length === 0) throw problem;
  const { kind, count, list, setting, path } = together(problems);
  throw new LabError(kind, t('{0} settings are wrong: {1}', count, list), setting, path);
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
            pathText('networks', [index]),
            `"${id}"`,
            suggestion(id, Object.keys(models)),
          ),
          settingName('networks'),
          [index],
        ),
  );
}

/** A data set is chosen among those of a folder. */
function strayDataset({ dataset, data, dataFolder }: Settings): LabError[] {
  if (dataset === '' || data.trim() !== '' || dataFolder.trim() !== '') return [];
  return [
    new LabError(
      'input',
      t(
        'The setting {0} is "{1}", but {2} is empty: name the folder or file that "{1}" is in, or leave both empty for MNIST.',
        settingName('dataset'),
        dataset,
        settingName('data'),
      ),
      settingName('data'),
    ),
  ];
}

/**
 * The run that the settings ask for.
 * @param distFolder where the worker, the engine and the bundled data are
 * @param paths what a path in the settings may speak of
 * @throws LabError `input` when a path names what is not there
 */
export function toConfig(
  settings: Settings,
  distFolder: string,
  paths: PathContext,
): TrainingConfig {
  const { networks, epochs, batchSize, sampling, seed, models, threads, simd, classNames } =
    settings;
  const { evaluateEachEpoch, validation, normalization, augment } = settings;
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
    ...(validation === 0 ? {} : { validation }),
    ...(normalization === usualNormalization ? {} : { normalization }),
    ...(Object.keys(augment).length === 0 ? {} : { augment }),
    ...(monitor === 'off' ? {} : { earlyStopping: { monitor, patience } }),
    threads: threads === 0 ? 'auto' : threads,
    simd,
    data: dataOf(settings, paths),
    classNames,
    memoryLimit: settings.memoryLimit * 2 ** 30,
    init: {},
    distFolder,
  };
}

/** Null for the bundled data. */
function dataOf(settings: Settings, paths: PathContext): DataChoice | null {
  // The older setting goes on working where the one that replaced it is empty.
  const path = settings.data.trim() || settings.dataFolder.trim();
  if (path === '') return null;
  const { dataset, imageSize, transpose } = settings;
  return {
    path: expandPath(path, paths),
    dataset,
    imageSize: parseImageSize(imageSize),
    transpose: transpose === 'auto' ? transpose : transpose === 'on',
  };
}

/** `32x24` is 32 rows of 24 pixels, `28` a square. */
function parseImageSize(text: string): readonly [number, number] | null {
  if (text === '') return null;
  const [height, width = height] = text.split(/[x×]/i).map(Number);
  return [height!, width!];
}
