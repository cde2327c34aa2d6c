/**
 * A made-up run that looks like a real one: three networks, ten epochs, and the confusion matrices that
 * the notebook published.
 */
import type {
  LayerSummary,
  ModelSummary,
  ParameterComparison,
  ParameterSummary,
  RunEvent,
  TestEvent,
  TrainingEvent,
} from '#shared/protocol/events';

function parameter(name: string, ...shape: number[]): ParameterSummary {
  const count = shape.reduce((product, size) => product * size, 1);
  return { name, shape, count, arithmetic: shape.join('*') };
}

function model(
  id: string,
  label: string,
  optimizer: string,
  layers: readonly LayerSummary[],
): ModelSummary {
  const parameters = layers.flatMap((layer) => layer.parameters);
  return {
    id,
    label,
    optimizer,
    layers,
    parameters,
    buffers: [],
    flops: layers.reduce((sum, { flops }) => sum + flops, 0),
    match: null,
    total: parameters.reduce((sum, { count }) => sum + count, 0),
    arithmetic: parameters.map(({ arithmetic }) => arithmetic).join(' + '),
  };
}

function linear(name: string, inputs: number, outputs: number): LayerSummary {
  return {
    name,
    type: 'linear',
    description: `Linear(${inputs}, ${outputs})`,
    outputShape: [outputs],
    parameters: [parameter(`${name}.weight`, outputs, inputs), parameter(`${name}.bias`, outputs)],
    buffers: [],
    flops: outputs * (2 * inputs + 1),
  };
}

function conv2d(
  name: string,
  inputs: number,
  kernel: number,
  stride: number,
  size: number,
): LayerSummary {
  return {
    name,
    type: 'conv2d',
    description: `Conv2d(${inputs}, 20, kernel_size=${kernel}, stride=${stride})`,
    outputShape: [20, size, size],
    parameters: [
      parameter(`${name}.weight`, 20, inputs, kernel, kernel),
      parameter(`${name}.bias`, 20),
    ],
    buffers: [],
    flops: 20 * size * size * (2 * inputs * kernel * kernel + 1),
  };
}

function activation(type: 'Sigmoid' | 'ReLU', ...outputShape: number[]): LayerSummary {
  const name = type.toLowerCase();
  const flops = outputShape.reduce((product, n) => product * n, 1);
  const empty = { parameters: [], buffers: [], flops };
  return { name, type: name, description: `${type}()`, outputShape, ...empty };
}

export const sampleModels: readonly ModelSummary[] = [
  model('mlp', 'MNISTNetwork', 'SGD, lr 0.01', [
    linear('layer_1', 784, 170),
    activation('Sigmoid', 170),
    linear('layer_2', 170, 10),
  ]),
  model('cnn', 'CNN_MNISTNetwork', 'SGD, lr 0.01', [
    conv2d('conv_1', 1, 3, 1, 26),
    activation('Sigmoid', 20, 26, 26),
    linear('linear', 13_520, 10),
  ]),
  model('cnn-big', 'CNN_MNISTNetwork_Big', 'Adam, lr 0.01', [
    conv2d('conv_1', 1, 3, 1, 26),
    activation('ReLU', 20, 26, 26),
    conv2d('conv_2', 20, 2, 2, 13),
    activation('ReLU', 20, 13, 13),
    linear('linear', 3380, 10),
  ]),
];

export const sampleComparison: ParameterComparison = {
  models: ['mlp', 'cnn'],
  totals: [135_160, 135_410],
  ratio: 135_160 / 135_410,
};

/** Rows actual, columns predicted, as the notebook prints them. */
export const notebookConfusion: Readonly<Record<string, readonly (readonly number[])[]>> = {
  mlp: [
    [931, 22, 6, 10, 0, 0, 8, 2, 1, 0],
    [0, 1131, 1, 2, 0, 0, 1, 0, 0, 0],
    [50, 380, 558, 18, 3, 0, 5, 15, 3, 0],
    [27, 245, 23, 703, 0, 0, 0, 11, 1, 0],
    [25, 335, 6, 17, 279, 0, 32, 287, 1, 0],
    [120, 324, 4, 352, 0, 3, 17, 66, 0, 6],
    [88, 207, 8, 7, 1, 0, 640, 7, 0, 0],
    [6, 232, 5, 2, 0, 0, 0, 782, 1, 0],
    [63, 550, 14, 143, 2, 0, 9, 31, 160, 2],
    [44, 287, 9, 33, 15, 0, 6, 498, 1, 116],
  ],
  cnn: [
    [938, 0, 1, 11, 3, 0, 20, 1, 6, 0],
    [0, 1078, 3, 14, 3, 0, 5, 1, 31, 0],
    [20, 27, 762, 70, 33, 0, 34, 32, 54, 0],
    [4, 6, 12, 932, 2, 2, 5, 23, 24, 0],
    [1, 11, 2, 4, 914, 1, 31, 5, 9, 4],
    [23, 42, 1, 255, 61, 380, 36, 40, 54, 0],
    [19, 9, 10, 4, 20, 9, 882, 1, 4, 0],
    [3, 35, 18, 6, 18, 0, 1, 933, 13, 1],
    [13, 20, 4, 85, 16, 4, 21, 18, 792, 1],
    [20, 17, 6, 31, 469, 3, 8, 182, 49, 224],
  ],
  'cnn-big': [
    [968, 0, 3, 2, 0, 1, 5, 0, 1, 0],
    [0, 1129, 1, 1, 1, 0, 2, 0, 1, 0],
    [0, 3, 1017, 6, 0, 0, 1, 4, 1, 0],
    [0, 0, 2, 1005, 0, 2, 0, 1, 0, 0],
    [0, 0, 0, 0, 964, 0, 5, 1, 2, 10],
    [2, 0, 2, 14, 0, 868, 4, 0, 1, 1],
    [8, 2, 1, 1, 1, 1, 944, 0, 0, 0],
    [0, 1, 12, 2, 0, 0, 0, 1005, 3, 5],
    [5, 0, 4, 4, 1, 0, 2, 2, 953, 3],
    [3, 1, 1, 7, 5, 4, 0, 4, 1, 983],
  ],
};

