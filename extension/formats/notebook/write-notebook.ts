import { t } from '@vscode/l10n';
import type { Confusion } from '#shared/confusion';
import { fairnessSentence } from '#shared/fairness';
import { formatCount, formatLoss, formatPercent } from '#shared/format';
import type { ParameterComparison } from '#shared/protocol/events';
import type { Model } from '../../models/model';
import { python } from '../../python';
import { version } from '../../version';
import { className, networkClass } from '../pytorch/network-class';
import type { Recipe } from '../pytorch/recipe';
import {
  batches,
  confusionPlot,
  curvesPlot,
  evaluate,
  loadData,
  loadWeights,
  notebookConstants,
  notebookImports,
  processes,
  sampleImages,
  train,
  trainAll,
  weightsAgain,
} from '../pytorch/sections';
import { curvesPicture, matricesPicture } from './pictures';

/** A network of the lesson. */
export interface LessonNetwork {
  readonly model: Model;
  /** The name of the file with its weights, beside the notebook. */
  readonly weights: string;
  /** What the weights make of the test images. */
  readonly result: {
    readonly accuracy: number;
    readonly loss: number;
    readonly confusion: Confusion;
  };
}

/** What a notebook tells of. */
export interface Lesson {
  readonly networks: readonly LessonNetwork[];
  readonly comparison: ParameterComparison | null;
  /** The name of the data set. */
  readonly dataset: string;
  readonly recipe: Recipe;
  /** The name of the file with the batches that were drawn; null where they need no drawing. */
  readonly batches: string | null;
  /** The mean loss of each epoch of the run, by network; none where it is not known. */
  readonly losses: readonly Readonly<Record<string, number>>[];
}

interface Cell {
  readonly cell_type: 'markdown' | 'code';
  readonly source: string;
  readonly [field: string]: unknown;
}

/**
 * A Jupyter notebook (nbformat 4.5): the script for PyTorch in cells, between the words of a lesson about these
 * networks. Its pictures are of our run until a reader runs the cells.
 */
