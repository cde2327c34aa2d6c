import { expect, test } from 'vitest';
import type { ModelResult, RunSummary } from '../../../../extension/runs/summary';
import { description, resultOf, spoken } from '../../../../extension/vscode/runs/run-words';
import { saysTwice } from '../../../support/says-twice';

const run: RunSummary = {
  id: 'a',
  name: 'mine',
  pinned: false,
  status: 'done',
  startedAt: 1_700_000_000_000,
  dataset: 'MNIST',
  epochs: 10,
  seed: 0,
  seconds: 60,
  models: [
    { id: 'mlp', accuracy: 0.5303 },
    { id: 'cnn', accuracy: 0.98765 },
    { id: 'new', accuracy: null },
  ],
};
const later = (seconds: number): number => run.startedAt + seconds * 1000;

test('a finished run is told by its best accuracy and its age', () => {
  expect(description(run, later(3600))).toBe('98.77% · 1 hr. ago');
});

test('where classes are uneven, balanced accuracy stands beside the accuracy', () => {
  const models: readonly ModelResult[] = [
    { id: 'mlp', accuracy: 0.9, balanced: 0.5 },
    { id: 'cnn', accuracy: 0.96, balanced: 0.712, bestEpoch: 3 },
  ];
  const uneven = { ...run, models };
  expect(description(uneven, later(3600))).toBe(
    '96.00% (best, epoch 3), balanced 71.20% · 1 hr. ago',
  );
  expect(resultOf(models[0]!)).toBe('90.00%, balanced 50.00%');
});

test('a run that ended otherwise says so once, with its age', () => {
  const stopped: RunSummary = { ...run, status: 'stopped' };
  expect(description(stopped, later(300))).toBe('98.77% · stopped · 5 min. ago');
  expect(spoken(stopped, later(300))).toBe('mine, stopped, 98.77%, 5 min. ago');
  const failed: RunSummary = { ...run, status: 'failed', models: [] };
  expect(description(failed, later(1))).toBe('failed · 1 sec. ago');
});

test('a run that goes on is told by what it does', () => {
  expect(description({ ...run, status: 'paused', models: [] }, later(1))).toBe('paused');
  const training: RunSummary = { ...run, status: 'running', pinned: true };
  expect(description(training, later(1))).toBe('98.77% · training');
  expect(spoken(training, later(1))).toBe('mine, pinned, training, 98.77%');
});

test('each thing is read aloud once, whatever the run has come to', () => {
  const models: readonly (readonly ModelResult[])[] = [
    [],
    run.models,
    run.models.map(({ id }) => ({ id, accuracy: null, diverged: true })),
    [...run.models, { id: 'gone', accuracy: null, diverged: true }],
  ];
  for (const status of ['running', 'paused', 'done', 'stopped', 'failed', 'interrupted'] as const) {
    for (const elsewhere of [undefined, true] as const) {
      for (const pinned of [true, false]) {
        for (const networks of models) {
          const one: RunSummary = { ...run, status, pinned, models: networks, dataset: 'fashion' };
          const label = spoken(elsewhere === undefined ? one : { ...one, elsewhere }, later(60));
          expect(saysTwice(label), label).toBe(false);
        }
      }
    }
  }
});

test('a run of another window, and one whose window is gone, are told so', () => {
  const elsewhere: RunSummary = { ...run, status: 'running', elsewhere: true };
  expect(description(elsewhere, later(60))).toBe('98.77% · training in another window');
  const interrupted: RunSummary = { ...run, status: 'interrupted' };
  expect(description(interrupted, later(300))).toBe('98.77% · interrupted · 5 min. ago');
  expect(spoken(interrupted, later(300))).toBe('mine, interrupted, 98.77%, 5 min. ago');
});

test('a data set is named where it is not the usual one, or not that of the run before', () => {
  const fashion: RunSummary = { ...run, dataset: 'fashion' };
  expect(description(fashion, later(3600))).toBe('98.77% · fashion · 1 hr. ago');
  expect(description(run, later(3600), fashion)).toBe('98.77% · MNIST · 1 hr. ago');
  expect(spoken(fashion, later(3600))).toBe('mine, finished, 98.77%, fashion, 1 hr. ago');
});

test('what a run changes stands last, and of much no more than two', () => {
  const before: RunSummary = { ...run, settings: { epochs: 1, seed: 0, batchSize: 64 } };
  const one: RunSummary = { ...run, settings: { epochs: 2, seed: 0, batchSize: 64 } };
  expect(description(one, later(3600), before)).toBe('98.77% · 1 hr. ago · epochs 2');
  const three: RunSummary = { ...run, settings: { epochs: 2, seed: 1, batchSize: 32 } };
  expect(description(three, later(3600), before)).toBe(
    '98.77% · 1 hr. ago · epochs 2 · seed 1 · …',
  );
  const two: RunSummary = { ...run, settings: { epochs: 2, seed: 1, batchSize: 64 } };
  expect(description(two, later(3600), before)).toBe('98.77% · 1 hr. ago · epochs 2 · seed 1');
});

test('a network that has not been tested is told so', () => {
  expect(resultOf({ accuracy: null })).toBe('not tested');
});

test('a network that has diverged is told so, in place of an accuracy', () => {
  const [mlp, ...others] = run.models;
  const gone = { id: mlp!.id, accuracy: null, diverged: true } as const;
  const some: RunSummary = { ...run, models: [gone, ...others] };
  expect(description(some, later(3600))).toBe('98.77% · diverged: mlp · 1 hr. ago');
  expect(spoken(some, later(3600))).toBe('mine, finished, 98.77%, diverged: mlp, 1 hr. ago');
  const all: RunSummary = { ...run, models: [gone] };
  expect(description(all, later(3600))).toBe('diverged · 1 hr. ago');
  expect(resultOf(gone)).toBe('diverged');
});