/** A loss that falls from `start` towards `end`, with the unrest of batches; always the same. */
function lossAt(id: string, batch: number): number {
  const [start, end, half] =
    id === 'mlp' ? [2.42, 2.08, 320] : id === 'cnn' ? [2.4, 0.62, 130] : [2.31, 0.016, 11];
  const wave = Math.sin(batch * 12.9898 + half) * 43758.5453;
  const unrest = (wave - Math.floor(wave) - 0.5) * 0.09;
  return (end + (start - end) * 2 ** (-batch / half)) * (1 + unrest);
}

const epochSeconds: Readonly<Record<string, number>> = { mlp: 1.31, cnn: 5.4, 'cnn-big': 8.73 };

export interface SampleOptions {
  readonly epochs?: number;
  readonly batchesPerEpoch?: number;
  readonly batchSize?: number;
}

/** All events of a finished run, in order. */
export function sampleEvents({
  epochs = 10,
  batchesPerEpoch = 58,
  batchSize = 1024,
}: SampleOptions = {}): TrainingEvent[] {
  const ids = sampleModels.map(({ id }) => id);
  const forEach = (value: (id: string) => number): Record<string, number> =>
    Object.fromEntries(ids.map((id) => [id, value(id)]));
  const perEpoch = ids.reduce((sum, id) => sum + epochSeconds[id]!, 0);
  const run: RunEvent = {
    type: 'run',
    models: sampleModels,
    comparison: sampleComparison,
    engine: { simd: 'relaxed', threads: 2 },
    dataset: {
      name: 'MNIST',
      train: 60_000,
      test: 10_000,
      classes: Array.from({ length: 10 }, (_, digit) => String(digit)),
    },
    config: {
      models: ids,
      epochs,
      batchSize,
      batchesPerEpoch,
      sampling: 'random',
      seed: 0,
      evaluateEachEpoch: true,
    },
    startedAt: Date.UTC(2025, 0, 1),
  };
  const events: TrainingEvent[] = [run];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const sums = forEach(() => 0);
    for (let batch = 1; batch <= batchesPerEpoch; batch++) {
      const done = (epoch - 1) * batchesPerEpoch + batch;
      const losses = forEach((id) => lossAt(id, done));
      for (const id of ids) sums[id]! += losses[id]!;
      events.push({
        type: 'batch',
        epoch,
        batch,
        losses,
        elapsed: (done / batchesPerEpoch) * perEpoch,
        seconds: forEach((id) => (done / batchesPerEpoch) * epochSeconds[id]!),
      });
    }
    events.push({
      type: 'epoch',
      epoch,
      losses: forEach((id) => sums[id]! / batchesPerEpoch),
      seconds: forEach((id) => epochSeconds[id]!),
    });
    events.push(testAfter(epoch, epochs, batchesPerEpoch));
  }
  for (const id of ids) events.push(evaluation(id));
  events.push({ type: 'done', seconds: epochs * perEpoch + 1.9 });
  return events;
}

/** On its way to the published matrices: of what is right in the end, a part is still scattered. */
function testAfter(epoch: number, epochs: number, batchesPerEpoch: number): TestEvent {
  const forEach = <T>(value: (id: string) => T): Record<string, T> =>
    Object.fromEntries(sampleModels.map(({ id }) => [id, value(id)]));
  const left = 0.7 * (1 - epoch / epochs);
  const confusions = forEach((id) =>
    notebookConfusion[id]!.map((row, actual) => {
      const moved = Math.round(row[actual]! * left);
      return row.map((n, predicted) => {
        if (predicted === actual) return n - moved;
        return n + (predicted === (actual + 1) % row.length ? moved : 0);
      });
    }),
  );
  return {
    type: 'test',
    epoch,
    losses: forEach((id) => lossAt(id, epoch * batchesPerEpoch)),
    accuracies: forEach((id) => accuracyOf(confusions[id]!)),
    confusions,
  };
}

function accuracyOf(confusion: readonly (readonly number[])[]): number {
  const images = confusion.flat().reduce((total, n) => total + n, 0);
  return confusion.reduce((right, row, i) => right + row[i]!, 0) / images;
}

function evaluation(id: string): TrainingEvent {
  const confusion = notebookConfusion[id]!;
  const sum = (counts: readonly number[]): number => counts.reduce((total, n) => total + n, 0);
  const right = confusion.map((row, i) => row[i]!);
  return {
    type: 'evaluation',
    model: id,
    accuracy: sum(right) / sum(confusion.flat()),
    loss: 1 - sum(right) / sum(confusion.flat()),
    confusion,
    precision: right.map((n, i) => {
      const taken = sum(confusion.map((row) => row[i]!));
      return taken === 0 ? null : n / taken;
    }),
    recall: right.map((n, i) => n / sum(confusion[i]!)),
    seconds: 0.6,
  };
}
