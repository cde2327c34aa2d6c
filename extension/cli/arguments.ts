import { homedir } from 'node:os';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { LabError } from '../errors';
import { findSpec } from '../models/model';
import { expandHome, expandPath } from '../settings/paths';
import { readSettings, toConfig } from '../settings/read';
import { MAXIMUM_SEED, MAXIMUM_THREADS } from '../training/check';
import type { TrainingConfig } from '../training/config';
import type { HelpTopic } from './help';
import { folderPaths, readSettingsFile, settingsPaths } from './settings-file';

export type Command =
  | { readonly type: 'help'; readonly topic: HelpTopic }
  | { readonly type: 'version' }
  | { readonly type: 'models'; readonly config: TrainingConfig; readonly json: boolean }
  | { readonly type: 'run'; readonly config: TrainingConfig; readonly json: boolean };

type Options = NonNullable<ParseArgsConfig['options']>;

const common: Options = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  models: { type: 'string', short: 'm' },
  settings: { type: 'string' },
  data: { type: 'string', short: 'd' },
};

const DEFAULT_PATIENCE = readSettings({})['earlyStopping.patience'];

const running: Options = {
  ...common,
  threads: { type: 'string', short: 't' },
  simd: { type: 'string' },
  init: { type: 'string', multiple: true },
};

const optionsOf: Record<'train' | 'evaluate' | 'models', Options> = {
  train: {
    ...running,
    epochs: { type: 'string', short: 'e' },
    'batch-size': { type: 'string', short: 'b' },
    'limit-batches': { type: 'string' },
    sampling: { type: 'string' },
    seed: { type: 'string' },
    'evaluate-each-epoch': { type: 'boolean' },
    'early-stopping': { type: 'string' },
    patience: { type: 'string' },
    save: { type: 'string' },
  },
  evaluate: running,
  models: common,
};

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
    throw usage(`There is no command "${name}": choose train, evaluate or models.`);
  }
  const values = parseOptions(name, rest);
  if (values.flag('help')) return { type: 'help', topic: name };
  const json = values.flag('json');
  if (name === 'models') return { type: 'models', config: listConfig(values), json };
  return { type: 'run', config: runConfig(name, values), json };
}

/** The settings, and what every command may say of networks and data. */
function baseConfig(values: Values): TrainingConfig {
  const file = values.path('settings');
  const here = folderPaths(process.cwd());
  const settings = file === undefined ? readSettings({}) : readSettingsFile(file);
  const config = toConfig(settings, __dirname, file === undefined ? here : settingsPaths(file));
  const data = values.text('data');
  return {
    ...config,
    // The notebook does not, and the lines of `--json` are a contract: only where it is asked for.
    evaluateEachEpoch:
      values.flag('evaluate-each-epoch') || (file !== undefined && config.evaluateEachEpoch),
    models: chooseModels(values.text('models'), config),
    dataFolder: data === undefined ? config.dataFolder : expandPath(data, here),
  };
}

/** Without `--models`, all networks are listed. */
function listConfig(values: Values): TrainingConfig {
  const config = baseConfig(values);
  if (values.text('models') !== undefined) return config;
  return { ...config, models: Object.keys(config.specs) };
}