export function writeNotebook(lesson: Lesson): string {
  const cells = cellsOf(lesson).map((cell, at) => ({ id: `cell-${at}`, metadata: {}, ...cell }));
  const kernelspec = { display_name: 'Python 3', language: 'python', name: 'python3' };
  const notebook = {
    cells,
    metadata: { kernelspec, language_info: { name: 'python' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

function cellsOf(lesson: Lesson): Cell[] {
  const { networks, recipe, comparison } = lesson;
  const named = withClassNames(networks);
  return [
    words(introduction(lesson)),
    code(`${notebookImports}\n\n${notebookConstants(recipe)}`),
    words(t('## The images'), aboutData(lesson)),
    code(loadData(recipe)),
    code(sampleImages),
    words(
      t('## How to judge a network'),
      t(
        'A network gives each image a number for each class, its logits, and the largest is its answer. The confusion matrix counts them: a row for what an image is, a column for what it was taken for. What is right stands on the diagonal, so accuracy is the diagonal’s share; the cells beside it say which classes are taken for which.',
      ),
    ),
    code(`${processes}\n\n\n${evaluate}`),
    words(t('## Batches'), aboutBatches(lesson)),
    code(batches(recipe)),
    words(
      t('## The networks'),
      t('Each takes bytes as they are, and says itself how it is trained.'),
    ),
    ...named.flatMap(({ network, name }) => [
      words(aboutNetwork(network.model)),
      code(networkClass(network.model, name)),
    ]),
    ...(comparison === null ? [] : [words(fairnessSentence(comparison))]),
    words(
      t('## Training'),
      t(
        'One step: the logits of a batch, their loss, its gradient by every weight, and a small move of the weights against it. After an epoch the learning rate may move, too.',
      ),
    ),
    code(train(recipe)),
    code(
      trainAll(
        named.map(({ network, name }) => [network.model.id, name]),
        lesson.batches,
      ),
    ),
    words(t('## Curves'), aboutCurves(lesson)),
    code(curvesPlot, curvesOf(lesson)),
    words(t('## Results'), aboutResults(lesson)),
    code(confusionPlot, matricesOf(lesson)),
    words(
      t('## The weights of the run'),
      t(
        'They lie beside this notebook. Loaded into the same classes, they give the same answers here.',
      ),
    ),
    code(
      `${loadWeights}\n\n\n${weightsAgain(
        named.map(({ network, name }) => [network.model.id, name, network.weights]),
      )}`,
    ),
  ];
}

/** Classes in one notebook have names of their own. */
function withClassNames(networks: readonly LessonNetwork[]) {
  const taken = new Set<string>();
  return networks.map((network) => {
    const usual = className(network.model.id);
    let name = usual;
    for (let number = 2; taken.has(name); number++) name = `${usual}${number}`;
    taken.add(name);
    return { network, name };
  });
}

function introduction({ networks, dataset }: Lesson): string {
  const list = networks
    .map(({ model: { id, summary } }) =>
      t(
        '- `{0}`: {1} parameters, trained by {2}',
        id,
        formatCount(summary.total),
        escape(summary.optimizer),
      ),
    )
    .join('\n');
  return [
    t('# What networks make of {0}', escape(dataset)),
    t('Trained with MNIST Lab {0}, here to be trained again and changed in PyTorch:', version),
    list,
    t(
      'It needs torch, numpy and matplotlib. Pictures and figures are of the run in MNIST Lab, until you run the cells.',
    ),
  ].join('\n\n');
}

function aboutData({ dataset, recipe }: Lesson): string {
  const { imageShape, classes } = recipe;
  return t(
    '{0} has images of {1} numbers from 0 to 255 (channels × height × width), each of one of {2} classes. Networks learn from the training images alone; the test images tell what they make of images that they have never seen.',
    escape(dataset),
    imageShape.join('×'),
    formatCount(classes.length),
  );
}

function aboutBatches({ recipe, batches: file }: Lesson): string {
  const { batchSize, sampling } = recipe;
  const how = {
    random: t(
      'each batch is a sample of its own, so that within an epoch images may come twice, or not at all',
    ),
    shuffle: t('each epoch takes all images in a new order'),
    sequential: t('each epoch takes the images one after another'),
  }[sampling];
  const drawn = t(
    'A step looks at {0} images only: their gradient is nearly that of all, and far cheaper. Here {1}.',
    formatCount(batchSize),
    how,
  );
  if (file === null) return drawn;
  return `${drawn} ${t('The batches that MNIST Lab drew are in `{0}`, so that all networks see the same, then as now.', file)}`;
}

function aboutNetwork({ id, summary }: Model): string {
  const { label, arithmetic, total, match } = summary;
  const title = `### ${label === id ? id : `${escape(label)} (\`${id}\`)`}`;
  const count = t('Its parameters, layer by layer: `{0}` = {1}.', arithmetic, formatCount(total));
  const idea = ideaOf(summary.layers.map(({ type }) => type));
  const matched =
    match === null
      ? []
      : [
          t(
            'The width {0} was chosen so that it has as many parameters as `{1}`, as nearly as can be.',
            formatCount(match.width),
            match.model,
          ),
        ];
  return [title, ...idea, [count, ...matched].join(' ')].join('\n\n');
}

/** What its layers know of pictures, where there is something to say. */
function ideaOf(types: readonly string[]): string[] {
  if (types.includes('conv2d')) {
    return [
      t(
        'Its convolutions look at a small window, with the same few weights at every place: what they learn to see in one corner they see in all.',
      ),
    ];
  }
  if (types.find((type) => type !== 'flatten') !== 'linear') return [];
  return [
    t(
      'Every number of the image has a weight of its own to every unit: that two pixels are neighbours, it has to learn.',
    ),
  ];
}

function aboutCurves({ losses }: Lesson): string {
  const what = t('The mean loss of each epoch’s batches, as training went.');
  if (losses.length === 0) return `${what} ${t('The run’s own are not known here.')}`;
  return what;
}

function aboutResults({ networks }: Lesson): string {
  const rows = networks.map(
    ({ model: { id, summary }, result: { accuracy, loss } }) =>
      `| \`${id}\` | ${formatCount(summary.total)} | ${formatLoss(loss)} | ${formatPercent(accuracy)} |`,
  );
  const heads = [t('Network'), t('Parameters'), t('Test loss'), t('Test accuracy')];
  return [`| ${heads.join(' | ')} |`, '| --- | ---: | ---: | ---: |', ...rows].join('\n');
}

function curvesOf({ networks, losses }: Lesson): string | null {
  if (losses.length === 0) return null;
  return curvesPicture(
    networks.map(({ model: { id } }) => ({
      name: id,
      values: losses.map((epoch) => {
        const loss = epoch[id];
        return loss !== undefined && Number.isFinite(loss) ? loss : null;
      }),
    })),
  );
}

function matricesOf({ networks, recipe }: Lesson): string {
  const matrices = networks.map(({ model: { id }, result: { accuracy, confusion } }) => ({
    title: `${id}: ${formatPercent(accuracy)}`,
    confusion,
  }));
  return matricesPicture(matrices, recipe.classes);
}

function words(...paragraphs: readonly string[]): Cell {
  return { cell_type: 'markdown', source: paragraphs.join('\n\n') };
}

/** @param picture that stands below it, as SVG */
function code(source: string, picture: string | null = null): Cell {
  const outputs =
    picture === null
      ? []
      : [
          {
            output_type: 'display_data',
            data: { 'image/svg+xml': picture, 'text/plain': python('SVG') },
            metadata: {},
          },
        ];
  return { cell_type: 'code', source, execution_count: null, outputs };
}

/** What Markdown would take for a mark. */
function escape(words: string): string {
  return words.replace(/[\\`*_{}[\]<>()#+!|~-]/g, '\\$&').replace(/\s+/g, ' ');
}
