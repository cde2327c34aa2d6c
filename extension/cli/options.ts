import { type FaceNames, settingName } from '../setting-names';
import { choice, type Schema, wholeNumber } from '../schema/schema';
import { networkFormats } from '../runs/network-files';
import { schemaOfSetting, type SettingKey, settings } from '../settings/schema';

/** An option of the command line: all that is known of it, for reading it and for the help. */
export interface Option {
  readonly short?: string;
  /** What stands for its value in the help; an option without takes none. */
  readonly value?: string;
  readonly repeatable?: true;
  /** What it does; or, for each choice that there is, what that does. */
  readonly help: string | Readonly<Record<string, string>>;
  /** The setting that it stands for: default and bounds are the setting's. */
  readonly setting?: SettingKey;
  /** Bounds of an option that is no setting. */
  readonly schema?: Schema;
  /** The word for the setting's 0. */
  readonly zero?: string;
}

const options = {
  models: {
    ...{ short: 'm', value: 'IDS', setting: 'networks' },
    help: 'networks, separated by commas',
  },
  epochs: { short: 'e', value: 'N', setting: 'epochs', help: 'passes over the data' },
  'batch-size': { short: 'b', value: 'N', setting: 'batchSize', help: 'images in a batch' },
  'limit-batches': {
    ...{ value: 'N', schema: wholeNumber(1, 1_000_000) },
    help: 'end each epoch after N batches',
  },
  sampling: {
    ...{ value: 'KIND', setting: 'sampling' },
    help: {
      random: 'each batch a sample of its own',
      shuffle: 'each epoch a new order of all images',
      sequential: 'consecutive images from the first',
    },
  },
  seed: { value: 'N', setting: 'seed', help: 'fixes all that is random' },
  'evaluate-each-epoch': {
    ...{ setting: 'evaluateEachEpoch' },
    help: 'test after each epoch, too, and not only at the end',
  },
  validation: {
    ...{ value: 'N|SHARE', setting: 'validation' },
    help: 'training images to hold out and judge each epoch by; the test images come once, at the end',
  },
  'early-stopping': {
    ...{ value: 'KIND', setting: 'earlyStopping.monitor' },
    help: "end when no network's result on the validation or else the test images improves any more",
  },
  patience: { value: 'N', setting: 'earlyStopping.patience', help: 'epochs to wait for that' },
  threads: {
    ...{ short: 't', value: 'auto|N', setting: 'threads', zero: 'auto' },
    help: 'auto: one for each core',
  },
  simd: { value: 'KIND', setting: 'simd', help: 'WebAssembly SIMD' },
  data: {
    ...{ short: 'd', value: 'PATH', setting: 'data' },
    help: 'folder or file with images: IDX, .npz, CSV, pictures, CIFAR, zip',
  },
  dataset: {
    ...{ value: 'NAME', setting: 'dataset' },
    help: 'which of several data sets that --data holds',
  },
  'image-size': {
    ...{ value: 'HxW', setting: 'imageSize' },
    help: 'height and width of images whose pixels stand in one row',
  },
  transpose: {
    ...{ value: 'KIND', setting: 'transpose' },
    help: "exchange the images' rows and columns; auto: those of EMNIST, which lie on their side",
  },
  'no-cache': {
    help: 'read pictures, CSV and archives anew, and do not keep what is read of them for the next time',
  },
  settings: {
    value: 'FILE',
    help: 'mnistLab.* keys of a settings.json; what is said here counts more',
  },
  init: {
    ...{ value: 'ID=FILE', repeatable: true },
    help: 'weights of a network to begin with: safetensors, or a state dict of PyTorch (.pt, .pth); once for each network',
  },
  save: {
    value: 'DIR',
    help: 'ID.safetensors for each network, after each epoch; with early stopping its best weights, and the last in ID.last.safetensors; without, the best in ID.best.safetensors where each epoch is tested',
  },
  format: {
    ...{ value: 'KIND', schema: choice(networkFormats) },
    help: {
      onnx: 'graph, weights and normalisation in one file, for ONNX Runtime and others',
      pytorch: 'a Python script that trains and judges the network, and beside it what that needs',
      notebook:
        'the same for several networks as a lesson for Jupyter, with pictures of the results',
    },
  },
  out: { value: 'FILE', help: 'where to write it; never over a file that is there' },
  checkpoint: {
    value: 'DIR',
    help: 'all that it takes to go on with the run, also after a crash: after each epoch, and every 10 s',
  },
  'checkpoint-every': {
    ...{ value: 'SECONDS', schema: wholeNumber(0, 86_400) },
    help: 'within an epoch, in place of 10 s',
  },
  resume: {
    value: 'DIR',
    help: 'go on with the run whose checkpoints are there, with its settings; for more epochs (--epochs) if it has finished',
  },
  json: { help: 'one JSON object a line instead of bars and tables' },
  help: { short: 'h', help: 'this text' },
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof options;

/** The setting that an option stands for. */
export type SettingOf<Name extends OptionName> = (typeof options)[Name] extends {
  readonly setting: infer Key extends SettingKey;
}
  ? Key
  : never;

export function optionOf(name: OptionName): Option {
  return options[name];
}

/** What an option's value may be, as what it is read as; undefined where any text is taken. */
export function schemaOf({ schema, setting }: Option): Schema | undefined {
  return schema ?? (setting === undefined ? undefined : schemaOfSetting(setting));
}

export interface CommandOptions {
  /** The option that a word without a name stands for. */
  readonly positional?: OptionName;
  readonly names: readonly OptionName[];
  /** What the help says in place of a setting's default. */
  readonly usually: Readonly<Partial<Record<OptionName, string>>>;
}

const dataOptions = ['data', 'dataset', 'image-size', 'transpose', 'no-cache'] as const;

/** The commands, each with the options that it takes, in the help's order. */
export const commands = {
  train: {
    names: [
      ...(['models', 'epochs', 'batch-size', 'limit-batches', 'sampling', 'seed'] as const),
      ...(['evaluate-each-epoch', 'validation', 'early-stopping', 'patience'] as const),
      ...(['threads', 'simd'] as const),
      ...dataOptions,
      ...(['settings', 'init', 'save'] as const),
      ...(['checkpoint', 'checkpoint-every', 'resume', 'json', 'help'] as const),
    ],
    usually: { data: 'MNIST' },
  },
  evaluate: {
    names: ['models', 'init', 'threads', 'simd', ...dataOptions, 'settings', 'json', 'help'],
    usually: { models: 'required', init: 'required', data: 'MNIST' },
  },
  export: {
    names: [
      ...(['models', 'init', 'format', 'out', 'checkpoint'] as const),
      ...dataOptions,
      ...(['validation', 'epochs', 'batch-size', 'sampling', 'seed'] as const),
      ...(['settings', 'help'] as const),
    ],
    usually: {
      ...{ models: 'required', init: 'required', format: 'required', out: 'required' },
      data: 'MNIST',
    },
  },
  models: {
    names: ['models', ...dataOptions, 'settings', 'json', 'help'],
    usually: { models: 'all', data: 'MNIST' },
  },
  data: {
    positional: 'data',
    names: [...dataOptions, 'validation', 'seed', 'settings', 'json', 'help'],
    usually: { data: 'MNIST' },
  },
} as const satisfies Readonly<Record<string, CommandOptions>>;

export type CommandName = keyof typeof commands;

/** What one types here for a setting: its option, or the setting itself where it has none. */
export const terminalNames: FaceNames = Object.fromEntries(
  [...settings.keys()].map((key) => [key, terminalName(key)]),
);

function terminalName(key: string): string {
  const option = Object.entries<Option>(options).find(([, { setting }]) => setting === key);
  return option === undefined ? `${settingName(key)} in --settings` : `--${option[0]}`;
}
