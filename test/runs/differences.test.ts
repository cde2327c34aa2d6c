import { expect, test } from 'vitest';
import type { ModelSummary, RunEvent } from '#shared/protocol/events';
import { dataAt } from '../../extension/data/choice';
import { differences } from '../../extension/runs/differences';
import type { RunRecord } from '../../extension/runs/record';
import { sampleRecord } from './support';

const record = sampleRecord();

function withRun(change: Partial<RunEvent>): RunRecord {
  return { ...record, state: { ...record.state, run: { ...record.state.run, ...change } } };
}

function withModel(id: string, change: Partial<ModelSummary>): RunRecord {
  const models = record.state.run.models.map((model) =>
    model.id === id ? { ...model, ...change } : model,
  );
  return withRun({ models });
}

const layersOf = (id: string): ModelSummary['layers'] =>
  record.state.run.models.find((model) => model.id === id)!.layers;

test('runs of the same settings differ in nothing, whenever they were trained', () => {
  expect(differences([record, withRun({ startedAt: 1 })])).toEqual([]);
  expect(differences([record])).toEqual([]);
});

test('only the settings that differ are named, with the value of each run in order', () => {
  const { config } = record.state.run;
  const other = withRun({
    config: { ...config, epochs: 5, seed: 9, earlyStopping: { monitor: 'loss', patience: 3 } },
    engine: { simd: 'portable', threads: 2 },
  });
  expect(differences([record, record, other])).toEqual([
    { setting: 'Epochs', values: ['2', '2', '5'] },
    { setting: 'Seed', values: ['0', '0', '9'] },
    { setting: 'Early stopping', values: ['off', 'off', 'loss, patience 3'] },
    { setting: 'SIMD', values: ['relaxed', 'relaxed', 'portable'] },
  ]);
});

test('every setting of a run has its name and its value', () => {
  const { run } = record.state;
  const other = withRun({
    config: {
      ...{ models: ['mlp'], epochs: 7, batchSize: 64, batchesPerEpoch: 9, sampling: 'shuffle' },
      ...{ seed: 3, evaluateEachEpoch: false, earlyStopping: { monitor: 'accuracy', patience: 1 } },
    },
    engine: { simd: 'portable', threads: 1 },
    dataset: { name: 'two', train: 100, test: 20, classes: ['a', 'b'] },
  });
  expect(run.engine.threads).toBe(2);
  expect(
    differences([record, { ...other, config: { ...record.config!, data: dataAt('/two') } }]),
  ).toEqual([
    { setting: 'Networks', values: ['mlp, cnn, cnn-big', 'mlp'] },
    { setting: 'Epochs', values: ['2', '7'] },
    { setting: 'Batch size', values: ['1024', '64'] },
    { setting: 'Batches an epoch', values: ['3', '9'] },
    { setting: 'Sampling', values: ['random', 'shuffle'] },
    { setting: 'Seed', values: ['0', '3'] },
    { setting: 'Test after each epoch', values: ['yes', 'no'] },
    { setting: 'Early stopping', values: ['off', 'accuracy, patience 1'] },
    { setting: 'Data set', values: ['MNIST', 'two'] },
    { setting: 'Data', values: ['built in', '/two'] },
    { setting: 'Training images', values: ['60000', '100'] },
    { setting: 'Test images', values: ['10000', '20'] },
    { setting: 'Classes', values: ['0, 1, 2, 3, 4, 5, 6, 7, 8, 9', 'a, b'] },
    { setting: 'SIMD', values: ['relaxed', 'portable'] },
    { setting: 'Threads', values: ['2', '1'] },
  ]);
});

test('names of networks and how many parameters they have are told, too', () => {
  const other = withModel('mlp', { label: 'Another', total: 99 });
  expect(differences([record, other])).toEqual([
    { setting: 'mlp: name', values: ['MNISTNetwork', 'Another'] },
    { setting: 'mlp: parameters', values: ['135160', '99'] },
  ]);
});

test('a run without a network has a dash where the others differ in it', () => {
  const { config, models } = record.state.run;
  const without = withRun({
    config: { ...config, models: ['mlp'] },
    models: models.filter(({ id }) => id === 'mlp'),
  });
  const other = withModel('cnn', { optimizer: 'Adam, lr 0.001' });
  expect(differences([record, without, other])).toEqual([
    { setting: 'Networks', values: ['mlp, cnn, cnn-big', 'mlp', 'mlp, cnn, cnn-big'] },
    { setting: 'cnn: optimizer', values: ['SGD, lr 0.01', '–', 'Adam, lr 0.001'] },
  ]);
});

test('another data set is another setting', () => {
  const { dataset } = record.state.run;
  const other = withRun({ dataset: { ...dataset, name: 'fashion', classes: ['shirt', 'shoe'] } });
  expect(
    differences([record, { ...other, config: { ...record.config!, data: dataAt('/fashion') } }]),
  ).toEqual([
    { setting: 'Data set', values: ['MNIST', 'fashion'] },
    { setting: 'Data', values: ['built in', '/fashion'] },
    { setting: 'Classes', values: ['0, 1, 2, 3, 4, 5, 6, 7, 8, 9', 'shirt, shoe'] },
  ]);
});

test('of networks with the same id, only the layer and the optimiser that differ are named', () => {
  const layers = layersOf('cnn').map((layer, place) =>
    place === 0 ? { ...layer, description: 'Conv2d(1, 8, kernel_size=5, stride=1)' } : layer,
  );
  const other = withModel('cnn', { layers, optimizer: 'Adam, lr 0.001' });
  expect(differences([record, other])).toEqual([
    {
      setting: 'cnn: layer 1',
      values: ['Conv2d(1, 20, kernel_size=3, stride=1)', 'Conv2d(1, 8, kernel_size=5, stride=1)'],
    },
    { setting: 'cnn: optimizer', values: ['SGD, lr 0.01', 'Adam, lr 0.001'] },
  ]);
});

test('networks of more and fewer layers are compared as wholes', () => {
  const other = withModel('mlp', { layers: layersOf('mlp').slice(2) });
  expect(differences([record, other])).toEqual([
    {
      setting: 'mlp: layers',
      values: ['Linear(784, 170) → Sigmoid() → Linear(170, 10)', 'Linear(170, 10)'],
    },
  ]);
});

test('a network that one of them does not train differs in being trained alone', () => {
  const { config, models } = record.state.run;
  const other = withRun({
    config: { ...config, models: ['mlp'] },
    models: models.filter(({ id }) => id === 'mlp'),
  });
  expect(differences([record, other])).toEqual([
    { setting: 'Networks', values: ['mlp, cnn, cnn-big', 'mlp'] },
  ]);
});

test('a run whose settings were not kept says so only of what is not known', () => {
  expect(differences([record, { ...record, config: null }])).toEqual([
    { setting: 'Data', values: ['built in', '–'] },
  ]);
});
