import { homedir } from 'node:os';
import { findSpec } from '../models/model';
import { expandHome, expandPath } from '../settings/paths';
import { readSettings, toConfig } from '../settings/read';
import type { Settings } from '../settings/schema';
import type { CheckpointConfig, TrainingConfig } from '../training/config';
import type { HelpTopic } from './help';
import { OptionValues, usage } from './option-values';
import { type NetworkFormat, networkFormats } from '../runs/network-files';
import { type CommandName, commands } from './options';
import { folderPaths, readSettingsFile, settingsPaths } from './settings-file';

export type Command =
  | { readonly type: 'help'; readonly topic: HelpTopic }
  | { readonly type: 'version' }
  | ConfiguredCommand
  | {
      readonly type: 'export';
      readonly config: TrainingConfig;
      /** The file with the weights of each of the config's networks, by id. */
      readonly weights: Readonly<Record<string, string>>;
      /** The folder with the checkpoints of the run that the curves are of. */
      readonly checkpoint?: string;
      readonly format: NetworkFormat;
      readonly file: string;
      readonly cache: boolean;
    }
  | {
      readonly type: 'resume';
      /** Folder of the checkpoints. */
      readonly folder: string;
      /** What else the command line says. */
      readonly values: OptionValues;
      readonly json: boolean;
      readonly cache: boolean;
    };

export interface ConfiguredCommand {
  readonly type: 'data' | 'models' | 'run';
  readonly config: TrainingConfig;
  readonly json: boolean;
  /** Whether what is read of a data set is kept for the next time. */
  readonly cache: boolean;
}

/**
 * Reads the command line and the settings file that it names; what the command line says counts more.
 * @throws LabError `usage` that names the word that is off and what would do, or `input` for the file
 */
export function parseCommand(words: readonly string[]): Command {
  const [name, ...rest] = words;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    return { type: 'help', topic: 'all' };
  }
  if (name === '--version' || name === '-v') return { type: 'version' };
  if (!isCommand(name)) {
    throw usage(`There is no command "${name}": choose train, evaluate, export, models or data.`);
  }
  const values = new OptionValues(name, rest);
  if (values.flag('help')) return { type: 'help', topic: name };
  const json = values.flag('json');
  const cache = !values.flag('no-cache');
  const folder = name === 'train' ? values.path('resume') : undefined;
  if (folder !== undefined) return { type: 'resume', folder, values, json, cache };
  if (name === 'data') return { type: 'data', config: baseConfig(values), json, cache };
  if (name === 'export') return exportCommand(values, cache);
  if (name === 'models') return { type: 'models', config: listConfig(values), json, cache };
  return { type: 'run', config: runConfig(name, values), json, cache };
}

/** The settings, and what the command line says of them. */
function baseConfig(values: OptionValues): TrainingConfig {
  const file = values.path('settings');
  const here = folderPaths(process.cwd());
  const settings = withOptions(
    file === undefined
      ? // The notebook does not, and the lines of `--json` are a contract: only where it is asked for.
        { ...readSettings({}), evaluateEachEpoch: false }
      : readSettingsFile(file),
    values,
  );
  const config = toConfig(settings, __dirname, file === undefined ? here : settingsPaths(file));
  return { ...config, models: chooseModels(values.text('models'), config) };
}

function withOptions(settings: Settings, values: OptionValues): Settings {
  const data = values.text('data');
  const patience = values.setting('patience');
  const monitor = values.setting('early-stopping') ?? settings['earlyStopping.monitor'];
  if (monitor === 'off' && patience !== undefined) {
    throw usage('--patience needs --early-stopping: choose loss or accuracy.');
  }
  return {
    ...settings,
    epochs: values.setting('epochs') ?? settings.epochs,
    batchSize: values.setting('batch-size') ?? settings.batchSize,
    sampling: values.setting('sampling') ?? settings.sampling,
    seed: values.setting('seed') ?? settings.seed,
    evaluateEachEpoch: values.flag('evaluate-each-epoch') || settings.evaluateEachEpoch,
    validation: values.setting('validation') ?? settings.validation,
    'earlyStopping.monitor': monitor,
    'earlyStopping.patience': patience ?? settings['earlyStopping.patience'],
    ...(data === undefined ? {} : { data: expandPath(data, folderPaths(process.cwd())) }),
    // A name is one of those in a certain place.
    dataset: values.setting('dataset') ?? (data === undefined ? settings.dataset : ''),
    imageSize: values.setting('image-size') ?? settings.imageSize,
    transpose: values.setting('transpose') ?? settings.transpose,
    threads: values.setting('threads') ?? settings.threads,
    simd: values.setting('simd') ?? settings.simd,
  };
}

