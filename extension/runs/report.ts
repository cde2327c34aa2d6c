import { t } from '@vscode/l10n';
import type { DataChoice } from '../data/choice';
import type { ModelSummary } from '#shared/protocol/events';
import { balanceOf, balanceOfResults, unevenSentence } from '#shared/balance';
import { mostConfused } from '#shared/confusion';
import { fairnessSentence } from '#shared/fairness';
import { formatCount, formatLoss, formatPercent, formatSeconds, formatTime } from '#shared/format';
import { interruptionSentence } from '#shared/interruption';
import { partOfResults, partWords } from '#shared/part';
import { resultOf } from '#shared/result';
import type { RunState } from '#shared/run-state';
import type { OfWeights } from '#shared/weights';
import type { RecordedConfig, RunRecord } from './record';

/** Pictures that stand beside the report, by relative path. */
export interface ReportPictures {
  readonly curves?: string;
  readonly confusion?: string;
}

/** A run as Markdown: what was trained, how, and what came of it. */
export function report(name: string, record: RunRecord, pictures: ReportPictures): string {
  const { state } = record;
  return [
    `# ${escape(name)}`,
    introduction(state),
    section(t('Results'), resultsTable(state), uneven(state)),
    picture(t('Curves of loss and accuracy'), pictures.curves),
    picture(t('Confusion matrices'), pictures.confusion),
    section(t('Most confused'), confusedList(state)),
    section(t('Networks'), ...state.run.models.map((model) => network(model))),
    state.run.comparison === null ? '' : escape(fairnessSentence(state.run.comparison)),
    section(t('Settings'), settingsTable(state)),
    section(t('Train it again'), again(record)),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function introduction(state: RunState): string {
  const { run, seconds } = state;
  const { dataset } = run;
  const data =
    dataset.validation === undefined
      ? t(
          '{0}: {1} images to train, {2} to test.',
          escape(dataset.name),
          formatCount(dataset.train),
          formatCount(dataset.test),
        )
      : t(
          '{0}: {1} images to train, {2} to validate, {3} to test.',
          escape(dataset.name),
          formatCount(dataset.train),
          formatCount(dataset.validation),
          formatCount(dataset.test),
        );
  const begun = t('Trained with MNIST Lab on {0}.', formatTime(run.startedAt));
  const took = seconds === null ? '' : ` ${t('It took {0}.', formatSeconds(seconds))}`;
  return `${begun}${took}${early(state)} ${data}`;
}

/** That a run did not come to its end; nothing of one that did. */
function early(state: RunState): string {
  if (state.status === 'done') return '';
  return ` ${interruptionSentence(state) ?? t('The run ended before its last epoch.')}`;
}

function resultsTable(state: RunState): string {
  const part = partOfResults(state);
  const isUneven = balanceOfResults(state) !== null;
  const header = [
    t('Network'),
    t('Parameters'),
    partWords[part].accuracy(),
    ...(isUneven ? [t('Balanced accuracy')] : []),
    partWords[part].loss(),
    t('Training loss'),
    t('Training time'),
    t('Weights'),
  ];
  const rows = state.run.models.map(({ id, total }) => {
    const { accuracy, confusion, loss, diverged, seconds, of } = resultOf(state, id)!;
    const balanced = formatPercent(confusion && balanceOf(confusion)?.accuracy);
    const trainLoss = state.epochs.at(-1)?.losses[id] ?? null;
    return [
      escape(id),
      formatCount(total),
      ...(diverged
        ? Array<string>(isUneven ? 4 : 3).fill(t('diverged'))
        : [
            formatPercent(accuracy),
            ...(isUneven ? [balanced] : []),
            formatLoss(loss),
            formatLoss(trainLoss),
          ]),
      formatSeconds(seconds ?? 0),
      weightsInWords(of),
    ];
  });
  return table(header, rows, 1);
}

function uneven(state: RunState): string {
  const balance = balanceOfResults(state);
  const { classes } = state.run.dataset;
  return balance === null ? '' : escape(unevenSentence(balance, classes, partOfResults(state)));
}

/** Which weights the figures are of. */
function weightsInWords(of: OfWeights | null): string {
  if (of === null) return '–';
  return of.kind === 'best'
    ? t('best, epoch {0}', formatCount(of.epoch))
    : t('last, epoch {0}', formatCount(of.epoch));
}

function confusedList({ run, evaluations }: RunState): string {
  const name = (index: number): string => escape(run.dataset.classes[index] ?? String(index));
  return run.models
    .flatMap(({ id }) => {
      const pairs = mostConfused(evaluations[id]?.confusion ?? []).map(
        ({ actual, predicted, count }) =>
          t('{0} taken for {1} ({2})', name(actual), name(predicted), formatCount(count)),
      );
      return pairs.length === 0 ? [] : [`- ${escape(id)}: ${pairs.join(', ')}`];
    })
    .join('\n');
}

function network({ id, label, layers, optimizer, input, total, arithmetic }: ModelSummary): string {
  const rows = layers.map(({ description, outputShape, parameters }) => [
    code(description),
    outputShape.join('×'),
    parameters.map((one) => code(one.arithmetic)).join(' + '),
    formatCount(parameters.reduce((sum, { count }) => sum + count, 0)),
  ]);
  const title = label === id ? escape(id) : `${escape(label)} (${escape(id)})`;
  return [
    `### ${title}`,
    table([t('Layer'), t('Output'), t('Arithmetic'), t('Parameters')], rows, 3),
    t(
      '{0} = {1} parameters, trained by {2}.',
      code(arithmetic),
      formatCount(total),
      escape(optimizer),
    ),
    ...(input === undefined ? [] : [t('Its input: {0}.', escape(input))]),
  ].join('\n\n');
}

function settingsTable({ run }: RunState): string {
  const { config, engine } = run;
  const rows = [
    [t('Epochs'), formatCount(config.epochs)],
    [t('Batch size'), formatCount(config.batchSize)],
    [t('Batches an epoch'), formatCount(config.batchesPerEpoch)],
    [t('Sampling'), config.sampling],
    [t('Seed'), String(config.seed)],
    [t('SIMD'), engine.simd],
    [t('Threads'), String(engine.threads)],
  ];
  return table([t('Setting'), t('Value')], rows, 2);
}

function again({ config, state }: RunRecord): string {
  const { seed } = state.run.config;
  if (config === null) return t('The seed was {0}. The other settings were not kept.', seed);
  return [
    t(
      'With these settings in VS Code, or in a file for {0}; the same seed and kind of SIMD give the same results.',
      code('mnist-lab train --settings FILE'),
    ),
    `\`\`\`json\n${JSON.stringify(settings(config, state), null, 2)}\n\`\`\``,
  ].join('\n\n');
}

/** `mnistLab.*` as the run had them. */
function settings(config: RecordedConfig, { run }: RunState): Record<string, unknown> {
  const { earlyStopping } = config;
  return {
    'mnistLab.networks': config.models,
    'mnistLab.epochs': config.epochs,
    'mnistLab.batchSize': config.batchSize,
    'mnistLab.sampling': config.sampling,
    'mnistLab.seed': config.seed,
    'mnistLab.simd': run.engine.simd,
    'mnistLab.evaluateEachEpoch': config.evaluateEachEpoch,
    ...(config.validation === undefined ? {} : { 'mnistLab.validation': config.validation }),
    ...(config.normalization === undefined
      ? {}
      : { 'mnistLab.normalization': config.normalization }),
    ...(config.augment === undefined ? {} : { 'mnistLab.augment': config.augment }),
    ...(earlyStopping === undefined
      ? {}
      : {
          'mnistLab.earlyStopping.monitor': earlyStopping.monitor,
          'mnistLab.earlyStopping.patience': earlyStopping.patience,
        }),
    ...(config.data === null ? {} : dataSettings(config.data)),
    ...(config.classNames.length === 0 ? {} : { 'mnistLab.classNames': config.classNames }),
    'mnistLab.models': config.specs,
  };
}

function dataSettings({
  path,
  dataset,
  imageSize,
  transpose,
}: DataChoice): Record<string, unknown> {
  return {
    'mnistLab.data': path,
    ...(dataset === '' ? {} : { 'mnistLab.dataset': dataset }),
    ...(imageSize === null ? {} : { 'mnistLab.imageSize': imageSize.join('x') }),
    ...(transpose === 'auto' ? {} : { 'mnistLab.transpose': transpose ? 'on' : 'off' }),
  };
}

function section(title: string, ...parts: readonly string[]): string {
  const text = parts.filter((part) => part !== '').join('\n\n');
  return text === '' ? '' : `## ${title}\n\n${text}`;
}

function picture(description: string, path: string | undefined): string {
  return path === undefined ? '' : `![${description}](${path})`;
}

/** @param right the first column of numbers */
function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: number,
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = header.map((_, column) => (column < right ? '---' : '---:'));
  return [header, rule, ...rows].map(line).join('\n');
}

/** Words from settings and files, so that they are words in Markdown, too. */
function escape(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#~]/g, '\\$&');
}

/** What a person may have typed is kept from ending the code. */
function code(text: string): string {
  return `\`${text.replaceAll(/[`|\s]+/g, ' ')}\``;
}
