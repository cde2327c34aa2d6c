import { expect, test } from 'vitest';
import { fairnessSentence } from '#shared/fairness';
import { dataAt } from '../../extension/data/choice';
import type { RecordedConfig } from '../../extension/runs/record';
import { report } from '../../extension/runs/report';
import { pathContext } from '../../extension/settings/paths';
import { readSettings, toConfig } from '../../extension/settings/read';
import { sampleRecord } from './support';

const record = sampleRecord();
const pictures = { curves: 'curves.png', confusion: 'confusion.png' };
const text = report('mine', record, pictures);

test('the report tells what was trained, how, and what came of it', () => {
  expect(text).toMatch(/^# mine\n/);
  // What the notebook published.
  expect(text).toMatch(/\| mlp \| 135,160 \| 53\.03% \|/);
  expect(text).toMatch(/\| cnn-big \| 35,630 \| 98\.36% \|/);
  expect(text).toContain('- cnn: 9 taken for 4 (469), 5 taken for 3 (255), 9 taken for 7 (182)');
  expect(text).toContain('### CNN\\_MNISTNetwork (cnn)');
  expect(text).toContain('`20*1*3*3` + `20`');
  expect(text).toContain('| Seed | 0 |');
  expect(text).toContain(fairnessSentence(record.state.run.comparison!));
});

test('pictures are named by relative path, and left out where there are none', () => {
  expect(text).toContain('![Curves of loss and accuracy](curves.png)');
  expect(text).toContain('![Confusion matrices](confusion.png)');
  expect(report('mine', record, {})).not.toContain('![');
});

test('the settings in the report train the same run again', () => {
  const json = /```json\n([\s\S]*?)\n```/.exec(text)![1]!;
  const values = Object.fromEntries(
    Object.entries(JSON.parse(json) as Record<string, unknown>).map(([key, value]) => [
      key.replace(/^mnistLab\./, ''),
      value,
    ]),
  );
  const { specs, models, epochs, batchSize, seed, sampling, simd } = toConfig(
    readSettings(values),
    '/extension/dist',
    pathContext(null),
  );
  expect({ models, epochs, batchSize, seed, sampling }).toEqual({
    models: record.config!.models,
    epochs: record.config!.epochs,
    batchSize: record.config!.batchSize,
    seed: record.config!.seed,
    sampling: record.config!.sampling,
  });
  expect(simd).toBe('relaxed');
  expect(specs.mlp).toMatchObject(record.config!.specs.mlp!);
});

test('the settings in the report are also those that not every run has', () => {
  const settingsIn = (change: Partial<RecordedConfig>): unknown => {
    const written = report('mine', { ...record, config: { ...record.config!, ...change } }, {});
    return JSON.parse(/```json\n([\s\S]*?)\n```/.exec(written)![1]!);
  };
  const every = {
    'mnistLab.networks': ['mlp', 'cnn', 'cnn-big'],
    'mnistLab.epochs': 2,
    'mnistLab.batchSize': 1024,
    'mnistLab.sampling': 'random',
    'mnistLab.seed': 0,
    'mnistLab.simd': 'relaxed',
    'mnistLab.evaluateEachEpoch': true,
    'mnistLab.models': record.config!.specs,
  };
  expect(settingsIn({})).toEqual(every);
  const earlyStopping = { monitor: 'loss', patience: 3 } as const;
  expect(settingsIn({ earlyStopping, data: dataAt('/two'), classNames: ['a', 'b'] })).toEqual({
    ...every,
    'mnistLab.earlyStopping.monitor': 'loss',
    'mnistLab.earlyStopping.patience': 3,
    'mnistLab.data': '/two',
    'mnistLab.classNames': ['a', 'b'],
  });
});

test('a run whose settings were not kept says so', () => {
  expect(report('mine', { ...record, config: null }, {})).toContain(
    'The seed was 0. The other settings were not kept.',
  );
});

test('words of a person stay words: they make no table, heading, picture or HTML', () => {
  const { state } = record;
  const [model] = state.run.models;
  const odd = { ...model!, id: 'a|b', label: '<img src=x> ![x](y)\n# z', optimizer: '`*_' };
  const run = { ...state.run, models: [odd] };
  const written = report('# <b>', { config: null, state: { ...state, run } }, {});
  expect(written).toMatch(/^# \\# \\<b\\>\n/);
  expect(written).toContain('| a\\|b |');
  expect(written).toContain('### \\<img src=x\\> !\\[x\\](y) \\# z (a\\|b)');
  expect(written).toContain('trained by \\`\\*\\_.');
});

test('a diverged network is told so, in place of figures', () => {
  const { state } = record;
  const evaluations = { ...state.evaluations, mlp: { ...state.evaluations.mlp!, loss: NaN } };
  expect(report('mine', { ...record, state: { ...state, evaluations } }, {})).toMatch(
    /\| mlp \| 135,160 \| diverged \| diverged \| diverged \|/,
  );
});

test.each([
  ['done', false],
  ['stopped', true],
  ['failed', true],
] as const)('a run that is %s says whether it ended before its last epoch', (status, early) => {
  const written = report('mine', { ...record, state: { ...record.state, status } }, {});
  expect(written.includes('The run ended before its last epoch.')).toBe(early);
});

test('a run that was interrupted says up to where it is kept', () => {
  const written = (state: Partial<typeof record.state>): string =>
    report('mine', { ...record, state: { ...record.state, ...state, status: 'interrupted' } }, {});
  expect(written({})).toContain('trained up to the end of epoch 2 is kept.');
  const { batchesPerEpoch } = record.state.run.config;
  const run = { ...record.state.run, config: { ...record.state.run.config, batchesPerEpoch: 4 } };
  expect(batchesPerEpoch).toBe(3);
  expect(written({ run })).toContain('trained up to epoch 2, batch 2 of 4, is kept.');
  expect(written({ elapsed: [], epochs: [] })).toContain('interrupted before its first batch.');
});

test('results come from the final evaluation, and before it from the last epoch that was tested', () => {
  const { tests, epochs } = record.state;
  const state = { ...record.state, evaluations: {}, seconds: null };
  const written = report('mine', { ...record, state }, {});
  const percent = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 2 });
  const loss = new Intl.NumberFormat('en', { minimumFractionDigits: 4, maximumFractionDigits: 4 });
  const last = tests.at(-1)!;
  const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds.mlp!, 0);
  expect(written).toContain(
    `| mlp | 135,160 | ${percent.format(last.accuracies.mlp!)} | ${loss.format(last.losses.mlp!)} ` +
      `| ${loss.format(epochs.at(-1)!.losses.mlp!)} | ${seconds.toFixed(1)} s |`,
  );
  expect(written).not.toContain('It took');
  expect(report('mine', record, {})).toContain('It took 32.8 s.');
  // Before the first batch nothing is known.
  const none = { ...state, epochs: [], tests: [], batchSeconds: {} };
  expect(report('mine', { ...record, state: none }, {})).toContain(
    '| mlp | 135,160 | – | – | – | 0.0 s |',
  );
});