/** Without `--models`, all networks are listed. */
function listConfig(values: OptionValues): TrainingConfig {
  const config = baseConfig(values);
  if (values.text('models') !== undefined) return config;
  return { ...config, models: Object.keys(config.specs) };
}

function exportCommand(values: OptionValues, cache: boolean): Command {
  const file = values.path('out');
  if (file === undefined)
    throw usage('--out is missing: name the file to write, such as cnn.onnx.');
  const format = values.choice('format') as NetworkFormat | undefined;
  if (format === undefined) {
    throw usage(`--format is missing: choose ${networkFormats.join(', ')}.`);
  }
  const config = namedConfig('export', values);
  if (config.models.length > 1 && format !== 'notebook') {
    throw usage('--models names several networks: a file holds one.');
  }
  const checkpoint = values.path('checkpoint');
  if (checkpoint !== undefined && format !== 'notebook') {
    throw usage('--checkpoint is of no use here: a notebook has curves.');
  }
  const weights = allWeights('export', values, config);
  const run = checkpoint === undefined ? {} : { checkpoint };
  return { type: 'export', config, weights, ...run, format, file, cache };
}

/** Networks are named where only a few can be meant. */
function namedConfig(name: 'evaluate' | 'export', values: OptionValues): TrainingConfig {
  if (values.text('models') === undefined) {
    throw usage(`--models is missing: name the network to ${name}, such as --models cnn.`);
  }
  return baseConfig(values);
}

/** The files with the weights of all networks, by id. */
function allWeights(
  name: 'evaluate' | 'export',
  values: OptionValues,
  { models }: TrainingConfig,
): Record<string, string> {
  const init = parseInit(values.list('init'), models);
  const missing = models.find((id) => init[id] === undefined);
  if (missing === undefined) return init;
  throw usage(`--init ${missing}=FILE is missing: name the weights to ${name}.`);
}

function runConfig(name: 'train' | 'evaluate', values: OptionValues): TrainingConfig {
  const base = name === 'train' ? baseConfig(values) : namedConfig(name, values);
  const init =
    name === 'train' ? parseInit(values.list('init'), base.models) : allWeights(name, values, base);
  const limitBatches = values.number('limit-batches');
  // Nothing is trained that images would be held out of.
  const { validation, ...rest } = base;
  const save = values.path('save');
  const checkpoint = name === 'train' ? checkpointConfig(values) : undefined;
  return {
    ...rest,
    ...(name === 'evaluate' || validation === undefined ? {} : { validation }),
    // No epochs: the weights are evaluated as they are.
    epochs: name === 'evaluate' ? 0 : base.epochs,
    ...(limitBatches === undefined ? {} : { limitBatches }),
    init,
    ...(save === undefined ? {} : { save }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
  };
}

function checkpointConfig(values: OptionValues): CheckpointConfig | undefined {
  const folder = values.path('checkpoint');
  const seconds = values.number('checkpoint-every');
  if (folder === undefined) {
    if (seconds === undefined) return undefined;
    throw usage('--checkpoint-every needs --checkpoint DIR, or --resume DIR.');
  }
  return { folder, ...(seconds === undefined ? {} : { seconds }) };
}

function chooseModels(
  text: string | undefined,
  { models, specs }: TrainingConfig,
): readonly string[] {
  const ids = text === undefined ? models : text.split(',').map((id) => id.trim());
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw usage(`--models names "${twice}" twice: name it once.`);
  for (const id of ids) findSpec(specs, id);
  return ids;
}

function parseInit(entries: readonly string[], models: readonly string[]): Record<string, string> {
  const init: Record<string, string> = {};
  for (const entry of entries) {
    const [, id, file] = /^([^=]+)=(.+)$/.exec(entry) ?? [];
    if (id === undefined || file === undefined) {
      throw usage(`--init "${entry}" is not of the form ID=FILE, such as cnn=cnn.safetensors.`);
    }
    if (!models.includes(id)) {
      const chosen = models.join(', ');
      throw usage(`--init names "${id}", which is not among the chosen networks (${chosen}).`);
    }
    if (init[id] !== undefined) throw usage(`--init names "${id}" twice: give one file.`);
    init[id] = expandHome(file, homedir());
  }
  return init;
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
