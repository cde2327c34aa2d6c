import { t } from '@vscode/l10n';
import { MOST_CLASSES } from '#shared/class-weights';
import { LONGEST_ID } from '../models/ids';
import { notebookModels } from '../models/notebook';
import * as v from 'valibot';
import { augmentSchema } from '../models/augment';
import { normalizations, usualNormalization } from '../models/normalization';
import { modelsSchema, MOST_MODELS, normalizationHelp } from '../models/spec';
import {
  choice,
  flag,
  type Help,
  listOfUnique,
  type ManifestText,
  number,
  type Schema,
  shareOrCount,
  text,
  textLike,
  type Typed,
  wholeNumber,
} from '../schema/schema';

/** Where VS Code lets a setting be given: for a folder, or for the machine that trains. */
type Scope = 'resource' | 'machine-overridable';

/** One setting of `mnistLab`. */
interface Setting<S extends Schema = Schema> {
  readonly schema: S;
  /** The value that it has when nobody sets it. */
  readonly default: Typed<S>;
  readonly scope: Scope;
}

/** A heading of the Settings editor, and what stands under it, in this order. */
interface Section {
  readonly title: ManifestText;
  readonly settings: Readonly<Record<string, Setting>>;
}

function setting<S extends Schema>(
  schema: S,
  value: NoInfer<Typed<S>>,
  scope: Scope = 'resource',
): Setting<S> {
  return { schema, default: value, scope };
}

function help(key: string, more: Help = {}): Help {
  return { markdownDescription: `%config.${key}%`, ...more };
}

const MAXIMUM_SEED = 2 ** 32 - 1;
/** More than these help nobody, and each costs memory. */
const MAXIMUM_THREADS = 64;
const MOST_EPOCHS = 1_000_000;
const LONGEST_CLASS_NAME = 100;
const LONGEST_PATH = 4096;
const LONGEST_FILE_NAME = 255;
const LONGEST_IMAGE_SIZE = 7;
const MOST_IMAGES = 1_000_000;
/** GiB that WebAssembly's addresses reach. */
const MOST_MEMORY = 4;

/** Every setting, by its key without `mnistLab.`, as the Settings editor groups them. */
const sections = [
  {
    title: '%config.training.title%',
    settings: {
      networks: setting(
        listOfUnique(
          text(1, LONGEST_ID),
          1,
          MOST_MODELS,
          () => t('name at least one network, each once, {0} at most', MOST_MODELS),
          help('networks'),
        ),
        ['mlp', 'cnn', 'cnn-big'],
      ),
      epochs: setting(wholeNumber(1, MOST_EPOCHS, help('epochs')), 10),
      batchSize: setting(wholeNumber(1, 1_000_000, help('batchSize')), 1024),
      sampling: setting(
        choice(
          ['random', 'shuffle', 'sequential'],
          help('sampling', {
            enumDescriptions: [
              '%config.sampling.random%',
              '%config.sampling.shuffle%',
              '%config.sampling.sequential%',
            ],
          }),
        ),
        'random',
      ),
      seed: setting(wholeNumber(0, MAXIMUM_SEED, help('seed')), 0),
      evaluateEachEpoch: setting(flag(help('evaluateEachEpoch')), true),
      'earlyStopping.monitor': setting(
        choice(
          ['off', 'loss', 'accuracy'],
          help('earlyStopping.monitor', {
            enumDescriptions: [
              '%config.earlyStopping.off%',
              '%config.earlyStopping.loss%',
              '%config.earlyStopping.accuracy%',
            ],
          }),
        ),
        'off',
      ),
      'earlyStopping.patience': setting(
        wholeNumber(1, MOST_EPOCHS, help('earlyStopping.patience')),
        3,
      ),
    },
  },
  {
    title: '%config.networks.title%',
    settings: {
      models: setting(modelsSchema, notebookModels),
    },
  },
  {
    title: '%config.data.title%',
    settings: {
      data: setting(text(0, LONGEST_PATH, help('data')), ''),
      dataset: setting(
        textLike(
          /^$|^(?!\.{1,2}$)[^/\\]+$/,
          LONGEST_FILE_NAME,
          () => t('give the name of one of the data sets in mnistLab.data, or leave it empty'),
          help('dataset'),
        ),
        '',
      ),
      /** Held out of the training images: a share of them, or a count. */
      normalization: setting(
        choice(normalizations, help('normalization', { enumDescriptions: normalizationHelp })),
        usualNormalization,
      ),
      augment: setting(v.pipe(augmentSchema, v.metadata({ ...help('augment') })), {}),
      validation: setting(shareOrCount(MOST_IMAGES, help('validation')), 0),
      classNames: setting(
        listOfUnique(
          text(1, LONGEST_CLASS_NAME),
          0,
          MOST_CLASSES,
          () => t('give a list of names, each once'),
          help('classNames'),
        ),
        [],
      ),
      imageSize: setting(
        textLike(
          /^$|^[1-9]\d{0,2}([xX×][1-9]\d{0,2})?$/,
          LONGEST_IMAGE_SIZE,
          () => t('give height and width, such as "28x28", or leave it empty'),
          help('imageSize'),
        ),
        '',
      ),
      transpose: setting(
        choice(
          ['auto', 'on', 'off'],
          help('transpose', {
            enumDescriptions: [
              '%config.transpose.auto%',
              '%config.transpose.on%',
              '%config.transpose.off%',
            ],
          }),
        ),
        'auto',
      ),
      dataFolder: setting(
        text(0, LONGEST_PATH, {
          ...help('dataFolder'),
          markdownDeprecationMessage: '%config.dataFolder.replaced%',
        }),
        '',
      ),
    },
  },
  {
    title: '%config.machine.title%',
    settings: {
      /** 0: one for each core. */
      threads: setting(wholeNumber(0, MAXIMUM_THREADS, help('threads')), 0, 'machine-overridable'),
      simd: setting(
        choice(
          ['auto', 'relaxed', 'portable'],
          help('simd', {
            enumDescriptions: [
              '%config.simd.auto%',
              '%config.simd.relaxed%',
              '%config.simd.portable%',
            ],
          }),
        ),
        'auto',
        'machine-overridable',
      ),
      /** GiB */
      memoryLimit: setting(
        number({ above: 0, maximum: MOST_MEMORY }, help('memoryLimit')),
        2,
        'machine-overridable',
      ),
    },
  },
] as const satisfies readonly Section[];

type Groups = (typeof sections)[number]['settings'];
/** All of the groups in one. */
type Table = { [K in KeyOf<Groups>]: SettingOf<Groups, K> };
type KeyOf<Group> = Group extends unknown ? keyof Group : never;
type SettingOf<Group, K> = Group extends Readonly<Record<K & string, infer S>> ? S : never;

/** `mnistLab.*`, by key: every one is there, and right. */
export type Settings = {
  readonly [K in keyof Table]: Table[K] extends { readonly default: infer Value } ? Value : never;
};
export type SettingKey = keyof Settings;

export const settingSections: readonly Section[] = sections;

/** What a setting's value may be. */
export function schemaOfSetting<K extends SettingKey>(key: K): Schema<Settings[K]> {
  return settings.get(key)!.schema as Schema<Settings[K]>;
}

/** Every setting, by its key without `mnistLab.`. */
export const settings: ReadonlyMap<string, Setting> = new Map(
  settingSections.flatMap(({ settings }) => Object.entries(settings)),
);
