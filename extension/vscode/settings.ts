import * as vscode from 'vscode';
import { LabError } from '../errors';
import { findModel } from '../models/catalog';
import { notebookModels } from '../models/notebook';
import type { ModelSpec, OptimizerSpec } from '../models/spec';
import { joinPath } from '../platform/files';
import { MAXIMUM_SEED, MAXIMUM_THREADS } from '../training/check';
import type { TrainingConfig } from '../training/config';

/** The settings of a network are under its id, written as one word. */
const settingsKey: Readonly<Record<string, string>> = {
  mlp: 'mlp',
  cnn: 'cnn',
  'cnn-big': 'cnnBig',
};

/**
 * Reads `mnistLab.*` as it is now. The Settings editor refuses nonsense; a settings.json that was
 * edited by hand can hold anything, so everything is checked.
 * @throws LabError that names the setting, what it holds, and what it may hold
 */
export function readConfig(distFolder: string): TrainingConfig {
  const settings = new Settings(vscode.workspace.getConfiguration('mnistLab'));
  const threads = settings.integer('threads', 0, MAXIMUM_THREADS);
  const dataFolder = settings.text('dataFolder');
  return {
    models: chosenModels(settings),
    epochs: settings.integer('epochs', 1, 1000),
    batchSize: settings.integer('batchSize', 1, 60_000),
    sampling: settings.choice('sampling', ['random', 'shuffle', 'sequential']),
    seed: settings.integer('seed', 0, MAXIMUM_SEED),
    threads: threads === 0 ? 'auto' : threads,
    simd: settings.choice('simd', ['auto', 'relaxed', 'portable']),
    dataFolder: dataFolder === '' ? joinPath(distFolder, 'data') : dataFolder,
    init: {},
    distFolder,
  };
}

/** The networks that the settings choose, with their learning rates and optimisers. */
export function readModels(): ModelSpec[] {
  return chosenModels(new Settings(vscode.workspace.getConfiguration('mnistLab')));
}

function chosenModels(settings: Settings): ModelSpec[] {
  const ids = settings.list('networks');
  if (ids.length === 0) throw settings.invalid('networks', 'name at least one network');
  const known = notebookModels.map(({ id }) => id);
  if (ids.some((id, index) => !known.includes(id) || ids.indexOf(id) !== index)) {
    throw settings.invalid('networks', `name networks among ${known.join(', ')}, each once`);
  }
  return ids.map((id) => {
    const model = findModel(id);
    const key = settingsKey[id]!;
    const optimizer: OptimizerSpec = {
      type: settings.choice(`${key}.optimizer`, ['sgd', 'adam']),
      lr: settings.positive(`${key}.learningRate`, 10),
    };
    return { ...model, optimizer };
  });
}

class Settings {
  constructor(private readonly configuration: vscode.WorkspaceConfiguration) {}

  integer(key: string, minimum: number, maximum: number): number {
    const value: unknown = this.configuration.get(key);
    if (Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum) {
      return value as number;
    }
    throw this.invalid(key, `choose a whole number from ${minimum} to ${maximum}`);
  }

  positive(key: string, maximum: number): number {
    const value: unknown = this.configuration.get(key);
    if (typeof value === 'number' && value > 0 && value <= maximum) return value;
    throw this.invalid(key, `choose a number above 0, up to ${maximum}`);
  }

  choice<const T extends string>(key: string, choices: readonly T[]): T {
    const value: unknown = this.configuration.get(key);
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw this.invalid(key, `choose ${choices.join(', ')}`);
    return found;
  }

  text(key: string): string {
    const value: unknown = this.configuration.get(key);
    if (typeof value !== 'string') throw this.invalid(key, 'give a path, or leave it empty');
    return value.trim();
  }

  list(key: string): string[] {
    const value: unknown = this.configuration.get(key);
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    throw this.invalid(key, 'give a list of names');
  }

  invalid(key: string, cure: string): LabError {
    const value = JSON.stringify(this.configuration.get(key)) as string | undefined;
    const setting = `mnistLab.${key}`;
    return new LabError(
      'input',
      `The setting ${setting} is ${value ?? 'missing'}: ${cure}.`,
      setting,
    );
  }
}
