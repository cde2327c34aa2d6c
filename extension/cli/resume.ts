import { type DataChoice, dataAt } from '../data/choice';
import { type CheckpointedRun, checkpointedRun } from '../runs/checkpointed-run';
import { expandPath } from '../settings/paths';
import type { TrainingConfig } from '../training/config';
import type { Command } from './arguments';
import { type OptionValues, usage } from './option-values';
import type { OptionName } from './options';
import { folderPaths } from './settings-file';

/**
 * What goes on with a run: the settings in its checkpoint, and how it is to be done from now on.
 * @throws LabError `usage` where the command line says otherwise than the checkpoint, `input` where that cannot be used
 */
export async function resumedConfig({
  folder,
  values,
}: Extract<Command, { type: 'resume' }>): Promise<TrainingConfig> {
  refuseUseless(values);
  const found = await checkpointedRun(folder, __dirname);
  const { config } = found;
  refuseOther(values, folder, found);
  const seconds = values.number('checkpoint-every');
  const save = values.path('save');
  const data = values.text('data');
  const epochs = epochsOf(values, folder, found);
  return {
    ...config,
    epochs,
    threads: values.setting('threads') ?? config.threads,
    // Whether the same data is there, the run finds out.
    data: data === undefined ? config.data : movedTo(config.data, data),
    ...(save === undefined ? {} : { save }),
    checkpoint: { folder, resume: true, ...(seconds === undefined ? {} : { seconds }) },
  };
}

/** The same images elsewhere: how they are read stays as it was. */
function movedTo(data: DataChoice | null, typed: string): DataChoice {
  const path = expandPath(typed, folderPaths(process.cwd()));
  return data === null ? dataAt(path) : { ...data, path };
}

/** What an option may say. */
type Value = string | number;

/** What a run that goes on has behind it. */
function refuseUseless(values: OptionValues): void {
  if (values.list('init').length > 0) {
    throw usage('--init is for the start of a run: leave it out with --resume.');
  }
  for (const name of ['settings', 'checkpoint'] as const) {
    if (values.text(name) === undefined) continue;
    throw usage(`--${name} is for a new run: leave it out with --resume, which has its own.`);
  }
}

/** Whatever the run is may be said again, but not otherwise. */
function refuseOther(values: OptionValues, folder: string, { config, run }: CheckpointedRun): void {
  const refuse = (name: OptionName, here: Value | undefined, there: Value): void => {
    if (here === undefined || here === there) return;
    throw usage(
      `--${name} is ${here}, but ${there} in the run of ${folder}: leave it out, or train anew without --resume.`,
    );
  };
  const models = values.text('models');
  const { earlyStopping } = config;
  refuse(
    'models',
    models
      ?.split(',')
      .map((id) => id.trim())
      .join(','),
    config.models.join(','),
  );
  refuse('batch-size', values.setting('batch-size'), config.batchSize);
  refuse('limit-batches', values.number('limit-batches'), config.limitBatches ?? 'without a limit');
  refuse('sampling', values.setting('sampling'), config.sampling);
  refuse('seed', values.setting('seed'), config.seed);
  const each = values.flag('evaluate-each-epoch') || undefined;
  refuse('evaluate-each-epoch', each && 'on', config.evaluateEachEpoch ? 'on' : 'off');
  refuse('validation', values.setting('validation'), config.validation ?? 0);
  refuse('early-stopping', values.setting('early-stopping'), earlyStopping?.monitor ?? 'off');
  refuse('patience', values.setting('patience'), earlyStopping?.patience ?? 'off');
  const simd = values.setting('simd');
  refuse('simd', simd === 'auto' ? undefined : simd, run.engine.simd);
}

function epochsOf(values: OptionValues, folder: string, found: CheckpointedRun): number {
  const { config, finished, ifLonger } = found;
  const epochs = values.setting('epochs') ?? config.epochs;
  if (epochs === config.epochs) return epochs;
  const there = `--epochs is ${epochs}, but ${config.epochs} in the run of ${folder}`;
  if (epochs < config.epochs) throw usage(`${there}: it can only go on for more.`);
  if (!finished) throw usage(`${there}: it can go on for more when it has finished; leave it out.`);
  for (const sentence of ifLonger(epochs)) process.stderr.write(`${sentence}\n`);
  return epochs;
}