function runConfig(name: 'train' | 'evaluate', values: Values): TrainingConfig {
  if (name === 'evaluate' && values.text('models') === undefined) {
    throw usage('--models is missing: name the network to evaluate, such as --models cnn.');
  }
  const base = baseConfig(values);
  const init = parseInit(values.list('init'), base.models);
  if (name === 'evaluate') {
    const missing = base.models.find((id) => init[id] === undefined);
    if (missing !== undefined) {
      throw usage(`--init ${missing}=FILE is missing: name the weights to evaluate.`);
    }
  }
  const limitBatches = values.integer('limit-batches', 1);
  const save = values.path('save');
  return {
    ...withEarlyStopping(base, values),
    // No epochs: the weights are evaluated as they are.
    epochs: name === 'evaluate' ? 0 : (values.integer('epochs', 1) ?? base.epochs),
    batchSize: values.integer('batch-size', 1) ?? base.batchSize,
    ...(limitBatches === undefined ? {} : { limitBatches }),
    sampling: values.choice('sampling', ['random', 'shuffle', 'sequential']) ?? base.sampling,
    seed: values.integer('seed', 0, MAXIMUM_SEED) ?? base.seed,
    threads:
      values.text('threads') === 'auto'
        ? 'auto'
        : (values.integer('threads', 1, MAXIMUM_THREADS) ?? base.threads),
    simd: values.choice('simd', ['auto', 'relaxed', 'portable']) ?? base.simd,
    init,
    ...(save === undefined ? {} : { save }),
  };
}

function withEarlyStopping(config: TrainingConfig, values: Values): TrainingConfig {
  const { earlyStopping, ...rest } = config;
  const asked = values.choice('early-stopping', ['off', 'loss', 'accuracy']);
  const monitor = asked ?? earlyStopping?.monitor ?? 'off';
  const patience = values.integer('patience', 1);
  if (monitor === 'off') {
    if (patience === undefined) return rest;
    throw usage('--patience needs --early-stopping: choose loss or accuracy.');
  }
  return {
    ...rest,
    earlyStopping: { monitor, patience: patience ?? earlyStopping?.patience ?? DEFAULT_PATIENCE },
  };
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

/** Options by name, each read as what it should be. */
class Values {
  constructor(private readonly values: Record<string, unknown>) {}

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.values[name] as string | undefined;
    if (value === '') throw usage(`--${name} has no value.`);
    return value;
  }

  /** A file or folder. Shells expand `~` at the start of a word only, not in `--save=~/weights`. */
  path(name: string): string | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : expandHome(text, homedir());
  }

  list(name: string): string[] {
    return (this.values[name] as string[] | undefined) ?? [];
  }

  integer(name: string, minimum: number, maximum = Number.MAX_SAFE_INTEGER): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^[+-]?\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    const range =
      maximum === Number.MAX_SAFE_INTEGER ? `at least ${minimum}` : `from ${minimum} to ${maximum}`;
    throw usage(`--${name} is "${text}": give a whole number ${range}.`);
  }

  choice<const T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = choices.find((choice) => choice === text);
    if (found === undefined) throw usage(`--${name} is "${text}": choose ${choices.join(', ')}.`);
    return found;
  }
}

function parseOptions(command: keyof typeof optionsOf, words: readonly string[]): Values {
  const options = optionsOf[command];
  // Not strict: parseArgs' own messages are long, and it takes "--epochs -1" for two options.
  const { tokens, values } = parseArgs({ args: [...words], options, strict: false, tokens: true });
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'positional') {
      throw usage(`"${token.value}" is not expected here: see mnist-lab ${command} --help.`);
    }
    if (token.kind === 'option-terminator') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) {
      throw usage(`There is no option ${token.rawName}: see mnist-lab ${command} --help.`);
    }
    // "--save --json" has forgotten the folder; a negative number is left to its own message.
    const forgotten = token.inlineValue === false && /^-\D/.test(token.value);
    if (option.type === 'string' && (token.value === undefined || forgotten)) {
      throw usage(`${token.rawName} needs a value: see mnist-lab ${command} --help.`);
    }
    if (option.type === 'boolean' && token.value !== undefined) {
      throw usage(`${token.rawName} takes no value, but has "${token.value}".`);
    }
    if (seen.has(token.name) && option.multiple !== true) {
      throw usage(`${token.rawName} is given twice: give it once.`);
    }
    seen.add(token.name);
  }
  return new Values(values);
}

function isCommand(name: string): name is keyof typeof optionsOf {
  return Object.hasOwn(optionsOf, name);
}

function usage(message: string): LabError {
  return new LabError('usage', message);
}
